//! Whether an operation's HTTP request agrees with its input.

use super::{described, expect_member};
use crate::diagnostic::{Diagnostic, ModelPath, nearest};
use crate::model::{Location, MemberRef, Operation, Service, Shape, ShapeType};

pub(super) fn check(service: &Service, problems: &mut Vec<Diagnostic>) {
    for (name, operation) in &service.operations {
        let input = Input::of(service, operation);
        let path = ModelPath::from(["operations", name]);
        request_uri(name, operation, input, &path, problems);
        host_prefix(operation, input, &path, problems);
        checksum(operation, input, &path, problems);
    }
    for (name, shape) in &service.shapes {
        for (member_name, member) in &shape.members {
            let path = ModelPath::from(["shapes", name, "members", member_name]);
            location(service, member_name, member, &path, problems);
        }
    }
}

/// The input of an operation.
#[derive(Clone, Copy)]
struct Input<'a> {
    name: &'a str,
    shape: &'a Shape,
}

impl<'a> Input<'a> {
    /// The input, unless there is none or it is missing, which is reported elsewhere.
    fn of(service: &'a Service, operation: &'a Operation) -> Option<Self> {
        let name = operation.input.as_ref()?.shape.as_str();
        Some(Self { name, shape: service.shapes.get(name)? })
    }
}

/// The members that the predicate holds for, by the names that templates know them by.
fn labelled<'a>(input: Option<Input<'a>>, predicate: impl Fn(&MemberRef) -> bool) -> Vec<(&'a str, &'a str)> {
    let members = input.into_iter().flat_map(|input| &input.shape.members);
    members
        .filter(|(_, member)| predicate(member))
        .map(|(name, member)| (name.as_str(), member.location_name.as_deref().unwrap_or(name)))
        .collect()
}

/// Each label of the request URI is a member with the location `uri`, and the reverse.
fn request_uri(
    name: &str,
    operation: &Operation,
    input: Option<Input<'_>>,
    path: &ModelPath,
    problems: &mut Vec<Diagnostic>,
) {
    let at = path.key("http").key("requestUri");
    let uri = &operation.http.request_uri;
    let Some(labels) = labels(uri) else {
        problems.push(unclosed(at, uri));
        return;
    };
    let members = labelled(input, |member| member.location == Some(Location::Uri));
    for label in &labels {
        if !members.iter().any(|(_, wire_name)| wire_name == label) {
            let problem = Diagnostic::at_value(
                at.clone(),
                format!("no member of the input of `{name}` fills `{{{label}}}`"),
            );
            problems.push(unfilled(problem, label, &members, "\"location\": \"uri\""));
        }
    }
    let Some(input) = input else { return };
    for (member, wire_name) in members {
        if !labels.contains(&wire_name) {
            let at = ModelPath::from(["shapes", input.name, "members", member, "location"]);
            let message = format!("the request URI of `{name}` has no place for `{wire_name}`");
            problems.push(
                Diagnostic::at_value(at, message)
                    .expected(format!("`{uri}` lacks `{{{wire_name}}}`"))
                    .help("add the label to `requestUri` or give the member another location"),
            );
        }
    }
}

/// Each label of the host prefix is a member with `hostLabel`.
fn host_prefix(
    operation: &Operation,
    input: Option<Input<'_>>,
    path: &ModelPath,
    problems: &mut Vec<Diagnostic>,
) {
    let Some(endpoint) = &operation.endpoint else { return };
    let at = path.key("endpoint").key("hostPrefix");
    let Some(labels) = labels(&endpoint.host_prefix) else {
        problems.push(unclosed(at, &endpoint.host_prefix));
        return;
    };
    let members = labelled(input, |member| member.host_label);
    for label in labels {
        if !members.iter().any(|&(name, wire_name)| name == label || wire_name == label) {
            let message = format!("no member of the input fills `{{{label}}}`");
            let problem = Diagnostic::at_value(at.clone(), message);
            problems.push(unfilled(problem, label, &members, "\"hostLabel\": true"));
        }
    }
}

fn unfilled(problem: Diagnostic, label: &str, members: &[(&str, &str)], needed: &str) -> Diagnostic {
    match nearest(label, members.iter().map(|(_, wire_name)| *wire_name)) {
        Some(near) => problem.expected(format!("did you mean `{{{near}}}`?")),
        None => problem
            .expected("expected labels to name members")
            .help(format!("a member fills a label if it has the label's name and {needed}")),
    }
}

fn unclosed(at: ModelPath, template: &str) -> Diagnostic {
    Diagnostic::at_value(at, format!("`{template}` has a label that is not closed"))
        .expected("expected `{Name}`")
}

/// The members that choose checksums exist.
fn checksum(
    operation: &Operation,
    input: Option<Input<'_>>,
    path: &ModelPath,
    problems: &mut Vec<Diagnostic>,
) {
    let (Some(checksum), Some(input)) = (&operation.http_checksum, input) else { return };
    for (key, member) in [
        ("requestAlgorithmMember", &checksum.request_algorithm_member),
        ("requestValidationModeMember", &checksum.request_validation_mode_member),
    ] {
        if let Some(member) = member {
            expect_member(problems, member, path.key("httpChecksum").key(key), input.name, input.shape);
        }
    }
}

/// A member has a type that its location can hold.
fn location(
    service: &Service,
    name: &str,
    member: &MemberRef,
    path: &ModelPath,
    problems: &mut Vec<Diagnostic>,
) {
    use ShapeType::{Blob, Integer, List, Map, Structure};
    let (Some(location), Some(target)) = (member.location, service.shapes.get(&member.shape)) else { return };
    let fits = match (location, target.kind) {
        (Location::Headers, kind) => kind == Map,
        (Location::StatusCode, kind) => kind == Integer,
        (Location::Uri, Structure | List | Map | Blob) => false,
        (Location::Header, Structure | Map) => false,
        (Location::QueryString, Structure) => false,
        (Location::Uri | Location::Header | Location::QueryString, _) => true,
    };
    if !fits {
        let kind = described(target.kind);
        let message = format!("`{name}` is {kind}, which the location `{location}` cannot hold");
        let expected = match location {
            Location::Headers => "expected a map",
            Location::StatusCode => "expected an integer",
            Location::QueryString => "expected a list, a map or a single value",
            Location::Header => "expected a list or a single value",
            Location::Uri => "expected a single value",
        };
        problems.push(Diagnostic::at_value(path.key("shape"), message).expected(expected));
    }
}

/// The names between braces, without the `+` that keeps slashes; `None` if a brace is not closed.
fn labels(template: &str) -> Option<Vec<&str>> {
    let parts = template.split('{').skip(1);
    parts
        .map(|part| {
            let (label, _) = part.split_once('}')?;
            Some(label.strip_suffix('+').unwrap_or(label))
        })
        .collect()
}
