//! The items of a planned module.

use std::fmt;

use super::{Item, Kind, PAGES, Surface};
use crate::plan::pagination::ItemKind;
use crate::plan::{ErrorType, Limits, Member, Operation, RustType, Service, Structure, Target, TypeKind};

impl Surface {
    /// The public API of `service`.
    pub(crate) fn of(service: &Service) -> Self {
        let mut list = List { service, surface: Self::default() };
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
                        let path = format!("{path}::{}", variant.name);
                        list.member(Kind::Variant, path, detail, &variant.member);
                    }
                }
                TypeKind::Enum(planned) => {
                    list.add(Kind::Enum, path.clone(), String::new());
                    for value in &planned.values {
                        list.add(Kind::Value, format!("{path}::{}", value.name), format!("{:?}", value.wire));
                    }
                }
            }
        }
        service.errors.iter().for_each(|error| list.error(error));
        for waiter in &service.waiters.waiters {
            let detail = format!("{} -> {}", waiter.input, waiter.output);
            list.add(Kind::Method, format!("Client::{}", waiter.method), detail);
        }
        list.surface
    }
}

struct List<'a> {
    service: &'a Service,
    surface: Surface,
}

impl List<'_> {
    fn add(&mut self, kind: Kind, path: String, detail: String) {
        self.surface.items.insert(path, Item { kind, detail, limits: String::new() });
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
            self.add(Kind::Failure, format!("error::{error}::{name}"), String::new());
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
        let mut parts = Vec::new();
        if structure.setters || !required.is_empty() {
            parts.push(format!("new({})", required.join(", ")));
        }
        parts.extend(structure.setters.then(|| "setters".to_owned()));
        parts.extend(ordered(structure.ordered).iter().map(|part| (*part).to_owned()));
        parts.extend(facts);
        self.add(Kind::Struct, path.clone(), parts.join("; "));
        for field in &structure.fields {
            let mut ty = field.ty.to_string();
            if field.boxed {
                ty = format!("Box<{ty}>");
            }
            if field.optional {
                ty = format!("Option<{ty}>");
            }
            self.member(Kind::Field, format!("{path}.{}", field.name), ty, &field.member);
        }
    }

    fn member(&mut self, kind: Kind, path: String, detail: String, member: &Member) {
        let limits = self.limits(member, 0);
        self.surface.items.insert(path, Item { kind, detail, limits });
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
        let entry = |ty: &Self, sparse: bool| if sparse { format!("Option<{ty}>") } else { ty.to_string() };
        match self {
            Self::Bool => f.write_str("bool"),
            Self::I32 => f.write_str("i32"),
            Self::I64 => f.write_str("i64"),
            Self::F32 => f.write_str("f32"),
            Self::F64 => f.write_str("f64"),
            Self::String => f.write_str("String"),
            Self::Bytes => f.write_str("Bytes"),
            Self::Timestamp => f.write_str("Timestamp"),
            Self::Document => f.write_str("Document"),
            Self::Stream => f.write_str("ByteStream"),
            Self::EventStream(name) => write!(f, "EventStream<types::{name}>"),
            Self::Structure(name) | Self::Union(name) | Self::Enum(name) => write!(f, "types::{name}"),
            Self::List(item, sparse) => write!(f, "Vec<{}>", entry(item, *sparse)),
            Self::Map(key, value, sparse) => write!(f, "BTreeMap<{key}, {}>", entry(value, *sparse)),
        }
    }
}
