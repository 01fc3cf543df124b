//! Turns the marked paths in a file's tokens into imports.
//!
//! Emitters name what they need by a marked path and do not think about imports: `rt::Schema` for the runtime,
//! `types::Foo`, `operation::Foo`, `error::Foo` for the modules of the service, `root::Client` for the service itself.
//! Here each becomes a plain name and a `use`, or a full path where the file has another thing of that name already.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{Group, TokenStream, TokenTree};
use quote::quote;

use super::literal::ident;

/// Where in the runtime, or the standard library, each name of a marked path `rt::…` is found. The only place in the
/// generator that knows the runtime's modules.
const RUNTIME: &[(&str, &str)] = &[
    ("Acceptor", "sdk_runtime::wait"),
    ("Answer", "sdk_runtime::endpoint"),
    ("Arn", "sdk_runtime::endpoint"),
    ("AuthOption", "sdk_runtime::endpoint"),
    ("AuthScheme", "sdk_runtime::operation"),
    ("BTreeMap", "std::collections"),
    ("BoxFuture", "sdk_runtime::mock"),
    ("ByteStream", "sdk_runtime"),
    ("Bytes", "sdk_runtime"),
    ("ChecksumMeta", "sdk_runtime::operation"),
    ("Config", "sdk_runtime"),
    ("Constant", "sdk_runtime::endpoint"),
    ("Core", "sdk_runtime"),
    ("Cow", "std::borrow"),
    ("Document", "sdk_runtime"),
    ("Duration", "std::time"),
    ("Endpoint", "sdk_runtime::endpoint"),
    ("EndpointError", "sdk_runtime::endpoint"),
    ("Enumeration", "sdk_runtime"),
    ("ErrorMeta", "sdk_runtime::operation"),
    ("EventStream", "sdk_runtime"),
    ("Failure", "sdk_runtime"),
    ("Fault", "sdk_runtime::operation"),
    ("Itemized", "sdk_runtime::paginate"),
    ("Limited", "sdk_runtime::paginate"),
    ("Matcher", "sdk_runtime::wait"),
    ("ModelledError", "sdk_runtime::operation"),
    ("Operation", "sdk_runtime"),
    ("OperationMeta", "sdk_runtime"),
    ("Paginated", "sdk_runtime::paginate"),
    ("Parameter", "sdk_runtime::endpoint"),
    ("Parameters", "sdk_runtime::endpoint"),
    ("Partition", "sdk_runtime::endpoint"),
    ("Protocol", "sdk_runtime"),
    ("Rejection", "sdk_runtime"),
    ("Request", "sdk_runtime"),
    ("Response", "sdk_runtime"),
    ("ServiceClient", "sdk_runtime"),
    ("ServiceMeta", "sdk_runtime"),
    ("State", "sdk_runtime::wait"),
    ("Target", "sdk_runtime::schema"),
    ("Timestamp", "sdk_runtime"),
    ("TimestampFormat", "sdk_runtime::schema"),
    ("UnmodelledError", "sdk_runtime::operation"),
    ("Url", "sdk_runtime::endpoint"),
    ("Validation", "sdk_runtime"),
    ("ValidationError", "sdk_runtime"),
    ("Value", "sdk_runtime"),
    ("Wait", "sdk_runtime"),
    ("Waiter", "sdk_runtime::wait"),
    ("Xml", "sdk_runtime::schema"),
    ("mock", "sdk_runtime"),
    ("validate", "sdk_runtime"),
    ("wait", "sdk_runtime"),
    // Macros.
    ("dynamic", "sdk_runtime"),
    ("enumeration", "sdk_runtime"),
    ("operation_error", "sdk_runtime"),
    ("structure", "sdk_runtime"),
    ("union", "sdk_runtime"),
    ("variants", "sdk_runtime"),
    // Functions and constants of the tables.
    ("EVENT_PAYLOAD", "sdk_runtime::schema"),
    ("FLATTENED", "sdk_runtime::schema"),
    ("HOST_LABEL", "sdk_runtime::schema"),
    ("IDEMPOTENCY_TOKEN", "sdk_runtime::schema"),
    ("JSON_VALUE", "sdk_runtime::schema"),
    ("NONE", "sdk_runtime::schema"),
    ("REQUIRED", "sdk_runtime::schema"),
    ("SENSITIVE", "sdk_runtime::schema"),
    ("SPARSE", "sdk_runtime::schema"),
    ("REQUIRES_LENGTH", "sdk_runtime::schema"),
    ("STREAMING", "sdk_runtime::schema"),
    ("XML_ATTRIBUTE", "sdk_runtime::schema"),
    ("at_least", "sdk_runtime::schema"),
    ("at_most", "sdk_runtime::schema"),
    ("between", "sdk_runtime::schema"),
    ("item", "sdk_runtime::schema"),
    ("plain", "sdk_runtime::schema"),
    // Functions of endpoint rules.
    ("at", "sdk_runtime::endpoint"),
    ("is_valid_host_label", "sdk_runtime::endpoint"),
    ("is_virtual_hostable_s3_bucket", "sdk_runtime::endpoint"),
    ("missing", "sdk_runtime::endpoint"),
    ("refuse", "sdk_runtime::endpoint"),
    ("set_member", "sdk_runtime::endpoint"),
    ("substring", "sdk_runtime::endpoint"),
    ("uri_encode", "sdk_runtime::endpoint"),
];

