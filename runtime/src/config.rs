//! What clients are made from: [`Config`], shared by all services.

#[cfg(feature = "aws-config")]
mod aws;
mod endpoints;
mod environment;
mod named;
mod profile;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

pub use self::environment::Environment;
#[cfg(feature = "credentials")]
pub(crate) use self::environment::{Sources, profile_key};
pub(crate) use self::named::Named;
#[cfg(feature = "credentials")]
pub(crate) use self::profile::{Sections, Settings};
use crate::auth::Identity;
use crate::checksum::Checksums;
use crate::clock::{Clock, Skew};
use crate::credentials::{ProvideCredentials, ProvideToken};
use crate::endpoint::ParameterValue;
use crate::failure::ConfigError;
use crate::mock::Stub;
#[cfg(feature = "recording")]
use crate::recording::{Recorder, Replay, Taping};
use crate::retry::{Classifier, Lessons, Retry, classify};
use crate::transport::Transport;
use crate::validate::Validation;

/// Where requests go and how they are sent. One value serves any number of clients of any services; its clones share
/// connections, and what calls have learnt: the budget for repetitions, the rate that a service takes, how far the clock
/// is off.
///
/// Making a client never fails: what is missing or wrong is reported by the first call that needs it.
///
/// ```
/// use std::time::Duration;
///
/// let config = sdk_runtime::Config::new()
///     .with_region("eu-central-1")
///     .with_operation_timeout(Duration::from_secs(30));
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Config {
    /// The AWS region, such as `eu-central-1`.
    pub region: Option<String>,
    /// The endpoint of every service, such as `http://localhost:5000`, in place of AWS's own. May have a path, which
    /// then stands before that of each operation.
    pub endpoint_url: Option<String>,
    /// The name of the program, up to 50 letters and digits, by which services tell its requests from others: the last
    /// word of the header `User-Agent`.
    pub app_name: Option<String>,
    /// Whether to use hosts that keep to FIPS 140, where a service has some.
    pub use_fips: bool,
    /// Whether to use hosts that have IPv6 addresses as well, where a service has some.
    pub use_dual_stack: bool,
    /// The account whose credentials are used, for services that have hosts for accounts. Without one, it is the account
    /// that is named beside the keys that [`from_env`](Self::from_env) finds.
    pub account_id: Option<String>,
    /// Whether to use such hosts.
    pub account_id_endpoint_mode: AccountIdEndpointMode,
    /// Other parameters of endpoint rules, by their names there or by the names of the settings that they are taken from,
    /// such as `ForcePathStyle` or `AWS::S3::ForcePathStyle`. Rules without such a parameter ignore them.
    pub endpoint_parameters: BTreeMap<String, ParameterValue>,
    /// How much of an input is checked before it is sent.
    pub validation: Validation,
    /// How often, and how far apart, a request is sent again.
    pub retry: Retry,
    /// How long to wait for what.
    pub timeouts: Timeouts,
    /// When requests carry checksums of their bodies, where the service is one that takes them. Unless this is set: when
    /// the service supports it, and with an [`endpoint_url`](Self::endpoint_url) of one's own, when it requires it.
    pub request_checksums: Option<Checksums>,
    /// When answers are verified by checksums that the service is asked for. Unless this is set, as with
    /// [`request_checksums`](Self::request_checksums).
    pub response_checksums: Option<Checksums>,
    pub(crate) identity: Identity,
    /// The endpoints of single services, by their ids in lower case and with underscores.
    endpoint_urls: Named<String>,
    /// Where the configuration was looked for, besides the program.
    searched: Option<Arc<str>>,
    /// Where the environment says that credentials are to be fetched, unless they have been given.
    #[cfg(feature = "credentials")]
    lookup: Option<Arc<crate::credentials::Lookup>>,
    transport: Option<Arc<dyn Transport>>,
    clock: Option<Arc<dyn Clock>>,
    random: Random,
    classifier: Classify,
    skew: Arc<Skew>,
    /// By service.
    lessons: Arc<Mutex<Named<Arc<Lessons>>>>,
    stub: Option<Stub>,
    /// What of calls is written down, where they are recorded or replayed.
    #[cfg(feature = "recording")]
    taping: Option<Taping>,
}

