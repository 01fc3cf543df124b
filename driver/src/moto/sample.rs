//! A scenario for a service that nobody wrote one for: every operation, with made-up values for what it requires.

use std::collections::BTreeMap;

use sdk_codegen::model::{MemberRef, Operation, Service, Shape, ShapeType};
use serde_json::{Map, Value as Json, json};

/// How deep values nest that are made up.
const DEPTH: usize = 8;

/// How deep an output is searched for ids.
const LEVELS: usize = 2;

/// What strings are made of.
const TEXT: &str = "sample";

/// The scenario, as a file of the scenarios' form: first what makes something, then what looks at it, then what changes
/// it, and what removes it last. Ids that one call gives are what later ones are called with.
pub(super) fn scenario(service: &Service) -> Json {
    let sampler = Sampler { shapes: service };
    let mut operations: Vec<(&String, &Operation)> =
        service.operations.iter().filter(|(_, operation)| !sampler.has_events(operation)).collect();
    operations.sort_by_key(|(name, operation)| {
        let input = operation.input.as_ref().and_then(|input| service.shapes.get(&input.shape));
        (order(name), input.map_or(0, |input| input.required.len()))
    });
    let mut given = BTreeMap::new();
    let mut steps = Vec::new();
    for (name, operation) in operations {
        let mut with = Map::new();
        if let Some(shape) = operation.input.as_ref().and_then(|input| service.shapes.get(&input.shape)) {
            for (member, reference) in &shape.members {
                if reference.idempotency_token {
                    with.insert(member.clone(), json!("00000000-0000-4000-8000-000000000000"));
                } else if shape.is_required(member) {
                    let value = match given.contains_key(&member.to_lowercase()) {
                        true => json!(format!("${{{}}}", member.to_lowercase())),
                        false => sampler.value(member, reference, DEPTH),
                    };
                    with.insert(member.clone(), value);
                }
            }
        }
        let mut keep = BTreeMap::new();
        if order(name) == 0
            && let Some(output) = &operation.output
        {
            let mut found = BTreeMap::new();
            sampler.ids(&output.shape, "", "", LEVELS, &mut found);
            for (name, (pointer, instead)) in found {
                // What the first call gives is what is meant later.
                if !given.contains_key(&name) {
                    given.insert(name.clone(), instead);
                    keep.insert(name, pointer);
                }
            }
        }
        steps.push(json!({ "call": name, "with": with, "keep": keep }));
    }
    json!({ "scenarios": [{ "name": "sampled", "sampled": true, "given": given, "steps": steps }] })
}

/// When an operation is called, by the verb that it starts with.
fn order(name: &str) -> u8 {
    let starts = |verbs: &[&str]| verbs.iter().any(|verb| name.starts_with(verb));
    if starts(&[
        "Allocate", "Create", "Import", "Open", "Publish", "Put", "Register", "Request", "Run", "Start",
    ]) {
        0
    } else if starts(&["BatchGet", "Describe", "Get", "Head", "List", "Lookup", "Query", "Scan", "Search"]) {
        1
    } else if starts(&["Cancel", "Close", "Delete", "Deregister", "Release", "Remove", "Stop", "Terminate"]) {
        3
    } else {
        2
    }
}

struct Sampler<'a> {
    shapes: &'a Service,
}

