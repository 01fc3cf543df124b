//! Cases of endpoint rules: what a resolver says of some parameters, and where requests go.

use std::path::Path;

use anyhow::{Context, Result, bail};
use sdk_runtime::config::AccountIdEndpointMode;
use sdk_runtime::endpoint::{
    Answer, AuthOption, Endpoint, EndpointError, Parameter, ParameterValue, Parameters, Resolve,
};
use sdk_runtime::operation::{AuthScheme, Operation};
use sdk_runtime::{Config, Core, Request, Validation};
use serde_json::{Map, Value as Json, json};

use crate::{params, print, result, same};

/// A file of cases, below the folder of the suites, and what it is about.
#[derive(Clone, Copy, Debug)]
pub struct Suite {
    /// The file.
    pub file: &'static str,
    /// The rules, compiled.
    pub resolve: Resolve,
    /// The operations that are called, by their names.
    pub operations: &'static [(&'static str, MakeRequest)],
}

/// Makes a request of an operation with these parameters.
pub type MakeRequest = fn(&Json, &Config) -> Result<Sent>;

/// Where a request would go.
#[derive(Debug)]
pub struct Sent {
    uri: http::Uri,
    /// Whether the model puts something before the host name.
    has_host_prefix: bool,
}

/// Makes a request of the operation `I`.
///
/// # Errors
/// Why there is none.
pub fn send<I: Operation>(given: &Json, config: &Config) -> Result<Sent> {
    let mut input = I::zero();
    params::fill(&mut input, given).context("operationParams")?;
    let core = Core::new(I::META.service, config);
    let request = Request::new(&core, input).with_validation(Validation::PathOnly).to_http();
    let request = request.map_err(|error| anyhow::anyhow!("{error}"))?;
    Ok(Sent { uri: request.uri().clone(), has_host_prefix: !I::META.host_prefix.is_empty() })
}

/// Runs the cases of all `suites`, which are below `directory`, and prints a report of each.
///
/// # Errors
/// When a file is not there, or is not JSON.
pub fn run(directory: &Path, suites: &[Suite]) -> Result<()> {
    for suite in suites {
        let path = directory.join(suite.file);
        let text = std::fs::read(&path).with_context(|| path.display().to_string())?;
        let cases: Json = serde_json::from_slice(&text).with_context(|| path.display().to_string())?;
        for (index, case) in cases.get("testCases").and_then(Json::as_array).into_iter().flatten().enumerate()
        {
            print(format!("{} {index}", suite.file), || check(suite, case));
        }
    }
    Ok(())
}

fn check(suite: &Suite, case: &Json) -> Result<()> {
    let given = Given::new(case.get("params"))?;
    let expected = case.get("expect").context("the case has no `expect`")?;
    compare(expected, (suite.resolve)(&given))?;
    for call in case.get("operationInputs").and_then(Json::as_array).into_iter().flatten() {
        let name = call.get("operationName").and_then(Json::as_str).context("a call of no operation")?;
        let known = suite.operations.iter().find(|(known, _)| *known == name);
        let (_, send) = known.with_context(|| format!("there is no operation {name}"))?;
        let empty = json!({});
        let sent = send(call.get("operationParams").unwrap_or(&empty), &config(call)?);
        arrived(expected, sent).with_context(|| format!("a request of {name}"))?;
    }
    Ok(())
}

/// The parameters of a case.
struct Given(Vec<(String, ParameterValue)>);

impl Given {
    fn new(params: Option<&Json>) -> Result<Self> {
        let params = params.and_then(Json::as_object).into_iter().flatten();
        params.map(|(name, value)| Ok((name.clone(), parameter(value)?))).collect::<Result<_>>().map(Self)
    }
}

impl Parameters for Given {
    fn each<'a>(&'a self, set: &mut dyn FnMut(&str, Parameter<'a>)) {
        self.0.iter().for_each(|(name, value)| set(name, value.as_parameter()));
    }
}

fn parameter(value: &Json) -> Result<ParameterValue> {
    let text = |value: &Json| value.as_str().map(str::to_owned).context("a parameter that is no text");
    Ok(match value {
        Json::Bool(flag) => ParameterValue::Flag(*flag),
        Json::Array(texts) => ParameterValue::Texts(texts.iter().map(text).collect::<Result<_>>()?),
        value => ParameterValue::Text(text(value)?),
    })
}