/// How long to wait for what. `None` is without limit.
///
/// How long a connection may take is the transport's business, since calls share connections: 3.1 seconds, or what
/// `transport::Hyper::with_connect_timeout` says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Timeouts {
    /// For one attempt, from its first byte to the last of the answer. No limit by default.
    pub attempt: Option<Duration>,
    /// For the whole call, all attempts and the pauses between them. No limit by default.
    pub operation: Option<Duration>,
    /// Between two pieces of an answer's body, also of one that streams after the call has returned. No limit by default:
    /// some services have nothing to say for minutes.
    pub idle: Option<Duration>,
}

/// Whether requests go to hosts for accounts, where a service has such.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AccountIdEndpointMode {
    /// If the account is known.
    #[default]
    Preferred,
    /// Never.
    Disabled,
    /// Always: if the account is not known, calls fail.
    Required,
}

impl AccountIdEndpointMode {
    /// All of them.
    pub(crate) const ALL: [Self; 3] = [Self::Preferred, Self::Disabled, Self::Required];

    /// As configuration files have it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Preferred => "preferred",
            Self::Disabled => "disabled",
            Self::Required => "required",
        }
    }
}

impl Timeouts {
    /// No limits.
    pub const NONE: Self = Self { attempt: None, operation: None, idle: None };
}

impl Config {
    /// The default configuration: no region, no endpoint, three attempts, the built-in transport.
    pub fn new() -> Self {
        Self {
            region: None,
            endpoint_url: None,
            app_name: None,
            use_fips: false,
            use_dual_stack: false,
            account_id: None,
            account_id_endpoint_mode: AccountIdEndpointMode::Preferred,
            endpoint_parameters: BTreeMap::new(),
            validation: Validation::default(),
            retry: Retry::default(),
            timeouts: Timeouts::NONE,
            request_checksums: None,
            response_checksums: None,
            identity: Identity::default(),
            endpoint_urls: Named::new(),
            searched: None,
            #[cfg(feature = "credentials")]
            lookup: None,
            transport: default_transport(),
            clock: default_clock(),
            random: Random(Arc::new(|| fastrand::u64(..))),
            classifier: Classify(Arc::new(classify)),
            skew: Arc::default(),
            lessons: Arc::default(),
            stub: None,
            #[cfg(feature = "recording")]
            taping: None,
        }
    }

    /// Answered by `stub`, and by no service, so that no credentials are needed.
    #[must_use]
    pub fn with_stub(mut self, stub: &Stub) -> Self {
        self.stub = Some(stub.clone());
        self.with_anonymous_access()
    }

    /// Recorded by `recorder`: sent by the transport that this configuration has now, so that one of one's own is set before.
    /// With the feature `recording`.
    #[cfg(feature = "recording")]
    #[must_use]
    pub fn with_recorder(mut self, recorder: &Recorder) -> Self {
        self.taping = Some(recorder.taping());
        self.transport = self.transport.map(|transport| recorder.before(transport));
        self
    }

    /// Answered by `replay`, and by no service, so that neither credentials are needed nor a transport or async runtime.
    /// With the feature `recording`.
    #[cfg(feature = "recording")]
    #[must_use]
    pub fn with_replay(mut self, replay: &Replay) -> Self {
        self.taping = Some(replay.taping());
        self.transport = Some(replay.transport());
        self.clock = Some(replay.clock());
        self.with_anonymous_access()
    }

    /// What of calls is written down.
    #[cfg(feature = "recording")]
    pub(crate) fn taping(&self) -> Option<&Taping> {
        self.taping.as_ref()
    }

    /// What answers in place of a service.
    pub(crate) fn stub(&self) -> Option<&Stub> {
        self.stub.as_ref()
    }

    /// With this [`region`](Self::region).
    #[must_use]
    pub fn with_region(mut self, region: impl Into<String>) -> Self {
        self.region = Some(region.into());
        self
    }

    /// With this [`endpoint_url`](Self::endpoint_url).
    #[must_use]
    pub fn with_endpoint_url(mut self, url: impl Into<String>) -> Self {
        self.endpoint_url = Some(url.into());
        self.endpoint_urls = Named::new();
        self
    }

