//! From the model to the plan.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result, anyhow, bail};

use super::constraints::Patterns;
use super::names::{self, Kind, Names};
use super::order::Unordered;
use super::reach::Reach;
use super::waiter::WaiterPlan;
use super::{
    Account, Auth, Checksum, Enum, EnumValue, ErrorType, Field, Flag, LeftOut, Location, Member, Meta,
    Operation, Protocol, RustType, Service, Structure, Target, TimestampFormat, Type, TypeKind, Union,
    UnionVariant, Xml, companions, constraints, docs, endpoint, quirks,
};
use crate::model;

/// The columns that documentation is wrapped at, before its indent and `///`.
const DOC_WIDTH: usize = 104;

/// Plans the module `module` from `model`, with the operations in `selected`.
///
/// # Errors
/// When the model refers to something that it does not hold, or asks for what the generator does not know. A model that
/// passed [`check`](model::Service::check) does neither.
pub fn lower(
    model: &model::Service,
    companions: &model::Companions,
    module: &str,
    selected: &BTreeSet<String>,
) -> Result<Service> {
    let reach = Reach::new(model, selected);
    let named = model.shapes.iter().filter(|(_, shape)| is_named(shape)).map(|(name, _)| name.as_str());
    let operations = model.operations.keys().map(String::as_str);
    let errors = model.operations.values().flat_map(|operation| &operation.errors);
    let errors: BTreeSet<&str> = errors.map(|error| error.shape.as_str()).collect();
    let stems = Names::assign(operations.clone(), Kind::Stem, []);
    let error_names =
        Names::assign(errors.iter().copied(), Kind::Error, stems.all().map(|stem| format!("{stem}Error")));
    let mut patterns = Patterns::default();
    let targets = model.shapes.iter().map(|(name, shape)| {
        let target = constraints::target(name, shape, &mut patterns);
        (name.as_str(), target)
    });
    let constraints: BTreeMap<&str, Target> = targets.filter(|(_, target)| target.is_constrained()).collect();
    let lowering = Lowering {
        model,
        module,
        type_names: Names::assign(named.clone(), Kind::Type, []),
        type_modules: Names::assign(named.clone(), Kind::Module, []),
        target_names: Names::assign(reach.all.iter().copied(), Kind::Constant, []),
        constants: Names::assign(error_names.all(), Kind::Constant, []),
        error_names,
        stems,
        methods: Names::assign(operations.clone(), Kind::Method, []),
        operation_modules: Names::assign(operations, Kind::Module, []),
        meta: meta(model)?,
        described: described(model, &constraints),
        constraints,
        reach,
    };
    let types: Vec<&str> = named.filter(|name| lowering.reach.referenced.contains(name)).collect();
    let mut service = lowering.service(selected, &types)?;
    companions::plan(&mut service, model, companions);
    if let Some(rules) = &companions.endpoint_rules {
        let resolver = endpoint::lower(rules);
        let resolver = resolver.map_err(|problem| anyhow!("the endpoint rules: {}", problem.sentence()))?;
        endpoint::bind(&mut service, model, &resolver)
            .map_err(|problem| anyhow!("{}", problem.sentence()))?;
        service.resolver = Some(resolver);
    }
    Ok(service)
}

/// Whether a shape becomes a type of its own.
pub(super) fn is_named(shape: &model::Shape) -> bool {
    match shape.kind {
        model::ShapeType::Structure => !shape.document,
        model::ShapeType::String => !shape.enum_values.is_empty(),
        _ => false,
    }
}

/// The shapes that need a [`Target`]: they, or what they hold as a list or map, are not plain.
fn described<'m>(model: &'m model::Service, constraints: &BTreeMap<&'m str, Target>) -> BTreeSet<&'m str> {
    // From what is not plain to all that holds it.
    let mut holders: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let mut open: Vec<&str> = constraints.keys().copied().collect();
    for (name, shape) in &model.shapes {
        for entry in [&shape.member, &shape.key, &shape.value].into_iter().flatten() {
            holders.entry(&entry.shape).or_default().push(name);
            if entry_has_traits(model, entry) {
                open.push(name);
            }
        }
    }
    let mut described = BTreeSet::new();
    while let Some(name) = open.pop() {
        if described.insert(name) {
            open.extend(holders.get(name).into_iter().flatten());
        }
    }
    described
}

