//! Turns the marked paths in a file's tokens into imports.
//!
//! Emitters name what they need by a marked path and do not think about imports: `rt::Schema` for the runtime,
//! `types::Foo`, `operation::Foo`, `error::Foo` for the modules of the service, `root::Client` for the service itself.
//! Here each becomes a plain name and a `use`, or a full path where the file has another thing of that name already.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::LazyLock;

use memchr::memmem;

use crate::tokens::{END, TokenStream, ident, quote};

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
    ("ESCAPED_NAME", "sdk_runtime::schema"),
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
    ("concat", "sdk_runtime::endpoint"),
    ("is_valid_host_label", "sdk_runtime::endpoint"),
    ("is_virtual_hostable_s3_bucket", "sdk_runtime::endpoint"),
    ("missing", "sdk_runtime::endpoint"),
    ("refuse", "sdk_runtime::endpoint"),
    ("set_member", "sdk_runtime::endpoint"),
    ("substring", "sdk_runtime::endpoint"),
    ("uri_encode", "sdk_runtime::endpoint"),
];

/// [`RUNTIME`], to be looked up in.
static MODULES: LazyLock<HashMap<&str, &str>> = LazyLock::new(|| RUNTIME.iter().copied().collect());

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
    let places = Places::of(service);
    let here = places.module(mark, "").unwrap_or_default();
    let taken = locals.iter().map(|name| (*name, here)).collect();
    let mut imports = Imports { places: &places, taken };
    let body = imports.resolve(&body);
    let mut modules: BTreeMap<(usize, &str), BTreeSet<&str>> = BTreeMap::new();
    for (&name, &module) in imports.taken.iter().filter(|(name, _)| !locals.contains(**name)) {
        modules.entry((rank(module), module)).or_default().insert(name);
    }
    let uses = modules.into_iter().map(|((_, module), names)| {
        let module = module.split("::").map(ident);
        let mut names = names.into_iter().map(ident);
        match (names.len(), names.next()) {
            (1, name) => quote!(use #(#module)::*::#name;),
            (_, first) => {
                let names = first.into_iter().chain(names);
                quote!(use #(#module)::*::{#(#names),*};)
            }
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

/// The modules of a service that marks stand for.
struct Places {
    root: String,
    types: String,
    operation: String,
    error: String,
    waiters: String,
}

impl Places {
    fn of(service: &str) -> Self {
        let root = format!("crate::{service}");
        let [types, operation, error, waiters] =
            ["types", "operation", "error", "waiters"].map(|module| format!("{root}::{module}"));
        Self { root, types, operation, error, waiters }
    }

    /// The path of the module that a mark stands for, given a name in it.
    fn module(&self, mark: &str, name: &str) -> Option<&str> {
        match mark {
            "rt" => MODULES.get(name).copied(),
            "types" => Some(&self.types),
            "operation" => Some(&self.operation),
            "error" => Some(&self.error),
            "waiters" => Some(&self.waiters),
            "root" => Some(&self.root),
            _ => None,
        }
    }
}

/// What stands between two segments of a path: the end of the first, and a token.
const JOINT: &[u8] = b"\0::\0";

/// Whether a token is a name.
fn is_name(token: &str) -> bool {
    token.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
}

struct Imports<'a> {
    places: &'a Places,
    /// What each name means in the file: the module that it is from.
    taken: BTreeMap<&'a str, &'a str>,
}

impl<'a> Imports<'a> {
    fn resolve(&mut self, tokens: &'a TokenStream) -> TokenStream {
        let text = tokens.as_str();
        let mut resolved = TokenStream::with_capacity_of(tokens);
        // What stands between two marks is copied as it is.
        let mut copied = 0;
        // Looking for what joins a mark and a name passes over most tokens at once.
        for at in memmem::find_iter(text.as_bytes(), JOINT) {
            let Some((before, after)) = text.split_at_checked(at) else { continue };
            let mark = before.rsplit(END).next().unwrap_or_default();
            let Some(name) = after.get(JOINT.len()..).and_then(|after| after.split(END).next()) else {
                continue;
            };
            if let Some(module) = self.places.module(mark, name).filter(|_| is_name(name)) {
                let start = at - mark.len();
                // A mark starts a path; in the middle of one it is an ordinary segment.
                if before.get(..start).is_some_and(|before| before.as_bytes().ends_with(JOINT)) {
                    continue;
                }
                resolved.ended(text.get(copied..start).unwrap_or_default());
                self.path(module, name, &mut resolved);
                copied = at + JOINT.len() + name.len() + END.len_utf8();
            }
        }
        resolved.ended(text.get(copied..).unwrap_or_default());
        resolved
    }

    /// Appends `name` alone where it can be imported from `module`, and else the full path.
    fn path(&mut self, module: &'a str, name: &'a str, tokens: &mut TokenStream) {
        if *self.taken.entry(name).or_insert(module) != module {
            for segment in module.split("::") {
                tokens.token(segment);
                tokens.token("::");
            }
        }
        tokens.token(name);
    }
}
