//! A model for a JSON value.

use anyhow::{Context, Result};
use sdk_codegen::model::Service;
use serde_json::{Map, Value as Json, json};

/// The member of the output that holds the value.
pub const MEMBER: &str = "Given";

/// The operation with this output.
pub const OPERATION: &str = "Show";

/// What objects are taken for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Objects {
    Structures,
    /// Maps, where their values are of one type.
    Maps,
}

/// A model of a service whose output has `value` as its member.
pub fn model(value: &Json, objects: Objects) -> Result<Service> {
    let mut shapes = Shapes { objects, shapes: Map::new() };
    let given = shapes.shape(&[value]);
    shapes.shapes.insert(
        "Output".to_owned(),
        json!({ "type": "structure", "required": [MEMBER], "members": { MEMBER: { "shape": given } } }),
    );
    let model = json!({
        "metadata": {
            "apiVersion": "2000-01-01", "endpointPrefix": "suite", "protocol": "json", "jsonVersion": "1.1",
            "serviceFullName": "Suite", "serviceId": "Suite", "signatureVersion": "v4", "targetPrefix": "Suite",
        },
        "operations": { OPERATION: { "name": OPERATION, "output": { "shape": "Output" } } },
        "shapes": shapes.shapes,
    });
    serde_json::from_value(model).context("the model of a suite")
}

struct Shapes {
    objects: Objects,
    shapes: Map<String, Json>,
}

impl Shapes {
    /// The name of a shape for values that stand in the same place.
    fn shape(&mut self, values: &[&Json]) -> String {
        let set: Vec<&Json> = values.iter().copied().filter(|value| !value.is_null()).collect();
        let all = |is: fn(&Json) -> bool| set.iter().all(|value| is(value));
        let shape = if set.is_empty() || all(Json::is_string) {
            json!({ "type": "string" })
        } else if all(Json::is_boolean) {
            json!({ "type": "boolean" })
        } else if all(Json::is_i64) {
            json!({ "type": "long" })
        } else if all(Json::is_number) {
            json!({ "type": "double" })
        } else if all(Json::is_array) {
            let items: Vec<&Json> = set.iter().filter_map(|value| value.as_array()).flatten().collect();
            let sparse = items.iter().any(|item| item.is_null());
            json!({ "type": "list", "member": { "shape": self.shape(&items) }, "sparse": sparse })
        } else if all(Json::is_object) {
            self.object(&set)
        } else {
            json!({ "type": "structure", "members": {}, "document": true })
        };
        let name = format!("Shape{}", self.shapes.len());
        self.shapes.insert(name.clone(), shape);
        name
    }

    fn object(&mut self, values: &[&Json]) -> Json {
        let objects: Vec<&Map<String, Json>> = values.iter().filter_map(|value| value.as_object()).collect();
        let entries: Vec<&Json> = objects.iter().flat_map(|object| object.values()).collect();
        let kind = |value: &Json| std::mem::discriminant(value);
        let mut kinds = entries.iter().filter(|value| !value.is_null()).map(|value| kind(value));
        let first = kinds.next();
        if self.objects == Objects::Maps && first.is_some() && kinds.all(|kind| Some(kind) == first) {
            let sparse = entries.iter().any(|value| value.is_null());
            let (key, value) = (self.shape(&[]), self.shape(&entries));
            return json!({ "type": "map", "key": { "shape": key }, "value": { "shape": value }, "sparse": sparse });
        }
        let mut members = Map::new();
        for key in objects.iter().flat_map(|object| object.keys()) {
            if !members.contains_key(key) {
                let found: Vec<&Json> = objects.iter().filter_map(|object| object.get(key)).collect();
                members.insert(key.clone(), json!({ "shape": self.shape(&found) }));
            }
        }
        json!({ "type": "structure", "members": members })
    }
}

#[cfg(test)]
mod tests {
    use sdk_codegen::model::ShapeType;
    use serde_json::json;

    use super::{MEMBER, Objects, model};

    /// The types on the way to the first item or member, again and again.
    fn types(value: serde_json::Value, objects: Objects) -> Vec<ShapeType> {
        let model = model(&value, objects).expect("a model");
        assert!(model.check().is_empty());
        let mut shape = model.shapes.get("Output").and_then(|output| output.members.get(MEMBER)).cloned();
        let mut types = Vec::new();
        while let Some(found) = shape.and_then(|reference| model.shapes.get(&reference.shape)) {
            types.push(found.kind);
            let parts = [&found.member, &found.value].into_iter().flatten();
            shape = parts.chain(found.members.values()).next().cloned();
        }
        types
    }

    #[test]
    fn values_have_the_types_that_fit_all_of_them() {
        use ShapeType::{Boolean, Double, List, Long, Map, String, Structure};
        for (value, structures, maps) in [
            (json!({"a": {"b": true}}), &[Structure, Structure, Boolean][..], &[Map, Map, Boolean][..]),
            (json!({"a": [1, null], "b": "c"}), &[Structure, List, Long], &[Structure, List, Long]),
            (json!([1, 1.5]), &[List, Double], &[List, Double]),
            (json!([{"a": null}, {"a": "b"}]), &[List, Structure, String], &[List, Map, String]),
            // Anything is a document.
            (json!([1, "a"]), &[List, Structure], &[List, Structure]),
            (json!(null), &[String], &[String]),
        ] {
            assert_eq!(types(value.clone(), Objects::Structures), structures, "{value}");
            assert_eq!(types(value.clone(), Objects::Maps), maps, "{value}");
        }
    }
}
