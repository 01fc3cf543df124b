//! An enum: a string with known values.

use proc_macro2::TokenStream;
use quote::quote;

use super::docs;
use super::literal::ident;
use crate::plan::Enum;

/// The enum and the access to its text.
pub(super) fn enumeration(enumeration: &Enum) -> TokenStream {
    let name = ident(&enumeration.name);
    let docs = docs::outer(&enumeration.docs);
    let unknown = ident(&enumeration.unknown);
    let definitions = enumeration.values.iter().map(|value| {
        let (name, docs) = (ident(&value.name), docs::outer(&[format!("`{}`", value.wire)]));
        quote!(#docs #name,)
    });
    let texts = enumeration.values.iter().map(|value| {
        let (name, wire) = (ident(&value.name), &value.wire);
        quote!(Self::#name => #wire,)
    });
    let sorted = enumeration.sorted().map(|value| ident(&value.name));
    quote! {
        #docs
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum #name {
            #(#definitions)*
            /// A value that this client does not know.
            #unknown(String),
        }

        impl rt::Enumeration for #name {
            const ALL: &'static [Self] = &[#(Self::#sorted),*];

            #[inline]
            fn as_str(&self) -> &str {
                match self {
                    #(#texts)*
                    Self::#unknown(text) => text,
                }
            }

            #[inline]
            fn unknown(text: &str) -> Self {
                Self::#unknown(text.to_owned())
            }
        }

        impl rt::Value for #name {
            #[inline]
            fn zero() -> Self {
                Self::#unknown(String::new())
            }

            #[inline]
            fn encode(&self, member: &'static rt::Member, out: &mut dyn rt::FieldEncoder) {
                rt::enumeration::encode(self, member, out);
            }

            #[inline]
            fn decode(
                &mut self,
                member: &'static rt::Member,
                from: &mut dyn rt::FieldDecoder,
            ) -> Result<(), rt::DecodeError> {
                *self = rt::enumeration::parse(&from.string(member)?);
                Ok(())
            }
        }
    }
}
