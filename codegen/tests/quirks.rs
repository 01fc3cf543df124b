//! What is generated of models that do not say all that there is to know.

#![allow(clippy::expect_used, reason = "a test that cannot go on fails")]

use sdk_codegen::Input;
use sdk_codegen::diagnostic::Source;
use sdk_codegen::model::{Companions, Service};
use serde_json::json;

/// The type of `AttributeValue` in a service with this id.
fn attribute_value(service: &str) -> String {
    let text = json!({
        "metadata": { "apiVersion": "1", "endpointPrefix": "s", "protocol": "json", "jsonVersion": "1.0",
                      "serviceFullName": service, "serviceId": service, "signatureVersion": "v4", "targetPrefix": "S" },
        "operations": { "PutItem": { "name": "PutItem", "http": { "method": "POST", "requestUri": "/" },
                                     "input": { "shape": "PutItemInput" } } },
        "shapes": {
            "AttributeValue": { "type": "structure", "members": {
                "S": { "shape": "Text" }, "L": { "shape": "Values" } } },
            "PutItemInput": { "type": "structure", "members": { "Value": { "shape": "AttributeValue" } } },
            "Text": { "type": "string" },
            "Values": { "type": "list", "member": { "shape": "AttributeValue" } },
        },
    })
    .to_string();
    let model = Service::parse(Source::new("service-2.json", &text)).expect("the model is sound");
    let input = Input {
        model: &model,
        module: "m",
        source: "m.json",
        operations: &model.operations.keys().cloned().collect(),
        companions: &Companions::default(),
    };
    let module = sdk_codegen::module(&input).expect("the model can be generated");
    let files = sdk_codegen::package("p", [("m", module)].into()).expect("the crate can be put together");
    files.get("src/m/types/attribute_value.rs").expect("the type has a file").clone()
}

#[test]
fn values_of_dynamodb_are_unions_though_their_model_is_older() {
    for service in ["DynamoDB", "DynamoDB Streams"] {
        let source = attribute_value(service);
        assert!(source.contains("pub enum AttributeValue {"), "{source}");
        assert!(source.contains("L(Vec<Self>)") || source.contains("L(Vec<AttributeValue>)"), "{source}");
    }
    let source = attribute_value("Another");
    assert!(source.contains("pub struct AttributeValue {"), "{source}");
}
