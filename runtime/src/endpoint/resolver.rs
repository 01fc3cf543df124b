//! From a client's configuration, an operation and its input to the place where the request goes.

use std::borrow::Cow;
use std::sync::{Arc, Mutex, PoisonError};

use http::{HeaderMap, HeaderName, HeaderValue, Uri};

use super::base_uri::BaseUri;
use super::{AuthOption, Constant, Endpoint, Parameter, Parameters, Resolve, is_valid_host_label};
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
    /// What the input gives, written by [`write`].
    input: Vec<u8>,
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
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let memory = last.take().map(|last| last.input).unwrap_or_default();
        *last = Some(Last::new(operation, input, destination.clone(), memory));
        Ok(destination)
    }
}

impl Last {
    /// What is in `memory` is forgotten.
    fn new(
        operation: &'static OperationMeta,
        input: &dyn Parameters,
        destination: Arc<Destination>,
        mut memory: Vec<u8>,
    ) -> Self {
        memory.clear();
        input.each(&mut |name, value| write(name, &value, |piece| memory.extend_from_slice(piece)));
        Self { operation: operation.endpoint_parameters, input: memory, destination }
    }

    fn is_for(&self, operation: &'static OperationMeta, input: &dyn Parameters) -> bool {
        let mut rest = (self.operation == operation.endpoint_parameters).then_some(&*self.input);
        input.each(&mut |name, value| {
            write(name, &value, |piece| rest = rest.and_then(|rest| rest.strip_prefix(piece)));
        });
        rest.is_some_and(<[u8]>::is_empty)
    }
}

/// Hands a parameter to `put`, in pieces that together are those of no other.
fn write(name: &str, value: &Parameter<'_>, mut put: impl FnMut(&[u8])) {
    let mut start = |kind: u8, count: usize| {
        // No name is so long that its length takes the byte of the kind.
        let kind = name.len() as u64 | u64::from(kind) << 56;
        put([kind, count as u64].map(u64::to_ne_bytes).as_flattened());
        put(name.as_bytes());
    };
    match value {
        Parameter::Text(value) => {
            start(b't', value.len());
            put(value.as_bytes());
        }
        Parameter::Flag(flag) => start(b'f', usize::from(*flag)),
        Parameter::Texts(values) => {
            start(b'l', values.len());
            for value in values {
                put(&value.len().to_ne_bytes());
                put(value.as_bytes());
            }
        }
    }
}

fn resolve(
    config: &Config,
    operation: &'static OperationMeta,
    input: &dyn Parameters,
) -> Result<Destination, ConfigError> {
    let service = operation.service;
    let endpoint_url = config.endpoint_url_of(service.id);
    let custom = endpoint_url.map(|url| BaseUri::parse(url.to_owned())).transpose()?;
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
            base: BaseUri::parse(endpoint.url)?,
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
    BaseUri::parse(format!("https://{}.{region}.{suffix}", service.endpoint_prefix))
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