/// The configuration that a call is made with.
fn config(call: &Json) -> Result<Config> {
    let mut config = Config::new().with_anonymous_access();
    let settings = ["builtInParams", "clientParams"].into_iter().filter_map(|key| call.get(key)?.as_object());
    for (name, value) in settings.flatten() {
        config = match (name.as_str(), parameter(value)?) {
            ("AWS::Region", ParameterValue::Text(region)) => config.with_region(region),
            ("SDK::Endpoint", ParameterValue::Text(url)) => config.with_endpoint_url(url),
            ("AWS::UseFIPS", ParameterValue::Flag(on)) => config.with_fips(on),
            ("AWS::UseDualStack", ParameterValue::Flag(on)) => config.with_dual_stack(on),
            ("AWS::Auth::AccountId", ParameterValue::Text(id)) => config.with_account_id(id),
            ("AWS::Auth::AccountIdEndpointMode", ParameterValue::Text(mode)) => config
                .with_account_id_endpoint_mode(match mode.as_str() {
                    "preferred" => AccountIdEndpointMode::Preferred,
                    "disabled" => AccountIdEndpointMode::Disabled,
                    "required" => AccountIdEndpointMode::Required,
                    mode => bail!("there is no mode {mode:?}"),
                }),
            (name, value) => config.with_endpoint_parameter(name, value),
        };
    }
    Ok(config)
}

fn compare(expected: &Json, answer: Answer) -> Result<()> {
    let error = expected.get("error").and_then(Json::as_str);
    match (error, answer) {
        (Some(expected), Err(EndpointError::Rule(found))) => same("error", expected, &*found),
        (Some(expected), Err(error)) => same("error", expected, error.to_string().as_str()),
        (Some(expected), Ok(found)) => bail!("expected the error {expected:?}, found {:?}", found.url),
        (None, Err(error)) => bail!("expected an endpoint, found the error {error}"),
        (None, Ok(found)) => {
            let expected = expected.get("endpoint").context("the case expects nothing")?;
            same("url", expected.get("url").and_then(Json::as_str).unwrap_or_default(), &found.url)?;
            let none = json!({});
            same("headers", expected.get("headers").unwrap_or(&none), &headers(&found))?;
            same("properties", &normal(expected.get("properties").unwrap_or(&none)), &properties(&found))
        }
    }
}

fn headers(endpoint: &Endpoint) -> Json {
    let mut headers = Map::new();
    for (name, value) in &endpoint.headers {
        if let Some(values) = headers.entry(*name).or_insert_with(|| json!([])).as_array_mut() {
            values.push(json!(value));
        }
    }
    Json::Object(headers)
}

fn properties(endpoint: &Endpoint) -> Json {
    let mut properties = Map::new();
    if !endpoint.auth.is_empty() {
        properties.insert("authSchemes".to_owned(), endpoint.auth.iter().map(auth).collect());
    }
    for (name, value) in &endpoint.properties {
        properties.insert((*name).to_owned(), result::to_json(value));
    }
    Json::Object(properties)
}

fn auth(option: &AuthOption) -> Json {
    let name = match option.scheme {
        AuthScheme::SigV4 => "sigv4",
        AuthScheme::SigV4a => "sigv4a",
        AuthScheme::S3Express => "sigv4-s3express",
        AuthScheme::Bearer => "bearer",
        AuthScheme::None => "none",
    };
    let mut entries = Map::new();
    entries.insert("name".to_owned(), json!(name));
    entries.insert("disableDoubleEncoding".to_owned(), json!(option.disable_double_encoding));
    let texts = [("signingName", &option.signing_name), ("signingRegion", &option.signing_region)];
    for (name, text) in texts {
        entries.extend(text.as_ref().map(|text| (name.to_owned(), json!(text))));
    }
    if !option.signing_region_set.is_empty() {
        entries.insert("signingRegionSet".to_owned(), json!(option.signing_region_set));
    }
    Json::Object(entries)
}

/// What is left out is said.
fn normal(properties: &Json) -> Json {
    let mut properties = properties.clone();
    let schemes = properties.get_mut("authSchemes").and_then(Json::as_array_mut);
    for scheme in schemes.into_iter().flatten().filter_map(Json::as_object_mut) {
        scheme.entry("disableDoubleEncoding").or_insert(json!(false));
    }
    properties
}

/// Whether a request goes where it should, or is not made for the reason that it should not.
fn arrived(expected: &Json, sent: Result<Sent>) -> Result<()> {
    if let Some(reason) = expected.get("error").and_then(Json::as_str) {
        return match sent {
            Ok(sent) => bail!("expected the error {reason:?}, found {}", sent.uri),
            Err(error) if format!("{error:#}").contains(reason) => Ok(()),
            Err(error) => bail!("expected the error {reason:?}, found {error:#}"),
        };
    }
    let url = expected.get("endpoint").and_then(|endpoint| endpoint.get("url")).and_then(Json::as_str);
    let url = url.context("the case expects nothing")?;
    let Sent { uri, has_host_prefix } = sent?;
    let base: http::Uri = url.parse().with_context(|| url.to_owned())?;
    let host = |uri: &http::Uri| uri.authority().map(ToString::to_string).unwrap_or_default();
    let is_there = base.scheme() == uri.scheme()
        && (host(&base) == host(&uri) || (has_host_prefix && host(&uri).ends_with(&host(&base))))
        && uri.path().starts_with(base.path().trim_end_matches('/'));
    if is_there { Ok(()) } else { bail!("expected something below {url}, found {uri}") }
}
