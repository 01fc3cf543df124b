//! Turns the marked paths in a file's tokens into imports.
//!
//! Emitters name what they need by a marked path and do not think about imports: `rt::Schema` for the runtime,
//! `types::Foo`, `operation::Foo`, `error::Foo` for the modules of the service, `root::Client` for the service itself.
//! Here each becomes a plain name and a `use`, or a full path where the file has another thing of that name already.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::LazyLock;

use memchr::memmem;

use crate::tokens::{END, ToTokens, TokenStream, append, ident, quote};

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
    ("has_substring", "sdk_runtime::endpoint"),
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
    inner: impl ToTokens,
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
    let paths = imports.resolve(&body);
    let imported = imports.taken.iter().filter(|(name, _)| !locals.contains(**name));
    let mut imported: Vec<(usize, &str, &str)> =
        imported.map(|(&name, &module)| (rank(module), module, name)).collect();
    imported.sort_unstable();
    let uses = imported.chunk_by(|(_, one, _), (_, other, _)| one == other).map(|names| {
        let module = names.first().map_or("", |(_, module, _)| module);
        let module = segments(module).map(ident);
        let mut names = names.iter().map(|(_, _, name)| ident(name));
        match (names.len(), names.next()) {
            (1, name) => quote!(use #(#module)::*::#name;),
            (_, first) => {
                let names = first.into_iter().chain(names);
                quote!(use #(#module)::*::{#(#names),*};)
            }
        }
    });
    let mut tokens = TokenStream::with_capacity(body.as_str().len() + START);
    append!(tokens [] #inner #(#uses)*);
    let mut copied = 0;
    for Path { start, end, module, name } in paths {
        tokens.ended(body.as_str().get(copied..start).unwrap_or_default());
        for segment in module.into_iter().flat_map(segments) {
            tokens.token(segment);
            tokens.token("::");
        }
        tokens.token(name);
        copied = end;
    }
    tokens.ended(body.as_str().get(copied..).unwrap_or_default());
    tokens
}

/// Room for the documentation and imports of most files.
const START: usize = 512;

/// Standard library, other crates, this crate.
fn rank(module: &str) -> usize {
    match segments(module).next() {
        Some("std") => 0,
        Some("crate") => 2,
        _ => 1,
    }
}

/// The names that a path is made of.
fn segments(path: &str) -> impl Iterator<Item = &str> {
    // Finding one sign takes less than to find two.
    path.split(':').filter(|segment| !segment.is_empty())
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
        let root = ["crate", service].join("::");
        let [types, operation, error, waiters] = ["types", "operation", "error", "waiters"]
            .map(|module| ["crate::", service, "::", module].concat());
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

/// A marked path.
struct Path<'a> {
    /// Where it stands, its mark first.
    start: usize,
    /// Where it ends.
    end: usize,
    /// The module that it has to be named with.
    module: Option<&'a str>,
    name: &'a str,
}

impl<'a> Imports<'a> {
    /// The marked paths among `tokens`, and what becomes of each: the name alone where it can be imported from its module,
    /// and else the full path.
    fn resolve(&mut self, tokens: &'a TokenStream) -> Vec<Path<'a>> {
        let text = tokens.as_str();
        let mut paths = Vec::with_capacity(text.len() / 64);
        // Looking for what joins a mark and a name passes over most tokens at once.
        for at in memmem::find_iter(text.as_bytes(), JOINT) {
            let Some((before, after)) = text.split_at_checked(at) else { continue };
            let start = before.bytes().rposition(|byte| byte == 0).map_or(0, |end| end + 1);
            let after = after.get(JOINT.len()..).unwrap_or_default();
            let name = after.get(..after.bytes().position(|byte| byte == 0).unwrap_or(0)).unwrap_or_default();
            let mark = before.get(start..).unwrap_or_default();
            let Some(module) = self.places.module(mark, name).filter(|_| is_name(name)) else { continue };
            // A mark starts a path; in the middle of one it is an ordinary segment.
            if before.get(..start).is_some_and(|before| before.as_bytes().ends_with(JOINT)) {
                continue;
            }
            let is_taken = *self.taken.entry(name).or_insert(module) != module;
            let end = at + JOINT.len() + name.len() + END.len_utf8();
            paths.push(Path { start, end, module: is_taken.then_some(module), name });
        }
        paths
    }
}
