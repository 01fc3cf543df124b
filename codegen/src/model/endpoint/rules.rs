//! `endpoint-rule-set-1.json`.

use indexmap::IndexMap;
use serde::Deserialize;
use serde_json::Value;

use super::{Call, Expression};
use crate::diagnostic::{self, Source, parse_json};
use crate::model::wire_enum::wire_enum;
use crate::model::{ContextValue, unique};

/// Where the requests of a service go: the contents of an `endpoint-rule-set-1.json`. The first rule that applies says.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleSet {
    /// The version of the rule language, `version`.
    pub version: String,
    /// Id of the service, `serviceId`. Few rule sets have one.
    #[serde(rename = "serviceId")]
    pub service_id: Option<String>,
    /// What it is for, `documentation`. AWS's own have none.
    pub documentation: Option<String>,
    /// What it depends on, `parameters`.
    #[serde(deserialize_with = "unique::map")]
    pub parameters: IndexMap<String, Parameter>,
    /// The rules, `rules`.
    pub rules: Vec<Rule>,
}

impl RuleSet {
    /// Reads an `endpoint-rule-set-1.json`.
    ///
    /// # Errors
    ///
    /// Reports the first key that is not known, missing or repeated, or value of the wrong type.
    pub fn parse(source: Source<'_>) -> Result<Self, diagnostic::Error> {
        parse_json(source)
    }
}

/// Something that an endpoint depends on, an entry of `parameters`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Parameter {
    /// Its type, `type`.
    #[serde(rename = "type")]
    pub kind: ParameterType,
    /// The setting of clients that it is taken from, `builtIn`.
    pub built_in: Option<String>,
    /// Whether nothing can be said without it, `required`.
    #[serde(default)]
    pub required: bool,
    /// Its value where nothing else gives one, `default`.
    pub default: Option<ContextValue>,
    /// What it is, `documentation`.
    pub documentation: Option<String>,
    /// That it is on its way out, `deprecated`.
    pub deprecated: Option<Deprecation>,
}

/// The type of a [`Parameter`]. Rule sets spell it in two ways.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub enum ParameterType {
    /// A string.
    #[serde(rename = "string", alias = "String")]
    String,
    /// True or false.
    #[serde(rename = "boolean", alias = "Boolean")]
    Boolean,
    /// A list of strings.
    #[serde(rename = "stringArray", alias = "StringArray")]
    StringArray,
}

/// That something is on its way out, `deprecated`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Deprecation {
    /// What to use in its place, `message`.
    pub message: Option<String>,
    /// Since when, `since`.
    pub since: Option<String>,
}

/// A rule: what holds if all of its conditions do.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// What holds then, `type`, which is the key of that.
    #[serde(rename = "type")]
    pub kind: RuleType,
    /// The conditions, `conditions`.
    pub conditions: Vec<Call>,
    /// More rules, `rules`.
    #[serde(default)]
    pub rules: Vec<Rule>,
    /// An endpoint, `endpoint`.
    pub endpoint: Option<RuleEndpoint>,
    /// The text of an error, `error`.
    pub error: Option<Expression>,
    /// What it is for, `documentation`.
    pub documentation: Option<String>,
}

wire_enum! {
    /// What holds if the conditions of a rule do.
    pub enum RuleType {
        /// The first of some other rules that applies.
        Tree = "tree",
        /// The answer is an endpoint.
        Endpoint = "endpoint",
        /// There is no endpoint.
        Error = "error",
    }
}

/// Where requests go, `endpoint`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleEndpoint {
    /// The URL, `url`.
    pub url: Expression,
    /// What else there is to know: how to sign, `authSchemes`, and hints for some services. Strings are templates,
    /// `properties`.
    #[serde(default, deserialize_with = "unique::map")]
    pub properties: IndexMap<String, Value>,
    /// Headers to send, each with all its values, `headers`.
    #[serde(default, deserialize_with = "unique::map")]
    pub headers: IndexMap<String, Vec<Expression>>,
}
