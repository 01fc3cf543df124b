//! From a client's configuration, an operation and its input to the place where the request goes.

use std::borrow::Cow;
use std::sync::{Arc, Mutex, PoisonError};

use http::{HeaderMap, HeaderName, HeaderValue, Uri};

use super::base_uri::BaseUri;
use super::{
    AuthOption, Constant, Endpoint, Parameter, ParameterValue, Parameters, Resolve, is_valid_host_label,
};
use crate::config::Config;
use crate::document::Document;
use crate::failure::ConfigError;
use crate::operation::{OperationMeta, ServiceMeta};

/// An [`Endpoint`] that was found to make sense.
#[derive(Clone, Debug)]
pub struct Destination {
    pub(crate) base: BaseUri,
    /// Headers to send there.
    pub headers: HeaderMap,
    /// How to sign, the best first; empty where that is up to the service and operation.
    pub auth: Cow<'static, [AuthOption]>,
    /// What else the rules say, by name.
    pub properties: Vec<(&'static str, Document)>,
}

impl Destination {
    /// The URI of a request for `path_and_query` there. `host_prefix` stands before the host, unless the rules have put it
    /// there.
    ///
    /// # Errors
    /// When that makes no URI.
    pub fn uri(&self, host_prefix: &str, path_and_query: &str) -> Result<Uri, ConfigError> {
        self.base.uri(host_prefix, path_and_query)
    }
}

/// Finds the endpoints of a client, and knows the last one: most clients have no other.
#[derive(Debug, Default)]
pub struct Resolver {
    last: Mutex<Option<Last>>,
}

/// A destination, and what it depends on besides the configuration, which does not change.
#[derive(Debug)]
struct Last {
    operation: &'static [(&'static str, Constant)],
    input: Vec<(String, ParameterValue)>,
    destination: Arc<Destination>,
}

impl Resolver {
    /// Where a request of `operation` goes whose input gives the parameters `input`. The configuration must be the same
    /// each time.
    ///
    /// # Errors
    /// When the rules refuse, a region is missing, or what was configured is no URL.
    pub fn resolve(
        &self,
        config: &Config,
        operation: &'static OperationMeta,
        input: &dyn Parameters,
    ) -> Result<Arc<Destination>, ConfigError> {
        // Threads do not wait for each other: finding the endpoint anew takes less than a microsecond.
        if let Ok(last) = self.last.try_lock()
            && let Some(last) = &*last
            && last.is_for(operation, input)
        {
            return Ok(last.destination.clone());
        }
        let destination = Arc::new(resolve(config, operation, input)?);
        let last = Last::new(operation, input, destination.clone());
        *self.last.lock().unwrap_or_else(PoisonError::into_inner) = Some(last);
        Ok(destination)
    }
}

impl Last {
    fn new(operation: &'static OperationMeta, input: &dyn Parameters, destination: Arc<Destination>) -> Self {
        let mut kept = Vec::new();
        input.each(&mut |name, value| kept.push((name.to_owned(), ParameterValue::from(value))));
        Self { operation: operation.endpoint_parameters, input: kept, destination }
    }

    fn is_for(&self, operation: &'static OperationMeta, input: &dyn Parameters) -> bool {
        let mut kept = self.input.iter();
        let mut is_same = self.operation == operation.endpoint_parameters;
        input.each(&mut |name, value| {
            is_same = is_same && kept.next().is_some_and(|(known, kept)| known == name && *kept == value);
        });
        is_same && kept.next().is_none()
    }
}

fn resolve(
    config: &Config,
    operation: &'static OperationMeta,
    input: &dyn Parameters,
) -> Result<Destination, ConfigError> {
    let service = operation.service;
    let endpoint_url = config.endpoint_url_of(service.id);
    let custom = endpoint_url.map(BaseUri::parse).transpose()?;
    match (service.endpoint, custom) {
        (Some(rules), _) => by_rules(rules, &Sources { config, endpoint_url, operation, input }),
        (None, Some(base)) => Ok(Destination::from(base)),
        (None, None) => regional(config, service).map(Destination::from),
    }
}

fn by_rules(rules: Resolve, sources: &Sources<'_>) -> Result<Destination, ConfigError> {
    let Sources { config, operation, .. } = sources;
    let name = operation.service.name;
    let endpoint = rules(sources).map_err(|error| {
        let hint = match config.region {
            None => format!("; no region is set{}: `Config::with_region` does", config.searched()),
            Some(_) => String::new(),
        };
        ConfigError::new(format!("no endpoint for {name}: {error}{hint}"))
    })?;
    Destination::try_from(endpoint)
}

impl From<BaseUri> for Destination {
    fn from(base: BaseUri) -> Self {
        Self { base, headers: HeaderMap::new(), auth: Cow::Borrowed(&[]), properties: Vec::new() }
    }
}

impl TryFrom<Endpoint> for Destination {
    type Error = ConfigError;

    fn try_from(endpoint: Endpoint) -> Result<Self, ConfigError> {
        let mut headers = HeaderMap::new();
        for (name, value) in &endpoint.headers {
            let header = (HeaderName::try_from(*name).ok(), HeaderValue::try_from(value).ok());
            let (Some(name), Some(value)) = header else {
                return Err(ConfigError::new(format!(
                    "the endpoint asks for a header that cannot be sent: {name}: {value:?}"
                )));
            };
            headers.append(name, value);
        }
        Ok(Self {
            base: BaseUri::parse(&endpoint.url)?,
            headers,
            auth: endpoint.auth,
            properties: endpoint.properties,
        })
    }
}

/// What a service without rules has.
fn regional(config: &Config, service: &ServiceMeta) -> Result<BaseUri, ConfigError> {
    let Some(region) = &config.region else {
        return Err(ConfigError::new(format!(
            "no region for {}{}: set one with `Config::with_region`, or an endpoint with `Config::with_endpoint_url`",
            service.name,
            config.searched(),
        )));
    };
    if !is_valid_host_label(region, false) {
        return Err(ConfigError::new(format!(
            "the region {region:?} cannot be part of a host name: expected letters, digits and hyphens"
        )));
    }
    let suffix = super::Partition::of(region).dns_suffix;
    BaseUri::parse(&format!("https://{}.{region}.{suffix}", service.endpoint_prefix))
}

/// All that a parameter may be taken from.
struct Sources<'a> {
    config: &'a Config,
    endpoint_url: Option<&'a str>,
    operation: &'static OperationMeta,
    input: &'a dyn Parameters,
}

impl Parameters for Sources<'_> {
    fn each<'a>(&'a self, set: &mut dyn FnMut(&str, Parameter<'a>)) {
        let Config { region, account_id, account_id_endpoint_mode, identity, .. } = self.config;
        let account_id = account_id.as_ref().or(identity.account_id.as_ref());
        let texts = [
            ("AWS::Region", region.as_deref()),
            ("SDK::Endpoint", self.endpoint_url),
            ("AWS::Auth::AccountId", account_id.map(String::as_str)),
            ("AWS::Auth::AccountIdEndpointMode", Some(account_id_endpoint_mode.as_str())),
        ];
        for (name, value) in texts {
            if let Some(value) = value {
                set(name, Parameter::Text(value));
            }
        }
        set("AWS::UseFIPS", Parameter::Flag(self.config.use_fips));
        set("AWS::UseDualStack", Parameter::Flag(self.config.use_dual_stack));
        for (name, value) in &self.config.endpoint_parameters {
            set(name, value.as_parameter());
        }
        self.input.each(set);
        for (name, value) in self.operation.endpoint_parameters {
            set(name, value.to_parameter());
        }
    }
}
