//! The types of values: as fields, as arguments, and from an argument to a field.

use crate::plan::RustType;
use crate::tokens::{TokenStream, ident, quote};

/// The type of a value that is there.
pub(super) fn owned(ty: &RustType) -> TokenStream {
    match ty {
        RustType::Bool => quote!(bool),
        RustType::I32 => quote!(i32),
        RustType::I64 => quote!(i64),
        RustType::F32 => quote!(f32),
        RustType::F64 => quote!(f64),
        RustType::String => quote!(String),
        RustType::Bytes => quote!(rt::Bytes),
        RustType::Timestamp => quote!(rt::Timestamp),
        RustType::Document => quote!(rt::Document),
        RustType::Stream => quote!(rt::ByteStream),
        RustType::EventStream(name) => {
            let name = ident(name);
            quote!(rt::EventStream<types::#name>)
        }
        RustType::Structure(name) | RustType::Union(name) | RustType::Enum(name) => {
            let name = ident(name);
            quote!(types::#name)
        }
        RustType::List(item, sparse) => {
            let item = entry(item, *sparse);
            quote!(Vec<#item>)
        }
        RustType::Map(key, value, sparse) => {
            let (key, value) = (owned(key), entry(value, *sparse));
            quote!(rt::BTreeMap<#key, #value>)
        }
    }
}

fn entry(ty: &RustType, sparse: bool) -> TokenStream {
    let ty = owned(ty);
    if sparse { quote!(Option<#ty>) } else { ty }
}

/// What a constructor or setter accepts for a value of type `ty`: whatever converts into it.
pub(super) fn argument(ty: &RustType) -> TokenStream {
    match ty {
        RustType::List(item, sparse) => {
            let item = entry_argument(item, *sparse);
            quote!(impl IntoIterator<Item = #item>)
        }
        RustType::Map(key, value, sparse) => {
            let (key, value) = (entry_argument(key, false), entry_argument(value, *sparse));
            quote!(impl IntoIterator<Item = (#key, #value)>)
        }
        _ => entry_argument(ty, false),
    }
}

fn entry_argument(ty: &RustType, sparse: bool) -> TokenStream {
    let owned = entry(ty, sparse);
    if converts(ty, sparse) { quote!(impl Into<#owned>) } else { owned }
}

/// The expression that makes a value out of the argument `name`.
pub(super) fn from_argument(ty: &RustType, name: &TokenStream) -> TokenStream {
    match ty {
        RustType::List(item, sparse) if converts(item, *sparse) => {
            quote!(#name.into_iter().map(Into::into).collect())
        }
        RustType::List(..) => quote!(#name.into_iter().collect()),
        RustType::Map(key, value, sparse) => match (converts(key, false), converts(value, *sparse)) {
            (false, false) => quote!(#name.into_iter().collect()),
            (true, false) => quote!(#name.into_iter().map(|(key, value)| (key.into(), value)).collect()),
            (false, true) => quote!(#name.into_iter().map(|(key, value)| (key, value.into())).collect()),
            (true, true) => {
                quote!(#name.into_iter().map(|(key, value)| (key.into(), value.into())).collect())
            }
        },
        _ if converts(ty, false) => quote!(#name.into()),
        _ => name.clone(),
    }
}

/// Whether the argument is the value.
pub(super) fn is_taken_as_is(ty: &RustType) -> bool {
    !converts(ty, false) && !matches!(ty, RustType::List(..) | RustType::Map(..))
}

/// Whether other types convert into `ty`, such as `&str` into `String`.
fn converts(ty: &RustType, sparse: bool) -> bool {
    let converts = matches!(
        ty,
        RustType::String | RustType::Bytes | RustType::Timestamp | RustType::Document | RustType::Stream
    );
    converts && !sparse
}
