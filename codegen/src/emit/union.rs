//! A union: an enum with a variant per member.

use super::{docs, rust_type, schema};
use crate::plan::{Union, UnionVariant};
use crate::tokens::{TokenStream, ident, quote};

/// The enum and its description.
pub(super) fn union(union: &Union) -> TokenStream {
    let name = ident(&union.name);
    let docs = docs::outer(&union.docs);
    let unknown = ident(&union.unknown);
    let definitions = union.variants.iter().map(|variant| {
        let (docs, name, ty) = (docs::outer(&variant.docs), ident(&variant.name), variant_type(variant));
        quote!(#docs #name(#ty),)
    });
    let conversions = union.variants.iter().filter(|variant| variant.distinct).map(|variant| {
        let (name, ty) = (ident(&variant.name), variant_type(variant));
        quote!(#name(#ty),)
    });
    let conversions: TokenStream = conversions.collect();
    let conversions =
        (!conversions.is_empty()).then(|| quote!(rt::variants! { enum #name { #conversions } }));
    let order = union.ordered.then(|| quote!(+ Ord));
    let rows = schema::rows(union.variants.iter().map(|variant| (variant.name.as_str(), &variant.member)));
    quote! {
        #docs
        #[derive(Clone, PartialEq)]
        #[non_exhaustive]
        pub enum #name {
            #(#definitions)*
            /// A member that this client does not know, by its name. Its value is not kept.
            #unknown(String),
        }

        rt::union! { #name (#unknown) #order { #rows } }

        #conversions
    }
}

fn variant_type(variant: &UnionVariant) -> TokenStream {
    let ty = rust_type::owned(&variant.ty);
    if variant.boxed { quote!(Box<#ty>) } else { ty }
}
