//! The items of a planned module.

use std::fmt;

use super::{Item, Kind, PAGES, Surface};
use crate::plan::pagination::ItemKind;
use crate::plan::{ErrorType, Limits, Member, Operation, RustType, Service, Structure, Target, TypeKind};

impl Surface {
    /// The public API of `service`.
    pub(crate) fn of(service: &Service) -> Self {
        let mut list = List { service, items: Vec::new() };
        if service.meta.protocols.len() > 1 {
            list.add(Kind::Method, "Client::with_protocol".to_owned(), String::new());
        }
        service.operations.iter().for_each(|operation| list.operation(operation));
        for ty in &service.types {
            let path = format!("types::{}", ty.name());
            match &ty.kind {
                TypeKind::Structure(structure) => list.structure(path, structure, Vec::new()),
                TypeKind::Union(union) => {
                    list.add(Kind::Union, path.clone(), ordered(union.ordered).join("; "));
                    for variant in &union.variants {
                        let mut detail = variant.ty.to_string();
                        detail.push_str(if variant.distinct { "; From" } else { "" });
                        let path = [path.as_str(), &variant.name].join("::");
                        list.member(Kind::Variant, path, detail, &variant.member);
                    }
                }
                TypeKind::Enum(planned) => {
                    for value in &planned.values {
                        let path = [path.as_str(), &value.name].join("::");
                        list.add(Kind::Value, path, format!("{:?}", value.wire));
                    }
                    list.add(Kind::Enum, path, String::new());
                }
            }
        }
        service.errors.iter().for_each(|error| list.error(error));
        for waiter in &service.waiters.waiters {
            let detail = format!("{} -> {}", waiter.input, waiter.output);
            list.add(Kind::Method, format!("Client::{}", waiter.method), detail);
        }
        Self { items: list.items.into_iter().collect() }
    }
}

struct List<'a> {
    service: &'a Service,
    /// By path.
    items: Vec<(String, Item)>,
}

impl List<'_> {
    fn add(&mut self, kind: Kind, path: String, detail: String) {
        self.items.push((path, Item { kind, detail, limits: String::new() }));
    }

    fn operation(&mut self, operation: &Operation) {
        let Operation { method, input, output, error, .. } = operation;
        let detail = format!("{} -> {}, {error}", input.name, output.name);
        self.add(Kind::Method, format!("Client::{method}"), detail);
        self.structure(format!("operation::{}", input.name), input, pages(operation));
        self.structure(format!("operation::{}", output.name), output, Vec::new());
        let alias_of = if operation.has_own_error() { "" } else { "UnmodelledError" };
        self.add(Kind::Errors, format!("error::{error}"), alias_of.to_owned());
        for name in &operation.errors {
            self.add(Kind::Failure, ["error", error, name].join("::"), String::new());
        }
    }

    fn error(&mut self, error: &ErrorType) {
        let mut facts = vec![format!("status {}", error.status)];
        let flags = [
            ("server fault", error.server_fault),
            ("retryable", error.retryable),
            ("throttling", error.throttling),
        ];
        facts.extend(flags.into_iter().filter(|(_, set)| *set).map(|(name, _)| name.to_owned()));
        self.structure(format!("error::{}", error.structure.name), &error.structure, facts);
        self.add(Kind::Const, format!("error::{}", error.constant), format!("{:?}", error.code));
    }

    fn structure(&mut self, path: String, structure: &Structure, facts: Vec<String>) {
        let required: Vec<&str> = structure.required().map(|field| field.name.as_str()).collect();
        let new = format!("new({})", required.join(", "));
        let mut parts = Vec::new();
        parts.extend((structure.setters || !required.is_empty()).then_some(new.as_str()));
        parts.extend(structure.setters.then_some("setters"));
        parts.extend(ordered(structure.ordered));
        parts.extend(facts.iter().map(String::as_str));
        let detail = parts.join("; ");
        for field in &structure.fields {
            let mut ty = String::new();
            ty.push_str(if field.optional { "Option<" } else { "" });
            ty.push_str(if field.boxed { "Box<" } else { "" });
            push_type(&field.ty, &mut ty);
            ty.push_str(if field.boxed { ">" } else { "" });
            ty.push_str(if field.optional { ">" } else { "" });
            self.member(Kind::Field, [path.as_str(), &field.name].join("."), ty, &field.member);
        }
        self.add(Kind::Struct, path, detail);
    }

    fn member(&mut self, kind: Kind, path: String, detail: String, member: &Member) {
        let limits = self.limits(member, 0);
        self.items.push((path, Item { kind, detail, limits }));
    }

    /// What validation asks of a value, in words. What lists of lists of lists of lists hold is left out.
    fn limits(&self, member: &Member, depth: usize) -> String {
        let targets = &self.service.targets;
        let place = member
            .target
            .as_ref()
            .and_then(|name| targets.binary_search_by(|target| target.name.as_str().cmp(name)).ok());
        let Some(target) = place.and_then(|place| targets.get(place)).filter(|_| depth < 4) else {
            return String::new();
        };
        let mut parts = own_limits(target);
        if target.item.is_none() && target.value.is_none() && parts.len() == 1 {
            return parts.pop().unwrap_or_default();
        }
        for (name, entry) in [("items", &target.item), ("keys", &target.key), ("values", &target.value)] {
            let limits = entry.as_ref().map(|entry| self.limits(entry, depth + 1)).unwrap_or_default();
            parts.extend((!limits.is_empty()).then(|| format!("{name} ({limits})")));
        }
        parts.join(", ")
    }
}