impl Sampler<'_> {
    fn shape(&self, name: &str) -> Option<&Shape> {
        self.shapes.shapes.get(name)
    }

    /// Whether events go one way or the other.
    fn has_events(&self, operation: &Operation) -> bool {
        let ends = [&operation.input, &operation.output];
        let shapes = ends.into_iter().flatten().filter_map(|end| self.shape(&end.shape));
        let mut members = shapes.flat_map(|shape| shape.members.values());
        members.any(|member| self.shape(&member.shape).is_some_and(|shape| shape.event_stream))
    }

    /// A value of the member `name`, which nests at most `depth` deep.
    fn value(&self, name: &str, reference: &MemberRef, depth: usize) -> Json {
        let Some(shape) = self.shape(&reference.shape).filter(|_| depth > 0) else { return Json::Null };
        let number = || shape.min.clone().map_or(json!(1), Json::Number);
        let count = || shape.min.as_ref().and_then(serde_json::Number::as_u64).unwrap_or(1).clamp(1, 4);
        match shape.kind {
            ShapeType::Structure if shape.document => json!({}),
            ShapeType::Structure => {
                let id = &self.shapes.metadata.service_id;
                let is_union = shape.union || sdk_codegen::is_union(id, &reference.shape);
                let wanted = shape.members.iter().filter(|(member, _)| is_union || shape.is_required(member));
                let wanted = wanted.take(if is_union { 1 } else { usize::MAX });
                let members = wanted
                    .map(|(member, reference)| (member.clone(), self.value(member, reference, depth - 1)));
                members.filter(|(_, value)| !value.is_null()).collect::<Map<_, _>>().into()
            }
            ShapeType::List => {
                let item = shape.member.as_ref().map(|item| self.value(name, item, depth - 1));
                (0..count()).filter_map(|_| item.clone()).filter(|item| !item.is_null()).collect()
            }
            ShapeType::Map => {
                let (Some(key), Some(value)) = (&shape.key, &shape.value) else { return Json::Null };
                let (key, value) = (self.value(name, key, depth - 1), self.value(name, value, depth - 1));
                let entry =
                    key.as_str().filter(|_| !value.is_null()).map(|key| (key.to_owned(), value.clone()));
                entry.into_iter().collect::<Map<_, _>>().into()
            }
            ShapeType::String | ShapeType::Character => json!(self.text(name, shape)),
            ShapeType::Blob => json!(TEXT),
            ShapeType::Boolean => json!(true),
            ShapeType::Integer | ShapeType::Long => number(),
            ShapeType::Float | ShapeType::Double => json!(number().as_f64()),
            ShapeType::Timestamp => json!(1_700_000_000),
        }
    }

    /// A text that is long enough, and looks like an ARN where one is meant. Patterns are the service's business.
    fn text(&self, name: &str, shape: &Shape) -> String {
        if let Some(first) = shape.enum_values.first() {
            return first.clone();
        }
        let limit = |limit: &Option<serde_json::Number>| limit.as_ref().and_then(serde_json::Number::as_u64);
        let mut text = match name.to_lowercase().ends_with("arn") {
            true => {
                let prefix = &self.shapes.metadata.endpoint_prefix;
                format!("arn:aws:{prefix}:us-east-1:123456789012:{TEXT}/{TEXT}")
            }
            false => TEXT.to_owned(),
        };
        while (text.len() as u64) < limit(&shape.min).unwrap_or(1).min(256) {
            text.push('e');
        }
        if let Some(max) = limit(&shape.max).and_then(|max| usize::try_from(max).ok()) {
            text.truncate(max);
        }
        text
    }

    /// Where in an output of the type `shape` ids, ARNs and names are, by what inputs call them, in lower case: `Id` in
    /// `Queue` is what is called `QueueId` elsewhere. With each, what to take in its place.
    fn ids(
        &self,
        shape: &str,
        holder: &str,
        pointer: &str,
        levels: usize,
        found: &mut BTreeMap<String, (String, Json)>,
    ) {
        for (name, reference) in self.shape(shape).into_iter().flat_map(|shape| &shape.members) {
            let Some(target) = self.shape(&reference.shape) else { continue };
            let pointer = format!("{pointer}/{name}");
            let lower = name.to_lowercase();
            let place = || (pointer.clone(), json!(self.text(name, target)));
            match target.kind {
                ShapeType::String if ["id", "arn", "name"].contains(&lower.as_str()) => {
                    found.entry(format!("{holder}{lower}")).or_insert_with(place);
                    found.entry(lower).or_insert_with(place);
                }
                ShapeType::String if ["id", "arn", "name"].iter().any(|end| lower.ends_with(end)) => {
                    found.entry(lower).or_insert_with(place);
                }
                ShapeType::Structure if levels > 1 => {
                    self.ids(&reference.shape, &lower, &pointer, levels - 1, found);
                }
                _ => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use sdk_codegen::diagnostic::Source;

    use super::*;

    #[test]
    fn what_one_call_gives_is_what_later_ones_are_called_with() {
        let text = json!({
            "metadata": { "apiVersion": "1", "endpointPrefix": "queues", "protocol": "json", "jsonVersion": "1.0",
                          "serviceFullName": "Queues", "serviceId": "Queues", "signatureVersion": "v4",
                          "targetPrefix": "Queues" },
            "operations": {
                "DeleteQueue": { "name": "DeleteQueue", "http": {}, "input": { "shape": "Ids" } },
                "GetQueue": { "name": "GetQueue", "http": {}, "input": { "shape": "Ids" } },
                "CreateQueue": { "name": "CreateQueue", "http": {}, "input": { "shape": "Create" },
                                 "output": { "shape": "Created" } },
            },
            "shapes": {
                "Create": { "type": "structure", "required": ["Kind", "Delay", "RoleArn", "Tags"], "members": {
                    "Kind": { "shape": "Kind" }, "Delay": { "shape": "Delay" }, "RoleArn": { "shape": "Text" },
                    "Tags": { "shape": "Tags" }, "Optional": { "shape": "Text" } } },
                "Created": { "type": "structure", "members": { "Queue": { "shape": "Queue" } } },
                "Delay": { "type": "integer", "min": 5 },
                "Ids": { "type": "structure", "required": ["QueueId"], "members": { "QueueId": { "shape": "Long" } } },
                "Kind": { "type": "string", "enum": ["fifo", "other"] },
                "Long": { "type": "string", "min": 8 },
                "Queue": { "type": "structure", "members": { "Id": { "shape": "Long" } } },
                "Tags": { "type": "list", "member": { "shape": "Text" }, "min": 2 },
                "Text": { "type": "string" },
            },
        })
        .to_string();
        let service = Service::parse(Source::new("service-2.json", &text)).unwrap();
        let later = json!({ "QueueId": "${queueid}" });
        let expected = json!([{
            "name": "sampled",
            "sampled": true,
            "given": { "id": "sampleee", "queueid": "sampleee" },
            "steps": [
                {
                    "call": "CreateQueue",
                    "with": { "Kind": "fifo", "Delay": 5, "Tags": ["sample", "sample"],
                              "RoleArn": "arn:aws:queues:us-east-1:123456789012:sample/sample" },
                    "keep": { "id": "/Queue/Id", "queueid": "/Queue/Id" },
                },
                { "call": "GetQueue", "with": later, "keep": {} },
                { "call": "DeleteQueue", "with": later, "keep": {} },
            ],
        }]);
        assert_eq!(scenario(&service).get("scenarios"), Some(&expected));
    }
}