    /// With this [`app_name`](Self::app_name).
    #[must_use]
    pub fn with_app_name(mut self, name: impl Into<String>) -> Self {
        self.app_name = Some(name.into());
        self
    }

    /// With hosts that keep to FIPS 140, or without: [`use_fips`](Self::use_fips).
    #[must_use]
    pub fn with_fips(mut self, on: bool) -> Self {
        self.use_fips = on;
        self
    }

    /// With hosts that have IPv6 addresses as well, or without: [`use_dual_stack`](Self::use_dual_stack).
    #[must_use]
    pub fn with_dual_stack(mut self, on: bool) -> Self {
        self.use_dual_stack = on;
        self
    }

    /// With this [`account_id`](Self::account_id).
    #[must_use]
    pub fn with_account_id(mut self, id: impl Into<String>) -> Self {
        self.account_id = Some(id.into());
        self
    }

    /// With this [`account_id_endpoint_mode`](Self::account_id_endpoint_mode).
    #[must_use]
    pub fn with_account_id_endpoint_mode(mut self, mode: AccountIdEndpointMode) -> Self {
        self.account_id_endpoint_mode = mode;
        self
    }

    /// With the names of S3 buckets in paths and not in the names of hosts, which servers other than AWS's may not have.
    #[must_use]
    pub fn with_force_path_style(self, on: bool) -> Self {
        self.with_endpoint_parameter("AWS::S3::ForcePathStyle", on)
    }

    /// With this value of one of the [`endpoint_parameters`](Self::endpoint_parameters).
    ///
    /// ```
    /// let config = sdk_runtime::Config::new().with_endpoint_parameter("AWS::S3::Accelerate", true);
    /// ```
    #[must_use]
    pub fn with_endpoint_parameter(
        mut self,
        name: impl Into<String>,
        value: impl Into<ParameterValue>,
    ) -> Self {
        self.endpoint_parameters.insert(name.into(), value.into());
        self
    }

    /// With this much [`validation`](Self::validation).
    #[must_use]
    pub fn with_validation(mut self, validation: Validation) -> Self {
        self.validation = validation;
        self
    }

    /// With these [`retry`](Self::retry) settings.
    #[must_use]
    pub fn with_retry(mut self, retry: Retry) -> Self {
        self.retry = retry;
        self
    }

    /// With another judge of which failures are worth another attempt.
    #[must_use]
    pub fn with_classifier(mut self, classifier: impl Classifier + 'static) -> Self {
        self.classifier = Classify(Arc::new(classifier));
        self
    }

    /// With a limit for [one attempt](Timeouts::attempt).
    #[must_use]
    pub fn with_attempt_timeout(mut self, limit: Duration) -> Self {
        self.timeouts.attempt = Some(limit);
        self
    }

    /// With a limit for [the whole call](Timeouts::operation).
    #[must_use]
    pub fn with_operation_timeout(mut self, limit: Duration) -> Self {
        self.timeouts.operation = Some(limit);
        self
    }

    /// With a limit for [pauses within an answer](Timeouts::idle).
    #[must_use]
    pub fn with_idle_timeout(mut self, limit: Duration) -> Self {
        self.timeouts.idle = Some(limit);
        self
    }

    /// With checksums in requests [at these times](Self::request_checksums).
    #[must_use]
    pub fn with_request_checksums(mut self, when: Checksums) -> Self {
        self.request_checksums = Some(when);
        self
    }

    /// With answers verified [at these times](Self::response_checksums).
    #[must_use]
    pub fn with_response_checksums(mut self, when: Checksums) -> Self {
        self.response_checksums = Some(when);
        self
    }

    /// With [`Credentials`](crate::Credentials) to sign requests with, or something that provides them. Nothing is looked
    /// for elsewhere then.
    #[must_use]
    pub fn with_credentials(mut self, credentials: impl ProvideCredentials + 'static) -> Self {
        self.identity.credentials = Some(Arc::new(credentials));
        self.identity.account_id = None;
        #[cfg(feature = "credentials")]
        {
            self.lookup = None;
        }
        self
    }

    /// With a [`Token`](crate::credentials::Token) for services that take one, or something that provides it.
    #[must_use]
    pub fn with_token(mut self, token: impl ProvideToken + 'static) -> Self {
        self.identity.token = Some(Arc::new(token));
        self
    }

