//! The runtime's table of partitions.

use crate::plan::partitions::Partition;
use crate::tokens::{Literal, TokenStream, ident, quote};

/// The whole file.
pub fn partitions(partitions: &[Partition]) -> TokenStream {
    let names: &Vec<_> = &partitions.iter().map(|partition| ident(&partition.constant)).collect();
    let statics = partitions.iter().zip(names).map(|(partition, constant)| {
        let Partition {
            name,
            dns_suffix,
            dual_stack_dns_suffix,
            supports_fips,
            supports_dual_stack,
            implicit_global_region,
            regions,
            prefixes,
            ..
        } = partition;
        quote! {
            pub(super) static #constant: Partition = Partition {
                name: #name,
                dns_suffix: #dns_suffix,
                dual_stack_dns_suffix: #dual_stack_dns_suffix,
                supports_fips: #supports_fips,
                supports_dual_stack: #supports_dual_stack,
                implicit_global_region: #implicit_global_region,
                regions: &[#(#regions),*],
                prefixes: &[#(#prefixes),*],
            };
        }
    });
    let count = Literal::integer(names.len());
    quote! {
        use super::Partition;

        pub(super) static PARTITIONS: [&Partition; #count] = [#(&#names),*];

        #(#statics)*
    }
}
