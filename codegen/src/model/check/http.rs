//! Whether an operation's HTTP request agrees with its input.

use super::{described, no_such_member};
use crate::diagnostic::{Diagnostic, ModelPath, nearest};
use crate::model::{Location, MemberRef, Operation, Service, Shape, ShapeType};

pub(super) fn check(service: &Service, problems: &mut Vec<Diagnostic>) {
    for (name, operation) in &service.operations {
        let input = match &operation.input {
            None => None,
            Some(reference) => match service.shapes.get(&reference.shape) {
                Some(shape) => Some(Input { name: &reference.shape, shape }),
                // What an input that is missing should contain is not known.
                None => continue,
            },
        };
        let path = ModelPath::from(["operations", name]);
        request_uri(name, operation, input, &path, problems);
        host_prefix(name, operation, input, &path, problems);
        checksum(operation, input, &path, problems);
    }
    for (name, shape) in &service.shapes {
        for (member_name, member) in &shape.members {
            problems.extend(misplaced(service, name, member_name, member));
        }
    }
}

/// The input of an operation.
#[derive(Clone, Copy)]
struct Input<'a> {
    name: &'a str,
    shape: &'a Shape,
}

/// A place in a template for the value of a member, `{Name}` or `{Name+}`.
struct Label<'a> {
    name: &'a str,
    /// What stands between the braces.
    written: &'a str,
}

/// The labels of a template; what is behind the last opening brace if that is not closed.
fn labels(template: &str) -> Result<Vec<Label<'_>>, &str> {
    let mut labels = Vec::new();
    let mut rest = template;
    while let Some((_, behind)) = rest.split_once('{') {
        let (written, behind) = behind.split_once('}').ok_or(behind)?;
        labels.push(Label { name: written.strip_suffix('+').unwrap_or(written), written });
        rest = behind;
    }
    Ok(labels)
}

/// A member that stands in a template.
struct Filler<'a> {
    member: &'a str,
    label: &'a str,
}

/// The members of the input that the predicate holds for.
fn fillers<'a>(input: Option<Input<'a>>, predicate: impl Fn(&MemberRef) -> bool) -> Vec<Filler<'a>> {
    let members = input.into_iter().flat_map(|input| &input.shape.members);
    members
        .filter(|(_, member)| predicate(member))
        .map(|(name, member)| Filler { member: name, label: member.location_name.as_deref().unwrap_or(name) })
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
    let uri = &operation.http.request_uri;
    let at = || path.key("http").key("requestUri");
    let labels = match labels(uri) {
        Ok(labels) => labels,
        Err(rest) => return problems.push(not_closed(at(), rest)),
    };
    let fillers = fillers(input, |member| member.location == Some(Location::Uri));
    let unfilled = labels.iter().filter(|label| !fillers.iter().any(|filler| filler.label == label.name));
    let mut unplaced: Vec<&Filler<'_>> =
        fillers.iter().filter(|filler| !labels.iter().any(|label| label.name == filler.label)).collect();
    for label in unfilled {
        let near = nearest(label.name, unplaced.iter().map(|filler| filler.label));
        problems.push(not_filled(at(), name, label, near, "\"location\": \"uri\""));
        // A misspelt label is one mistake, not two.
        unplaced.retain(|filler| Some(filler.label) != near);
    }
    let Some(input) = input else { return };
    for Filler { member, label } in unplaced {
        let at = ModelPath::from(["shapes", input.name, "members", member, "location"]);
        let message = format!("the request URI of `{name}` has no place for `{label}`");
        problems.push(
            Diagnostic::at_value(at, message)
                .expected(format!("`{uri}` lacks `{{{label}}}`"))
                .help("add the label to `requestUri` or give the member another location"),
        );
    }
}

/// Each label of the host prefix is a member with `hostLabel`.
fn host_prefix(
    name: &str,
    operation: &Operation,
    input: Option<Input<'_>>,
    path: &ModelPath,
    problems: &mut Vec<Diagnostic>,
) {
    let Some(endpoint) = &operation.endpoint else { return };
    let at = || path.key("endpoint").key("hostPrefix");
    let labels = match labels(&endpoint.host_prefix) {
        Ok(labels) => labels,
        Err(rest) => return problems.push(not_closed(at(), rest)),
    };
    let fillers = fillers(input, |member| member.host_label);
    let fills = |filler: &Filler<'_>, label: &Label<'_>| [filler.member, filler.label].contains(&label.name);
    for label in labels.iter().filter(|label| !fillers.iter().any(|filler| fills(filler, label))) {
        let near = nearest(label.name, fillers.iter().map(|filler| filler.label));
        problems.push(not_filled(at(), name, label, near, "\"hostLabel\": true"));
    }
}

fn not_filled(
    at: ModelPath,
    operation: &str,
    label: &Label<'_>,
    near: Option<&str>,
    needed: &str,
) -> Diagnostic {
    let Label { name, written } = label;
    let message = format!("no member of the input of `{operation}` fills `{{{written}}}`");
    let problem = Diagnostic::at_part(at, format!("{{{written}}}"), message);
    match near {
        Some(near) => problem.expected(format!("did you mean `{near}`?")),
        None => problem
            .expected("expected the name of a member")
            .help(format!("a member fills the label if it is called `{name}` and has {needed}")),
    }
}

fn not_closed(at: ModelPath, rest: &str) -> Diagnostic {
    Diagnostic::at_part(at, format!("{{{rest}"), "the label is not closed")
        .expected("expected a `}` behind the name")
}

/// The members that choose checksums exist.
fn checksum(
    operation: &Operation,
    input: Option<Input<'_>>,
    path: &ModelPath,
    problems: &mut Vec<Diagnostic>,
) {
    let (Some(checksum), Some(Input { name, shape })) = (&operation.http_checksum, input) else { return };
    for (key, member) in [
        ("requestAlgorithmMember", &checksum.request_algorithm_member),
        ("requestValidationModeMember", &checksum.request_validation_mode_member),
    ] {
        if let Some(member) = member {
            let at = || path.key("httpChecksum").key(key);
            problems.extend(no_such_member(member, key, name, shape, at));
        }
    }
}

/// A problem unless the member has a type that its location can hold.
fn misplaced(service: &Service, structure: &str, name: &str, member: &MemberRef) -> Option<Diagnostic> {
    use ShapeType::{Blob, Integer, List, Map, Structure};
    let location = member.location?;
    let kind = service.shapes.get(&member.shape)?.kind;
    let (fits, expected) = match location {
        Location::Uri => (!matches!(kind, Structure | List | Map | Blob), "expected a single value"),
        Location::Header => (!matches!(kind, Structure | Map), "expected a list or a single value"),
        Location::QueryString => (kind != Structure, "expected a list, a map or a single value"),
        Location::Headers => (kind == Map, "expected a map"),
        Location::StatusCode => (kind == Integer, "expected an integer"),
    };
    if fits {
        return None;
    }
    let at = ModelPath::from(["shapes", structure, "members", name, "shape"]);
    let message = format!("`{name}` is {}, which the location `{location}` cannot hold", described(kind));
    Some(Diagnostic::at_value(at, message).expected(expected))
}
