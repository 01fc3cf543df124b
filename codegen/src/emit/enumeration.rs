//! An enum: a string with known values.

use super::docs;
use crate::plan::Enum;
use crate::tokens::{TokenStream, ident, quote};

/// The enum, defined by the runtime's macro.
pub(super) fn enumeration(enumeration: &Enum) -> TokenStream {
    let (name, docs, unknown) =
        (ident(&enumeration.name), docs::outer(&enumeration.docs), ident(&enumeration.unknown));
    let values = enumeration.values.iter().map(|value| {
        let (name, wire) = (ident(&value.name), &value.wire);
        quote!(#name = #wire,)
    });
    quote! {
        rt::enumeration! {
            #docs
            pub enum #name {
                #unknown = _,
                #(#values)*
            }
        }
    }
}
