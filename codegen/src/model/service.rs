//! The file as a whole.

use indexmap::IndexMap;
use serde::Deserialize;

use super::wire_enum::wire_enum;
use super::{Metadata, Operation, Shape, unique};

/// One service at one API version: the contents of a `service-2.json`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Service {
    /// The version of the model format, `version`: `2.0`, or absent.
    pub version: Option<String>,
    /// How the service is spoken to, `metadata`.
    pub metadata: Metadata,
    /// The operations by name, `operations`.
    #[serde(deserialize_with = "unique::map")]
    pub operations: IndexMap<String, Operation>,
    /// The types by name, `shapes`. Every shape reference in the model names one of these.
    #[serde(deserialize_with = "unique::map")]
    pub shapes: IndexMap<String, Shape>,
    /// What the service is, as HTML, `documentation`.
    pub documentation: Option<String>,
    /// Settings of a client that the endpoint rules read, `clientContextParams`.
    #[serde(default, deserialize_with = "unique::map")]
    pub client_context_params: IndexMap<String, ClientContextParam>,
    /// Whether the service as a whole is on its way out, `deprecated`.
    #[serde(default)]
    pub deprecated: bool,
    /// What to use in its place, `deprecatedMessage`.
    pub deprecated_message: Option<String>,
    /// Sample calls, `examples`. Models leave this empty and keep their samples in a file of their own.
    #[serde(default, deserialize_with = "unique::map")]
    pub examples: IndexMap<String, serde_json::Value>,
}

/// A client setting that the endpoint rules read, an entry of `clientContextParams`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ClientContextParam {
    /// Its type, `type`.
    #[serde(rename = "type")]
    pub kind: ContextParamType,
    /// What it changes, as HTML, `documentation`.
    pub documentation: Option<String>,
}

wire_enum! {
    /// The type of an endpoint parameter.
    pub enum ContextParamType {
        /// A string.
        String = "string",
        /// True or false.
        Boolean = "boolean",
        /// A list of strings.
        StringArray = "stringArray",
    }
}
