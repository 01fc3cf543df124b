//! From the plan to tokens: a module per kind of generated file, and no decision in any of them.

mod api;
mod client;
mod docs;
mod endpoint;
mod enumeration;
mod error;
mod example;
mod expressions;
mod imports;
mod manifest;
mod module;
mod operation;
mod pagination;
mod partitions;
mod path;
mod root;
mod rust_type;
mod schema;
mod structure;
mod targets;
mod types;
mod union;
mod waiters;

pub use self::endpoint::endpoint;
pub use self::manifest::manifest;
pub use self::partitions::partitions;
pub use self::root::{root, tour};
use crate::plan::Service;
use crate::tokens::TokenStream;

/// A source file, still as tokens.
#[derive(Debug)]
pub struct File {
    /// The path below `src/`.
    pub path: String,
    /// The items, and inner documentation if there is some.
    pub tokens: TokenStream,
}

/// The files of a service's module.
pub fn service(service: &Service) -> Vec<File> {
    let mut files = vec![
        File { path: "mod.rs".to_owned(), tokens: module::module(service) },
        File { path: "client.rs".to_owned(), tokens: client::client(service) },
        File { path: "error.rs".to_owned(), tokens: error::errors(service) },
        File { path: "api.rs".to_owned(), tokens: api::api(service) },
        File { path: "operation/mod.rs".to_owned(), tokens: operation::index(service) },
    ];
    if let Some(resolver) = &service.resolver {
        files.push(File {
            path: "endpoint.rs".to_owned(),
            tokens: endpoint(&service.meta.name, &service.module, resolver),
        });
    }
    if !service.types.is_empty() {
        files.push(File { path: "types/mod.rs".to_owned(), tokens: types::index(service) });
    }
    if !service.targets.is_empty() {
        files.push(File { path: "shapes.rs".to_owned(), tokens: targets::targets(service) });
    }
    if !service.waiters.waiters.is_empty() {
        files.push(File { path: "waiters.rs".to_owned(), tokens: waiters::waiters(service) });
    }
    if !service.expressions.is_empty() {
        files.push(File { path: "expressions.rs".to_owned(), tokens: expressions::expressions(service) });
    }
    for planned in &service.operations {
        let path = format!("operation/{}.rs", planned.module);
        files.push(File { path, tokens: operation::operation(service, planned) });
    }
    for planned in &service.types {
        files.push(File {
            path: format!("types/{}.rs", planned.module),
            tokens: types::file(service, planned),
        });
    }
    for file in &mut files {
        file.path.insert_str(0, &format!("{}/", service.module));
    }
    files
}

/// The result and the body of the function that an expression becomes.
#[cfg(test)]
pub fn path_tokens(path: &crate::plan::path::Path) -> (TokenStream, TokenStream) {
    (path::result(path), path::code(&path.code))
}
