//! A structure: first what a reader looks for, then what describes it to the runtime.

use proc_macro2::TokenStream;
use quote::quote;

use super::literal::ident;
use super::{docs, rust_type, schema};
use crate::plan::{Field, Structure};

/// The struct, its constructor and its setters. `methods` are added to them.
pub(super) fn definition(structure: &Structure, methods: TokenStream) -> TokenStream {
    let name = ident(&structure.name);
    let docs = docs::outer(&structure.docs);
    let fields = structure.fields.iter().map(field);
    let default = is_default(structure).then(|| quote!(, Default));
    let setters = structure.fields.iter().filter(|field| structure.setters && field.optional).map(setter);
    let mut members: Vec<TokenStream> = constructor(structure).into_iter().chain(setters).collect();
    members.push(methods);
    let inherent = members.iter().any(|method| !method.is_empty()).then(|| quote!(impl #name { #(#members)* }));
    quote! {
        #docs
        #[derive(Clone, PartialEq #default)]
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
        if value.to_string() == name.to_string() { quote!(#name) } else { quote!(#name: #value) }
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
    let docs = docs::outer(&[format!("Sets [`{0}`](Self::{0}).", field.name)]);
    quote! {
        #docs
        #[inline]
        pub fn #setter(mut self, #name: #argument) -> Self {
            self.#name = Some(#value);
            self
        }
    }
}

/// The member table, and the access to the members that goes with it.
pub(super) fn description(structure: &Structure) -> TokenStream {
    let name = ident(&structure.name);
    let schema_name = ident(&structure.schema);
    let members = structure.fields.iter().map(|field| &field.member);
    let table = schema::schema(&structure.schema, &structure.name, members, &structure.xml);
    let zero = zero(structure);
    let member = access(structure, &quote!(&));
    let member_mut = access(structure, &quote!(&mut));
    quote! {
        #table

        impl rt::Shape for #name {
            #[inline]
            fn schema(&self) -> &'static rt::Schema {
                &#schema_name
            }

            #[inline]
            fn member(&self, index: usize) -> &dyn rt::Value {
                #member
            }

            #[inline]
            fn member_mut(&mut self, index: usize) -> &mut dyn rt::Value {
                #member_mut
            }
        }

        impl rt::Value for #name {
            #[inline]
            fn zero() -> Self {
                #zero
            }

            #[inline]
            fn encode(&self, member: &'static rt::Member, out: &mut dyn rt::FieldEncoder) {
                out.structure(member, self);
            }

            #[inline]
            fn decode(
                &mut self,
                member: &'static rt::Member,
                from: &mut dyn rt::FieldDecoder,
            ) -> Result<(), rt::DecodeError> {
                from.structure(member, self)
            }
        }

        impl rt::fmt::Debug for #name {
            #[inline]
            fn fmt(&self, f: &mut rt::fmt::Formatter<'_>) -> rt::fmt::Result {
                rt::debug::structure(self, f)
            }
        }
    }
}

fn zero(structure: &Structure) -> TokenStream {
    if is_default(structure) {
        return quote!(Self::default());
    }
    let fields = structure.fields.iter().map(|field| {
        let name = ident(&field.name);
        if field.optional { quote!(#name: None) } else { quote!(#name: rt::Value::zero()) }
    });
    quote!(Self { #(#fields),* })
}

/// The reference, `&` or `&mut`, to the field at an index.
fn access(structure: &Structure, reference: &TokenStream) -> TokenStream {
    let schema = ident(&structure.schema);
    if structure.fields.is_empty() {
        return quote!(rt::schema::no_member(&#schema, index));
    }
    let arms = structure.fields.iter().enumerate().map(|(index, field)| {
        let (index, name) = (proc_macro2::Literal::usize_unsuffixed(index), ident(&field.name));
        quote!(#index => #reference self.#name,)
    });
    quote! {
        match index {
            #(#arms)*
            _ => rt::schema::no_member(&#schema, index),
        }
    }
}