    /// Sends requests unsigned, whatever the service wants: for what S3 and others give to everybody, and for servers
    /// that only look like AWS's.
    #[must_use]
    pub fn with_anonymous_access(mut self) -> Self {
        self.identity.anonymous = true;
        self
    }

    /// With another way to send requests, such as one that a test listens to.
    #[must_use]
    pub fn with_transport(mut self, transport: impl Transport + 'static) -> Self {
        self.transport = Some(Arc::new(transport));
        self.look_up()
    }

    /// With another clock, such as one that a test advances.
    #[must_use]
    pub fn with_clock(mut self, clock: impl Clock + 'static) -> Self {
        self.clock = Some(Arc::new(clock));
        self.look_up()
    }

    /// With another source of random numbers, for idempotency tokens, invocation ids and the jitter of retries. A
    /// constant makes all of them predictable.
    #[must_use]
    pub fn with_random(mut self, random: impl Fn() -> u64 + Send + Sync + 'static) -> Self {
        self.random = Random(Arc::new(random));
        self
    }

    /// With credentials that are fetched as the environment says, if that is where they are from.
    #[cfg(feature = "credentials")]
    fn look_up(mut self) -> Self {
        if let (Some(lookup), Some(transport), Some(clock)) = (&self.lookup, &self.transport, &self.clock) {
            self.identity.credentials = lookup.credentials(transport.clone(), clock.clone());
        }
        self
    }

    #[cfg(not(feature = "credentials"))]
    fn look_up(self) -> Self {
        self
    }

    pub(crate) fn transport(&self) -> Result<&Arc<dyn Transport>, ConfigError> {
        self.transport.as_ref().ok_or_else(|| {
            ConfigError::new(
                "there is no transport: set one with `Config::with_transport`, or build with the feature `hyper`",
            )
        })
    }

    pub(crate) fn clock(&self) -> Result<&Arc<dyn Clock>, ConfigError> {
        self.clock.as_ref().ok_or_else(|| {
            ConfigError::new(
                "there is no clock: set one with `Config::with_clock`, or build with the feature `hyper`",
            )
        })
    }

    /// 64 random bits.
    pub(crate) fn random(&self) -> u64 {
        (self.random.0)()
    }

    pub(crate) fn classifier(&self) -> &dyn Classifier {
        &*self.classifier.0
    }

    /// How far services have found the clock to be off.
    pub(crate) fn skew(&self) -> &Skew {
        &self.skew
    }

    /// The time as services see it, for signatures: the clock's, put right by what a service has said when it refused
    /// one that was made at another time.
    ///
    /// # Errors
    /// When there is no clock.
    pub fn service_time(&self) -> Result<SystemTime, ConfigError> {
        Ok(self.skew.correct(self.clock()?.now()))
    }

    /// What the calls of the service with this id have learnt.
    pub(crate) fn lessons(&self, service: &str) -> Arc<Lessons> {
        let mut lessons = self.lessons.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = lessons.get(service) {
            return Arc::clone(known);
        }
        let new = Arc::default();
        lessons.insert(service.to_owned(), Arc::clone(&new));
        new
    }
}

impl Default for Config {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(feature = "client")]
fn default_transport() -> Option<Arc<dyn Transport>> {
    Some(Arc::new(crate::transport::Hyper::new()))
}

#[cfg(not(feature = "client"))]
fn default_transport() -> Option<Arc<dyn Transport>> {
    None
}

#[cfg(feature = "client")]
fn default_clock() -> Option<Arc<dyn Clock>> {
    Some(Arc::new(crate::clock::TokioClock))
}

#[cfg(not(feature = "client"))]
fn default_clock() -> Option<Arc<dyn Clock>> {
    None
}

/// What decides about repetitions.
#[derive(Clone)]
struct Classify(Arc<dyn Classifier>);

impl std::fmt::Debug for Classify {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Classifier")
    }
}

/// A source of random numbers.
#[derive(Clone)]
struct Random(Arc<dyn Fn() -> u64 + Send + Sync>);

impl std::fmt::Debug for Random {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Random")
    }
}
