//! A structure: first what a reader looks for, then what describes it to the runtime.

use super::{docs, rust_type, schema};
use crate::plan::{Field, Structure, Xml};
use crate::tokens::{TokenStream, ident, quote};

/// The struct, its constructor and its setters. `methods` are added to them.
pub(super) fn definition(structure: &Structure, methods: TokenStream) -> TokenStream {
    let name = ident(&structure.name);
    let docs = docs::outer(&structure.docs);
    let fields = structure.fields.iter().map(field);
    let setters = structure.fields.iter().filter(|field| structure.setters && field.optional).map(setter);
    let mut members: Vec<TokenStream> = constructor(structure).into_iter().chain(setters).collect();
    members.push(methods);
    let inherent =
        members.iter().any(|method| !method.is_empty()).then(|| quote!(impl #name { #(#members)* }));
    quote! {
        #docs
        #[non_exhaustive]
        pub struct #name {
            #(#fields)*
        }

        #inherent
    }
}

/// Whether `Default` leaves no required member out.
fn is_default(structure: &Structure) -> bool {
    structure.required().next().is_none()
}

fn field(field: &Field) -> TokenStream {
    let (docs, name, ty) = (docs::outer(&field.docs), ident(&field.name), field_type(field));
    quote!(#docs pub #name: #ty,)
}

fn field_type(field: &Field) -> TokenStream {
    let mut ty = rust_type::owned(&field.ty);
    if field.boxed {
        ty = quote!(Box<#ty>);
    }
    if field.optional {
        ty = quote!(Option<#ty>);
    }
    ty
}

/// `new`, where callers need one: it takes what is required.
fn constructor(structure: &Structure) -> Option<TokenStream> {
    if is_default(structure) {
        return structure.setters.then(|| {
            quote! {
                /// A value with nothing set.
                #[inline]
                pub fn new() -> Self {
                    Self::default()
                }
            }
        });
    }
    let arguments = structure.required().map(|field| {
        let (name, ty) = (ident(&field.name), rust_type::argument(&field.ty));
        quote!(#name: #ty)
    });
    let fields = structure.required().map(|field| {
        let name = ident(&field.name);
        let value = rust_type::from_argument(&field.ty, &quote!(#name));
        if rust_type::is_taken_as_is(&field.ty) { quote!(#name) } else { quote!(#name: #value) }
    });
    let rest = structure.fields.iter().any(|field| field.optional).then(|| quote!(..rt::Value::zero()));
    Some(quote! {
        /// A value with the members that are required, and no others.
        #[inline]
        pub fn new(#(#arguments),*) -> Self {
            Self { #(#fields,)* #rest }
        }
    })
}

fn setter(field: &Field) -> TokenStream {
    let (name, setter) = (ident(&field.name), ident(&field.setter));
    let argument = rust_type::argument(&field.ty);
    let mut value = rust_type::from_argument(&field.ty, &quote!(#name));
    if field.boxed {
        value = quote!(Box::new(#value));
    }
    let docs = docs::outer([format!("Sets [`{0}`](Self::{0}).", field.member.field)]);
    quote! {
        #docs
        #[inline]
        pub fn #setter(mut self, #name: #argument) -> Self {
            self.#name = Some(#value);
            self
        }
    }
}

/// The member table, from which the runtime's macro makes access to the members.
pub(super) fn description(structure: &Structure) -> TokenStream {
    let name = ident(&structure.name);
    let rows = schema::rows(structure.fields.iter().map(|field| (field.name.as_str(), &field.member)));
    let xml = (structure.xml != Xml::default()).then(|| {
        let xml = schema::xml(&structure.xml, &TokenStream::new());
        quote!((#xml))
    });
    let default = is_default(structure).then(|| quote!(+ Default));
    let order = structure.ordered.then(|| quote!(+ Ord));
    quote!(rt::structure! { #name #xml #default #order { #rows } })
}
