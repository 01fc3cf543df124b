//! The module `types`: a file for each structure, union and enum that members refer to.

use super::{docs, enumeration, imports, structure, union};
use crate::plan::{Service, Type, TypeKind};
use crate::tokens::{TokenStream, ident, quote};

/// `types/mod.rs`.
pub(super) fn index(service: &Service) -> TokenStream {
    let docs = docs::inner(["What the members of inputs, outputs and errors are made of."]);
    let modules = service.types.iter().map(|ty| ident(&ty.module));
    let exports = service.types.iter().map(|ty| {
        let (module, name) = (ident(&ty.module), ident(ty.name()));
        quote!(pub use self::#module::#name;)
    });
    quote!(#docs #(mod #modules;)* #(#exports)*)
}

/// `types/<type>.rs`.
pub(super) fn file(service: &Service, ty: &Type) -> TokenStream {
    let body = match &ty.kind {
        TypeKind::Structure(structure) => {
            let definition = structure::definition(structure, TokenStream::new());
            let description = structure::description(structure);
            quote!(#definition #description)
        }
        TypeKind::Union(planned) => union::union(planned),
        TypeKind::Enum(planned) => enumeration::enumeration(planned),
    };
    imports::file(TokenStream::new(), body, &service.module, "types", [ty.name()])
}
