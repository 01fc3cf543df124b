//! A union: an enum with a variant per member.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::literal::ident;
use super::{docs, rust_type, schema};
use crate::plan::{Union, UnionVariant, Xml};

/// The enum and its description.
pub(super) fn union(union: &Union) -> TokenStream {
    let name = ident(&union.name);
    let schema_name = ident(&union.schema);
    let docs = docs::outer(&union.docs);
    let unknown = ident(&union.unknown);
    let table = schema::schema(
        &union.schema,
        &union.name,
        union.variants.iter().map(|variant| &variant.member),
        &Xml::default(),
    );
    let definitions = union.variants.iter().map(|variant| {
        let (docs, name, ty) = (docs::outer(&variant.docs), ident(&variant.name), variant_type(variant));
        quote!(#docs #name(#ty),)
    });
    let reads = arms(union, |index, variant| quote!(Self::#variant(value) => Some((#index, value)),));
    let starts = arms(union, |index, variant| quote!(#index => Self::#variant(rt::Value::zero()),));
    let borrows = arms(union, |_, variant| quote!(Self::#variant(value) => value,));
    quote! {
        #docs
        #[derive(Clone, PartialEq)]
        #[non_exhaustive]
        pub enum #name {
            #(#definitions)*
            /// A member that this client does not know, by its name. Its value is not kept.
            #unknown(String),
        }

        #table

        impl rt::Union for #name {
            #[inline]
            fn schema(&self) -> &'static rt::Schema {
                &#schema_name
            }

            #[inline]
            fn variant(&self) -> Option<(usize, &dyn rt::Value)> {
                match self {
                    #(#reads)*
                    Self::#unknown(_) => None,
                }
            }

            #[inline]
            fn variant_mut(&mut self, index: usize) -> &mut dyn rt::Value {
                *self = match index {
                    #(#starts)*
                    _ => rt::schema::no_member(&#schema_name, index),
                };
                match self {
                    #(#borrows)*
                    Self::#unknown(_) => rt::schema::no_member(&#schema_name, index),
                }
            }

            #[inline]
            fn unknown(&self) -> &str {
                match self {
                    Self::#unknown(name) => name,
                    _ => "",
                }
            }

            #[inline]
            fn set_unknown(&mut self, name: &str) {
                *self = Self::#unknown(name.to_owned());
            }
        }

        impl rt::Value for #name {
            #[inline]
            fn zero() -> Self {
                Self::#unknown(String::new())
            }

            #[inline]
            fn encode(&self, member: &'static rt::Member, out: &mut dyn rt::FieldEncoder) {
                out.union(member, self);
            }

            #[inline]
            fn decode(
                &mut self,
                member: &'static rt::Member,
                from: &mut dyn rt::FieldDecoder,
            ) -> Result<(), rt::DecodeError> {
                from.union(member, self)
            }
        }

        impl rt::fmt::Debug for #name {
            #[inline]
            fn fmt(&self, f: &mut rt::fmt::Formatter<'_>) -> rt::fmt::Result {
                rt::debug::union(self, f)
            }
        }
    }
}

fn variant_type(variant: &UnionVariant) -> TokenStream {
    let ty = rust_type::owned(&variant.ty);
    if variant.boxed { quote!(Box<#ty>) } else { ty }
}

/// An arm per variant, made from its index and name.
fn arms(
    union: &Union,
    arm: impl Fn(Literal, proc_macro2::Ident) -> TokenStream,
) -> impl Iterator<Item = TokenStream> {
    let variants = union.variants.iter().enumerate();
    variants.map(move |(index, variant)| arm(Literal::usize_unsuffixed(index), ident(&variant.name)))
}