fn entry_has_traits(model: &model::Service, entry: &model::MemberRef) -> bool {
    let bare =
        model::MemberRef { documentation: None, ..entry.clone() } != model::MemberRef::to(&*entry.shape);
    bare || model.shapes.get(&entry.shape).is_some_and(|shape| {
        shape.sensitive
            || shape.sparse
            || shape.flattened
            || shape.timestamp_format.is_some()
            || shape.xml_namespace.is_some()
    })
}

struct Lowering<'m> {
    model: &'m model::Service,
    module: &'m str,
    reach: Reach<'m>,
    meta: Meta,
    type_names: Names,
    type_modules: Names,
    target_names: Names,
    error_names: Names,
    /// Of the errors' codes, by the names of their types.
    constants: Names,
    stems: Names,
    methods: Names,
    operation_modules: Names,
    /// The shapes with constraints of their own, each without the name of its target.
    constraints: BTreeMap<&'m str, Target>,
    /// The shapes that need a [`Target`].
    described: BTreeSet<&'m str>,
}

impl Lowering<'_> {
    fn service(self, selected: &BTreeSet<String>, types: &[&str]) -> Result<Service> {
        let mut operations = Vec::new();
        for (key, operation) in self.model.operations.iter().filter(|(key, _)| selected.contains(*key)) {
            let planned = self.operation(key, operation).with_context(|| format!("operations.{key}"));
            operations.push(planned?);
        }
        operations.sort_by(|a, b| a.module.cmp(&b.module));

        let mut planned_types = Vec::new();
        for &name in types {
            let kind = self.named_type(name).with_context(|| format!("shapes.{name}"))?;
            planned_types.push(Type { module: self.type_modules.get(name)?, kind });
        }
        planned_types.sort_by(|a, b| a.name().cmp(b.name()));

        let mut errors = Vec::new();
        for name in &self.reach.errors {
            errors.push(self.error(name).with_context(|| format!("shapes.{name}"))?);
        }
        errors.sort_by(|a, b| a.structure.name.cmp(&b.structure.name));

        let unordered = Unordered::among(&planned_types);
        unordered.settle_all(&mut planned_types);
        let roots = operations.iter_mut().flat_map(|operation| [&mut operation.input, &mut operation.output]);
        for structure in roots.chain(errors.iter_mut().map(|error| &mut error.structure)) {
            unordered.settle(structure);
        }

        let mut targets = Vec::new();
        for name in &self.reach.referenced {
            if let Some(target) = self.target(name).with_context(|| format!("shapes.{name}"))? {
                targets.push(target);
            }
        }
        targets.sort_by(|a, b| a.name.cmp(&b.name));

        Ok(Service {
            module: self.module.to_owned(),
            docs: self
                .docs(self.model.documentation.as_deref(), || format!("A client for {}.", self.meta.title)),
            account: Account::count(self.model, &self.reach, &operations, &planned_types, &errors),
            operations,
            types: planned_types,
            errors,
            targets,
            waiters: WaiterPlan::default(),
            expressions: Vec::new(),
            left_out: LeftOut::default(),
            resolver: None,
            meta: self.meta,
        })
    }

    fn shape(&self, name: &str) -> Result<&model::Shape> {
        self.model.shapes.get(name).with_context(|| format!("there is no shape {name:?} in the model"))
    }

    fn docs(&self, html: Option<&str>, otherwise: impl Fn() -> String) -> Vec<String> {
        let lines = docs::markdown(html.unwrap_or_default(), DOC_WIDTH);
        if lines.is_empty() { vec![otherwise()] } else { lines }
    }

    fn operation(&self, key: &str, operation: &model::Operation) -> Result<Operation> {
        let (module, method) = (self.operation_modules.get(key)?, self.methods.get(key)?);
        let camel = self.stems.get(key)?;
        let plain = names::plain_field(&method);
        let link = format!("[`{plain}`](crate::{}::Client::{plain})", self.module);
        let input = self.root(operation.input.as_ref(), format!("{camel}Input"), true, || {
            format!("The input of {link}.")
        })?;
        let output = self.root(operation.output.as_ref(), format!("{camel}Output"), false, || {
            format!("The output of {link}.")
        })?;

        let checksum = operation.http_checksum.as_ref();
        let checksum = checksum.map(|checksum| Checksum::of(checksum, &input).context("httpChecksum"));
        let errors: Result<BTreeSet<String>> =
            operation.errors.iter().map(|error| self.error_names.get(&error.shape)).collect();
        let mut docs =
            self.docs(operation.documentation.as_deref(), || format!("The operation {}.", docs::code(key)));
        deprecation(operation.deprecated, operation.deprecated_message.as_deref(), &mut docs);
        // REST protocols do not send the name, which CloudFront's models end in a date.
        let name = if self.meta.is_rest() { key } else { &operation.name };
        Ok(Operation {
            key: key.to_owned(),
            name: name.to_owned(),
            title: docs::code(name),
            module,
            method,
            link: plain,
            request: format!("{camel}Request"),
            response: format!("{camel}Response"),
            error: format!("{camel}Error"),
            docs,
            input,
            output,
            errors: errors?.into_iter().collect(),
            http_method: operation.http.method.clone(),
            uri: operation.http.request_uri.clone(),
            auth: self.operation_auth(operation),
            host_prefix: operation
                .endpoint
                .as_ref()
                .map(|endpoint| endpoint.host_prefix.clone())
                .unwrap_or_default(),
            result_wrapper: operation
                .output
                .as_ref()
                .and_then(|output| output.result_wrapper.clone())
                .unwrap_or_default(),
            checksum_required: operation.http_checksum_required,
            checksum: checksum.transpose()?,
            compress: operation.request_compression.is_some(),
            no_input: operation.input.is_none(),
            pagination: None,
            endpoint_constants: Vec::new(),
            endpoint_inputs: Vec::new(),
            unsigned_payload: operation.unsigned_payload
                || operation.auth_type == Some(model::AuthType::V4UnsignedBody),
        })
    }

    fn operation_auth(&self, operation: &model::Operation) -> Vec<Auth> {
        match operation.auth_type {
            _ if !operation.auth.is_empty() => operation.auth.iter().map(auth).collect(),
            Some(model::AuthType::None) => vec![Auth::None],
            _ => self.meta.auth.clone(),
        }
    }

    /// The structure of an input or output: its shape under another name, with the traits of the reference.
    fn root(
        &self,
        reference: Option<&model::IoRef>,
        name: String,
        setters: bool,
        otherwise: impl Fn() -> String,
    ) -> Result<Structure> {
        let Some(reference) = reference else {
            return Ok(Structure {
                name,
                shape: String::new(),
                docs: vec![otherwise()],
                fields: vec![],
                setters,
                ordered: true,
                xml: Xml::default(),
            });
        };
        let shape = self.shape(&reference.shape)?;
        let payload = reference.payload.as_deref().or(shape.payload.as_deref());
        let role = if setters { Role::Request { payload } } else { Role::Response { payload } };
        let mut structure = self.structure(&reference.shape, shape, name, role)?;
        structure.setters = setters;
        let html = reference.documentation.as_deref().or(shape.documentation.as_deref());
        structure.docs = self.docs(html, otherwise);
        let namespace = reference.xml_namespace.as_ref().or(shape.xml_namespace.as_ref());
        structure.xml = Xml {
            // The shape's name for its element wins over the reference's.
            name: shape.location_name.clone().or_else(|| reference.location_name.clone()),
            ..namespaced(namespace)
        };
        Ok(structure)
    }

    fn error(&self, name: &str) -> Result<ErrorType> {
        let shape = self.shape(name)?;
        let code =
            shape.error.as_ref().and_then(|error| error.code.clone()).unwrap_or_else(|| name.to_owned());
        let payload = shape.payload.as_deref();
        let structure =
            self.structure(name, shape, self.error_names.get(name)?, Role::Response { payload })?;
        let server_fault = shape.fault || shape.error.as_ref().is_some_and(|error| error.fault);
        let status = shape.error.as_ref().and_then(|error| error.http_status_code);
        Ok(ErrorType {
            constant: format!("ERR_CODE_{}", self.constants.get(&structure.name)?),
            structure,
            shape: name.to_owned(),
            code,
            status: status.unwrap_or(if server_fault { 500 } else { 400 }),
            server_fault,
            retryable: shape.retryable.is_some(),
            throttling: shape.retryable.is_some_and(|retryable| retryable.throttling),
        })
    }

    fn named_type(&self, name: &str) -> Result<TypeKind> {
        let shape = self.shape(name)?;
        let rust_name = self.type_names.get(name)?;
        if shape.kind == model::ShapeType::String {
            return Ok(TypeKind::Enum(self.enumeration(name, shape, rust_name)?));
        }
        if self.is_union(name, shape) || shape.event_stream {
            return Ok(TypeKind::Union(self.union(name, shape, rust_name)?));
        }
        Ok(TypeKind::Structure(self.structure(name, shape, rust_name, Role::Nested)?))
    }

    /// Whether exactly one member of a structure is set.
    fn is_union(&self, name: &str, shape: &model::Shape) -> bool {
        shape.union || quirks::is_union(&self.meta.id, name)
    }

    fn structure(&self, wire: &str, shape: &model::Shape, name: String, role: Role<'_>) -> Result<Structure> {
        let names = names::identifiers(shape.members.keys().map(String::as_str), Kind::Field, []);
        let mut fields = Vec::with_capacity(names.len());
        for ((key, reference), name) in shape.members.iter().zip(names) {
            let member = self.field(wire, shape, key, reference, role, name);
            fields.push(member.with_context(|| format!("members.{key}"))?);
        }
        if !shape.xml_order.is_empty() {
            let place = |field: &Field| shape.xml_order.iter().position(|name| *name == field.member.name);
            fields.sort_by_key(|field| place(field).unwrap_or(usize::MAX));
        }
        let mut docs =
            self.docs(shape.documentation.as_deref(), || format!("The structure {}.", docs::code(wire)));
        deprecation(shape.deprecated, shape.deprecated_message.as_deref(), &mut docs);
        Ok(Structure {
            name,
            shape: wire.to_owned(),
            docs,
            fields,
            setters: self.reach.from_input.contains(wire),
            ordered: false,
            xml: Xml { name: shape.location_name.clone(), ..namespaced(shape.xml_namespace.as_ref()) },
        })
    }

    fn field(
        &self,
        holder: &str,
        shape: &model::Shape,
        key: &str,
        reference: &model::MemberRef,
        role: Role<'_>,
        name: String,
    ) -> Result<Field> {
        let mut member = self.member(key, reference)?;
        member.field = names::plain_field(&name);
        let target = self.shape(&reference.shape)?;
        let mut ty = self.rust_type(&reference.shape)?;
        let is_stream = is_stream(reference, target);
        member.location = match role {
            // A stream is a body of its own, also where the protocol has no payloads and the model does not say so.
            Role::Request { payload } | Role::Response { payload }
                if is_stream || (payload == Some(key) && self.meta.is_rest()) =>
            {
                if is_stream && target.kind == model::ShapeType::Blob {
                    ty = RustType::Stream;
                }
                Location::Payload
            }
            // Only REST protocols know of other places than the body.
            Role::Request { .. } | Role::Response { .. } if !self.meta.is_rest() => Location::Body,
            Role::Request { .. } => location(reference.location),
            Role::Response { .. } => match location(reference.location) {
                // A response has neither: the trait is there for an input of the same shape.
                Location::Uri | Location::Query => Location::Body,
                location => location,
            },
            Role::Nested => Location::Body,
        };
        if member.location == Location::Payload && matches!(ty, RustType::Structure(_)) {
            member.flags.push(Flag::StructurePayload);
        }
        member.flags.extend(quirks::of_member(&self.meta.id, holder, key, reference));
        if reference.event_header {
            member.location = Location::Header;
        }
        let boxed = self.reach.is_recursive(holder, &reference.shape);
        // A token that the client makes up is not asked for.
        let required = shape.is_required(key) && !reference.idempotency_token;
        if required {
            member.flags.insert(0, Flag::Required);
        }
        let mut docs =
            self.docs(reference.documentation.as_deref(), || format!("The member {}.", docs::code(key)));
        deprecation(reference.deprecated, reference.deprecated_message.as_deref(), &mut docs);
        Ok(Field {
            setter: format!("with_{}", member.field),
            name,
            docs,
            optional: !required || boxed,
            boxed,
            ty,
            member,
        })
    }

    fn union(&self, wire: &str, shape: &model::Shape, name: String) -> Result<Union> {
        let unknown = "UnknownMember".to_owned();
        let members = shape.members.keys().map(String::as_str);
        let names = names::identifiers(members, Kind::Variant, [unknown.clone()]);
        let mut variants = Vec::new();
        for ((key, reference), name) in shape.members.iter().zip(names) {
            let mut member = self.member(key, reference)?;
            member.field.clone_from(&name);
            variants.push(UnionVariant {
                name,
                docs: self
                    .docs(reference.documentation.as_deref(), || format!("The member {}.", docs::code(key))),
                boxed: self.reach.is_recursive(wire, &reference.shape),
                ty: self.rust_type(&reference.shape)?,
                distinct: false,
                member,
            });
        }
        let types: Vec<RustType> = variants.iter().map(|variant| variant.ty.clone()).collect();
        let own = RustType::Union(name.clone());
        for variant in &mut variants {
            let same = types.iter().filter(|ty| **ty == variant.ty).count();
            variant.distinct = same == 1 && variant.ty != own;
        }
        Ok(Union {
            name,
            shape: wire.to_owned(),
            docs: self.docs(shape.documentation.as_deref(), || format!("The union {}.", docs::code(wire))),
            variants,
            ordered: false,
            unknown,
        })
    }

    fn enumeration(&self, wire: &str, shape: &model::Shape, name: String) -> Result<Enum> {
        let distinct: BTreeSet<&str> = shape.enum_values.iter().map(String::as_str).collect();
        let unknown = "UnknownValue".to_owned();
        let names = names::identifiers(distinct.iter().copied(), Kind::Variant, [unknown.clone()]);
        let values = distinct.into_iter().zip(names);
        let values = values.map(|(value, name)| EnumValue { name, wire: value.to_owned() }).collect();
        Ok(Enum {
            name,
            docs: self
                .docs(shape.documentation.as_deref(), || format!("The values of {}.", docs::code(wire))),
            values,
            unknown,
        })
    }

    /// The description of a reference called `key`, traits of the reference and of its shape merged.
    fn member(&self, key: &str, reference: &model::MemberRef) -> Result<Member> {
        let shape = self.shape(&reference.shape)?;
        let wire = reference.location_name.clone().unwrap_or_else(|| key.to_owned());
        let needs_escapes = |c: char| matches!(c, '"' | '\\' | '\0'..='\x1f');
        let mut flags = Vec::new();
        for (flag, set) in [
            (Flag::Sensitive, shape.sensitive),
            (Flag::Flattened, reference.flattened || shape.flattened),
            (Flag::Sparse, shape.sparse),
            (Flag::IdempotencyToken, reference.idempotency_token),
            (Flag::JsonValue, reference.json_value),
            (Flag::XmlAttribute, reference.xml_attribute),
            (Flag::HostLabel, reference.host_label),
            (Flag::Streaming, is_stream(reference, shape)),
            (Flag::RequiresLength, is_stream(reference, shape) && shape.requires_length),
            (Flag::EventPayload, reference.event_payload),
            (Flag::EscapedName, key.contains(needs_escapes) || wire.contains(needs_escapes)),
        ] {
            flags.extend(set.then_some(flag));
        }
        let format = reference.timestamp_format.or(shape.timestamp_format);
        Ok(Member {
            name: key.to_owned(),
            field: String::new(),
            wire,
            location: Location::Body,
            flags,
            timestamp: format.map(|format| match format {
                model::TimestampFormat::Iso8601 => TimestampFormat::Iso8601,
                model::TimestampFormat::Rfc822 => TimestampFormat::HttpDate,
                model::TimestampFormat::UnixTimestamp => TimestampFormat::EpochSeconds,
            }),
            xml: self.member_xml(reference, shape),
            target: self
                .described
                .contains(reference.shape.as_str())
                .then(|| self.target_names.get(&reference.shape))
                .transpose()?,
        })
    }

    /// What only XML, Query and EC2 read; services that speak none of them go without.
    fn member_xml(&self, reference: &model::MemberRef, shape: &model::Shape) -> Xml {
        let speaks_xml =
            |protocol: &Protocol| matches!(protocol, Protocol::RestXml | Protocol::Query | Protocol::Ec2);
        if !self.meta.protocols.iter().any(speaks_xml) {
            return Xml::default();
        }
        Xml {
            name: None,
            query_name: reference.query_name.clone(),
            ..namespaced(reference.xml_namespace.as_ref().or(shape.xml_namespace.as_ref()))
        }
    }

    fn rust_type(&self, name: &str) -> Result<RustType> {
        let shape = self.shape(name)?;
        let entry = |reference: &Option<model::MemberRef>| match reference {
            Some(reference) => self.rust_type(&reference.shape).map(Box::new),
            None => bail!("the shape {name:?} does not say what it holds"),
        };
        Ok(match shape.kind {
            model::ShapeType::Boolean => RustType::Bool,
            model::ShapeType::Integer => RustType::I32,
            model::ShapeType::Long => RustType::I64,
            model::ShapeType::Float => RustType::F32,
            model::ShapeType::Double => RustType::F64,
            model::ShapeType::Timestamp => RustType::Timestamp,
            model::ShapeType::Blob => RustType::Bytes,
            model::ShapeType::String if !shape.enum_values.is_empty() => {
                RustType::Enum(self.type_names.get(name)?)
            }
            model::ShapeType::String | model::ShapeType::Character => RustType::String,
            model::ShapeType::List => RustType::List(entry(&shape.member)?, shape.sparse),
            model::ShapeType::Map => RustType::Map(entry(&shape.key)?, entry(&shape.value)?, shape.sparse),
            model::ShapeType::Structure if shape.document => RustType::Document,
            model::ShapeType::Structure if shape.event_stream => {
                RustType::EventStream(self.type_names.get(name)?)
            }
            model::ShapeType::Structure if self.is_union(name, shape) => {
                RustType::Union(self.type_names.get(name)?)
            }
            model::ShapeType::Structure => RustType::Structure(self.type_names.get(name)?),
        })
    }

    fn target(&self, name: &str) -> Result<Option<Target>> {
        if !self.described.contains(name) {
            return Ok(None);
        }
        let shape = self.shape(name)?;
        let constraints = self.constraints.get(name).cloned();
        let mut target =
            constraints.unwrap_or_else(|| constraints::target(name, shape, &mut Patterns::default()));
        target.name = self.target_names.get(name)?;
        let entry = |reference: &Option<model::MemberRef>, default: &str| {
            reference.as_ref().map(|reference| self.member(default, reference)).transpose()
        };
        target.item = entry(&shape.member, "member")?;
        target.key = entry(&shape.key, "key")?;
        target.value = entry(&shape.value, "value")?;
        Ok(Some(target))
    }
}