/// The path of the module that a mark stands for, given a name in it.
fn module_of(mark: &str, name: &str, service: &str) -> Option<String> {
    match mark {
        "rt" => {
            let (_, module) = RUNTIME.iter().find(|(known, _)| *known == name)?;
            Some((*module).to_owned())
        }
        "types" | "operation" | "error" | "waiters" => Some(format!("crate::{service}::{mark}")),
        "root" => Some(format!("crate::{service}")),
        _ => None,
    }
}

/// The file `body` with its marked paths resolved and the imports before its items. `inner` is the file's own
/// documentation; `locals` are the names that its items have, which `mark` and the name lead to from elsewhere.
pub(super) fn file<'a>(
    inner: TokenStream,
    body: TokenStream,
    service: &str,
    mark: &str,
    locals: impl IntoIterator<Item = &'a str>,
) -> TokenStream {
    let locals: BTreeSet<&str> = locals.into_iter().collect();
    let here = module_of(mark, "", service).unwrap_or_default();
    let taken = locals.iter().map(|name| ((*name).to_owned(), here.clone())).collect();
    let mut imports = Imports { service, taken };
    let body = imports.resolve(body);
    let mut modules: BTreeMap<(usize, &str), BTreeSet<&str>> = BTreeMap::new();
    for (name, module) in imports.taken.iter().filter(|(name, _)| !locals.contains(name.as_str())) {
        modules.entry((rank(module), module)).or_default().insert(name);
    }
    let uses = modules.into_iter().map(|((_, module), names)| {
        let module: Vec<_> = module.split("::").map(ident).collect();
        let names: Vec<_> = names.into_iter().map(ident).collect();
        match names.as_slice() {
            [name] => quote!(use #(#module)::*::#name;),
            names => quote!(use #(#module)::*::{#(#names),*};),
        }
    });
    quote!(#inner #(#uses)* #body)
}

/// Standard library, other crates, this crate.
fn rank(module: &str) -> usize {
    match module.split("::").next() {
        Some("std") => 0,
        Some("crate") => 2,
        _ => 1,
    }
}

fn is_colon(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == ':')
}

struct Imports<'a> {
    service: &'a str,
    /// What each name means in the file: the module that it is from.
    taken: BTreeMap<String, String>,
}

impl Imports<'_> {
    fn resolve(&mut self, tokens: TokenStream) -> TokenStream {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        let mut resolved = TokenStream::new();
        let mut rest = tokens.as_slice();
        // A mark starts a path; in the middle of one it is an ordinary segment.
        let mut colons = 0;
        while let [first, after @ ..] = rest {
            rest = after;
            let starts_path = colons < 2;
            colons = if is_colon(first) { colons + 1 } else { 0 };
            match (first, after) {
                (TokenTree::Ident(mark), [a, b, TokenTree::Ident(name), tail @ ..])
                    if starts_path && is_colon(a) && is_colon(b) =>
                {
                    match module_of(&mark.to_string(), &name.to_string(), self.service) {
                        Some(module) => {
                            resolved.extend(self.path(module, name));
                            rest = tail;
                        }
                        None => resolved.extend([first.clone()]),
                    }
                }
                (TokenTree::Group(group), _) => {
                    let inner = Group::new(group.delimiter(), self.resolve(group.stream()));
                    resolved.extend([TokenTree::Group(inner)]);
                }
                _ => resolved.extend([first.clone()]),
            }
        }
        resolved
    }

    /// `name` alone where it can be imported from `module`, and else the full path.
    fn path(&mut self, module: String, name: &proc_macro2::Ident) -> TokenStream {
        let meaning = self.taken.entry(name.to_string()).or_insert_with(|| module.clone());
        if *meaning == module {
            return quote!(#name);
        }
        let module = module.split("::").map(ident);
        quote!(#(#module)::*::#name)
    }
}