/// What the pages of an operation hold, if it has pages.
fn pages(operation: &Operation) -> Vec<String> {
    let Some(pagination) = &operation.pagination else { return Vec::new() };
    let entry = |ty: &RustType, sparse| if sparse { format!("Option<{ty}>") } else { ty.to_string() };
    let items = pagination.items.as_ref().map(|items| match &items.kind {
        ItemKind::Item(ty, sparse) => format!("{PAGES} of {}", entry(ty, *sparse)),
        ItemKind::Entry(key, value, sparse) => format!("{PAGES} of ({key}, {})", entry(value, *sparse)),
    });
    vec![items.unwrap_or_else(|| PAGES.to_owned())]
}

fn ordered(is_ordered: bool) -> &'static [&'static str] {
    if is_ordered { &["Eq"] } else { &[] }
}

fn own_limits(target: &Target) -> Vec<String> {
    let mut parts = Vec::new();
    parts.extend(range("length", target.length));
    parts.extend(range("range", target.range));
    parts.extend(range("range", target.float_range));
    parts.extend(target.pattern.as_ref().map(|pattern| format!("pattern {pattern:?}")));
    parts
}

fn range<T: fmt::Display + PartialEq + Default + Copy>(name: &str, limits: Limits<T>) -> Option<String> {
    match (limits.min, limits.max) {
        (None, None) => None,
        (Some(min), Some(max)) => Some(format!("{name} {min}..={max}")),
        (Some(min), None) => Some(format!("{name} {min}..")),
        (None, Some(max)) => Some(format!("{name} ..={max}")),
    }
}

/// As it is written in the module's own files, with paths from the module.
impl fmt::Display for RustType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = String::new();
        push_type(self, &mut text);
        f.write_str(&text)
    }
}

/// Appends a type as [`Display`](fmt::Display) writes it.
fn push_type(ty: &RustType, out: &mut String) {
    let entry = |ty: &RustType, is_sparse: bool, out: &mut String| {
        out.push_str(if is_sparse { "Option<" } else { "" });
        push_type(ty, out);
        out.push_str(if is_sparse { ">" } else { "" });
    };
    match ty {
        RustType::Bool => out.push_str("bool"),
        RustType::I32 => out.push_str("i32"),
        RustType::I64 => out.push_str("i64"),
        RustType::F32 => out.push_str("f32"),
        RustType::F64 => out.push_str("f64"),
        RustType::String => out.push_str("String"),
        RustType::Bytes => out.push_str("Bytes"),
        RustType::Timestamp => out.push_str("Timestamp"),
        RustType::Document => out.push_str("Document"),
        RustType::Stream => out.push_str("ByteStream"),
        RustType::EventStream(name) => {
            ["EventStream<types::", name, ">"].iter().for_each(|part| out.push_str(part));
        }
        RustType::Structure(name) | RustType::Union(name) | RustType::Enum(name) => {
            out.push_str("types::");
            out.push_str(name);
        }
        RustType::List(item, sparse) => {
            out.push_str("Vec<");
            entry(item, *sparse, out);
            out.push('>');
        }
        RustType::Map(key, value, sparse) => {
            out.push_str("BTreeMap<");
            push_type(key, out);
            out.push_str(", ");
            entry(value, *sparse, out);
            out.push('>');
        }
    }
}