/// Whether the members of a structure may stand outside the body.
#[derive(Clone, Copy)]
enum Role<'a> {
    /// An input, and the member that is its whole body.
    Request { payload: Option<&'a str> },
    /// An output or error, and the member that is its whole body.
    Response { payload: Option<&'a str> },
    /// A structure inside another one, where locations mean nothing.
    Nested,
}

impl Target {
    /// Whether the shape itself restricts its values.
    fn is_constrained(&self) -> bool {
        self.length != Default::default()
            || self.range != Default::default()
            || self.float_range != Default::default()
            || self.pattern.is_some()
    }
}

fn is_stream(reference: &model::MemberRef, shape: &model::Shape) -> bool {
    shape.event_stream || (shape.kind == model::ShapeType::Blob && (shape.streaming || reference.streaming))
}

fn location(location: Option<model::Location>) -> Location {
    match location {
        None => Location::Body,
        Some(model::Location::Uri) => Location::Uri,
        Some(model::Location::QueryString) => Location::Query,
        Some(model::Location::Header) => Location::Header,
        Some(model::Location::Headers) => Location::Headers,
        Some(model::Location::StatusCode) => Location::StatusCode,
    }
}

fn namespaced(namespace: Option<&model::XmlNamespace>) -> Xml {
    Xml {
        namespace: namespace.map(|namespace| namespace.uri.clone()),
        prefix: namespace.and_then(|namespace| namespace.prefix.clone()),
        ..Xml::default()
    }
}

fn deprecation(deprecated: bool, message: Option<&str>, docs: &mut Vec<String>) {
    if deprecated {
        let message = docs::markdown(message.unwrap_or_default(), DOC_WIDTH).join(" ");
        docs.push(String::new());
        docs.push(format!("**Deprecated.** {message}").trim_end().to_owned());
    }
}

fn auth(scheme: &model::AuthScheme) -> Auth {
    match scheme {
        model::AuthScheme::SigV4 => Auth::SigV4,
        model::AuthScheme::SigV4a => Auth::SigV4a,
        model::AuthScheme::HttpBearer => Auth::Bearer,
        model::AuthScheme::NoAuth => Auth::None,
    }
}

fn meta(model: &model::Service) -> Result<Meta> {
    let metadata = &model.metadata;
    let mut protocols: Vec<Protocol> = Vec::new();
    let listed =
        metadata.protocols.iter().chain(metadata.protocol.as_ref().filter(|_| metadata.protocols.is_empty()));
    for protocol in listed {
        protocols.push(match protocol {
            model::Protocol::Json => match metadata.json_version.as_deref() {
                None | Some("1.0") => Protocol::Json10,
                Some("1.1") => Protocol::Json11,
                Some(other) => bail!("metadata.jsonVersion: expected \"1.0\" or \"1.1\", found {other:?}"),
            },
            model::Protocol::RestJson => Protocol::RestJson,
            model::Protocol::RestXml => Protocol::RestXml,
            model::Protocol::Query => Protocol::Query,
            model::Protocol::Ec2 => Protocol::Ec2,
            model::Protocol::RpcV2Cbor => Protocol::Cbor,
        });
    }
    // A member has one place. No service of AWS's speaks protocols of both kinds.
    if let Some(preferred) = protocols.first().copied() {
        protocols.retain(|protocol| protocol.is_rest() == preferred.is_rest());
    }
    let auth = match metadata.signature_version {
        _ if !metadata.auth.is_empty() => metadata.auth.iter().map(auth).collect(),
        Some(model::SignatureVersion::Bearer) => vec![Auth::Bearer],
        Some(_) => vec![Auth::SigV4],
        None => vec![Auth::None],
    };
    let name = metadata.service_abbreviation.as_ref().unwrap_or(&metadata.service_full_name);
    Ok(Meta {
        name: name.clone(),
        title: docs::text(name),
        id: metadata.service_id.clone(),
        compact_id: compact(&metadata.service_id),
        endpoint_prefix: metadata.endpoint_prefix.clone(),
        signing_name: metadata.signing_name.clone().unwrap_or_else(|| metadata.endpoint_prefix.clone()),
        api_version: metadata.api_version.clone(),
        target_prefix: metadata.target_prefix.clone().unwrap_or_default(),
        xml_namespace: metadata
            .xml_namespace
            .as_ref()
            .map(|namespace| namespace.uri.clone())
            .unwrap_or_default(),
        protocols,
        query_compatible: metadata.aws_query_compatible.is_some(),
        s3_signature: matches!(
            metadata.signature_version,
            Some(model::SignatureVersion::S3 | model::SignatureVersion::S3V4)
        ),
        auth,
    })
}

/// The words of a service id, capitalised and put together: `SSO OIDC` is `SSOOIDC`.
fn compact(id: &str) -> String {
    let words = id.split(|separator: char| !separator.is_ascii_alphanumeric());
    let mut compact = String::new();
    for word in words {
        let mut letters = word.chars();
        compact.extend(letters.next().map(|first| first.to_ascii_uppercase()));
        compact.push_str(letters.as_str());
    }
    compact
}
