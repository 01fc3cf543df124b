//! Configuration from outside of the program: variables of the environment, and the files that AWS's tools share.

use std::ffi::OsString;
use std::path::PathBuf;
use std::sync::Arc;

use super::profile::{Kind, Sections, Settings};
use super::{Config, Named};
use crate::checksum::Checksums;
use crate::credentials::Credentials;
use crate::failure::ConfigError;
use crate::retry::RetryMode;

/// Variables, and where the user's files are. A test makes its own.
#[derive(Clone, Default)]
pub struct Environment {
    pub(super) variables: Named<OsString>,
    home: Option<PathBuf>,
    profile: Option<String>,
}

impl Environment {
    /// Without variables and files.
    pub fn empty() -> Self {
        Self::default()
    }

    /// That of this process, as it is now.
    pub fn of_process() -> Self {
        let variables =
            std::env::vars_os().filter_map(|(name, value)| Some((name.into_string().ok()?, value)));
        let variables = variables.filter(|(name, value)| name.starts_with("AWS_") && !value.is_empty());
        Self { variables: variables.collect(), home: std::env::home_dir(), profile: None }
    }

    /// With this variable.
    #[must_use]
    pub fn with(mut self, name: impl Into<String>, value: impl Into<OsString>) -> Self {
        self.variables.insert(name.into(), value.into());
        self
    }

    /// With this home directory, the files being in `.aws` there unless `AWS_CONFIG_FILE` and
    /// `AWS_SHARED_CREDENTIALS_FILE` say otherwise.
    #[must_use]
    pub fn with_home(mut self, home: impl Into<PathBuf>) -> Self {
        self.home = Some(home.into());
        self
    }

    /// With this profile, whatever `AWS_PROFILE` says.
    #[must_use]
    pub fn with_profile(mut self, profile: impl Into<String>) -> Self {
        self.profile = Some(profile.into());
        self
    }

    /// The user's home directory.
    #[cfg(feature = "credentials")]
    pub(crate) fn home(&self) -> Option<&PathBuf> {
        self.home.as_ref()
    }

    /// All variables that are UTF-8.
    #[cfg(feature = "credentials")]
    pub(crate) fn texts(&self) -> std::collections::HashMap<String, String> {
        let texts =
            self.variables.iter().map(|(name, value)| Some((name.to_owned(), value.to_str()?.to_owned())));
        texts.flatten().collect()
    }

    /// A variable; an empty one is none.
    pub(crate) fn get(&self, name: &str) -> Result<Option<&str>, ConfigError> {
        let Some(value) = self.variables.get(name).filter(|value| !value.is_empty()) else { return Ok(None) };
        let text = value.to_str();
        let text = text.ok_or_else(|| ConfigError::new(format!("the variable {name} is not UTF-8")))?;
        Ok(Some(text))
    }

    /// Where a file is: what the variable says, or `default` in the user's home.
    fn file(&self, variable: &str, default: &str) -> Result<Option<PathBuf>, ConfigError> {
        let home = || self.home.as_ref();
        Ok(match self.get(variable)? {
            Some(path) => match path.strip_prefix("~/") {
                Some(path) => home().map(|home| home.join(path)),
                None => Some(path.into()),
            },
            None => home().map(|home| home.join(default)),
        })
    }
}

/// Shows the names of variables: their values may be secrets.
impl std::fmt::Debug for Environment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Environment")
            .field("variables", &self.variables.names())
            .field("home", &self.home)
            .finish_non_exhaustive()
    }
}

/// What an environment says: its variables, and the profile that it chooses.
#[derive(Debug)]
pub(crate) struct Sources<'a> {
    pub(crate) environment: &'a Environment,
    pub(crate) sections: Sections,
    pub(crate) profile: String,
    /// The files, for people.
    pub(super) files: String,
}

impl<'a> Sources<'a> {
    fn read(environment: &'a Environment) -> Result<Self, ConfigError> {
        let mut sections = Sections::default();
        let mut files = Vec::new();
        for (variable, default, kind) in [
            ("AWS_CONFIG_FILE", ".aws/config", Kind::Config),
            ("AWS_SHARED_CREDENTIALS_FILE", ".aws/credentials", Kind::Credentials),
        ] {
            if let Some(path) = environment.file(variable, default)? {
                sections.read(&path, kind)?;
                files.push(path.display().to_string());
            }
        }
        let files = if files.is_empty() { "no file".to_owned() } else { files.join(" and ") };
        let chosen = match &environment.profile {
            Some(profile) => Some(profile.as_str()),
            None => environment.get("AWS_PROFILE")?,
        };
        if let Some(profile) = chosen.filter(|profile| sections.profiles.get(profile).is_none()) {
            return Err(ConfigError::new(format!("there is no profile {profile:?} in {files}")));
        }
        let profile = chosen.unwrap_or("default").to_owned();
        Ok(Self { environment, sections, profile, files })
    }

    /// The settings of the chosen profile.
    pub(crate) fn settings(&self) -> Option<&Settings> {
        self.sections.profiles.get(&self.profile)
    }

    /// The value of the first variable that is set, or else of the profile's setting; and which of them that is.
    fn find(&self, variables: &[&str], setting: &str) -> Result<Option<(&str, String)>, ConfigError> {
        for variable in variables {
            if let Some(value) = self.environment.get(variable)? {
                return Ok(Some((value, (*variable).to_owned())));
            }
        }
        let value = self.settings().and_then(|settings| settings.get(setting));
        Ok(value.filter(|value| !value.is_empty()).map(|value| {
            (
                value.as_str(),
                format!("the setting {setting} of the profile {:?} in {}", self.profile, self.files),
            )
        }))
    }

    pub(super) fn text(&self, variables: &[&str], setting: &str) -> Result<Option<String>, ConfigError> {
        Ok(self.find(variables, setting)?.map(|(value, _)| value.to_owned()))
    }

    /// The same, turned into something else; `expected` says what that takes.
    pub(super) fn parsed<T>(
        &self,
        variables: &[&str],
        setting: &str,
        expected: &str,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Result<Option<T>, ConfigError> {
        let Some((value, place)) = self.find(variables, setting)? else { return Ok(None) };
        let parsed = parse(value)
            .ok_or_else(|| ConfigError::new(format!("{place} is {value:?}: expected {expected}")))?;
        Ok(Some(parsed))
    }

    /// Keys in the environment, or else in the profile, and the account that they are of, if that is said there.
    fn credentials(&self) -> Result<Option<(Credentials, Option<String>)>, ConfigError> {
        let get = |name| self.environment.get(name);
        let from_environment =
            (get("AWS_ACCESS_KEY_ID")?, get("AWS_SECRET_ACCESS_KEY")?, get("AWS_SESSION_TOKEN")?);
        // A profile that is asked for by name goes before variables that happen to be set.
        if self.environment.profile.is_none()
            && let Some(credentials) =
                key(from_environment, ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"], "the environment")?
        {
            return Ok(Some((credentials, get("AWS_ACCOUNT_ID")?.map(str::to_owned))));
        }
        let Some(settings) = self.settings() else { return Ok(None) };
        // That profile's key, or another's, is what the role is taken on with.
        if settings.get("role_arn").is_some() {
            return Ok(None);
        }
        let place = format!("the profile {:?} in {}", self.profile, self.files);
        let account_id = settings.get("aws_account_id").filter(|id| !id.is_empty()).cloned();
        Ok(profile_key(settings, &place)?.map(|credentials| (credentials, account_id)))
    }
}

/// The key in the settings of a profile.
pub(crate) fn profile_key(settings: &Settings, place: &str) -> Result<Option<Credentials>, ConfigError> {
    let get = |name: &str| settings.get(name).map(String::as_str).filter(|value| !value.is_empty());
    let found = (get("aws_access_key_id"), get("aws_secret_access_key"), get("aws_session_token"));
    key(found, ["aws_access_key_id", "aws_secret_access_key"], place)
}

/// # Errors
/// When there is one half of a key.
fn key(
    (id, secret, token): (Option<&str>, Option<&str>, Option<&str>),
    names: [&str; 2],
    place: &str,
) -> Result<Option<Credentials>, ConfigError> {
    let [id_name, secret_name] = names;
    let half =
        |there, missing| Err(ConfigError::new(format!("{place} has {there}, but {missing} is missing")));
    match (id, secret) {
        (Some(id), Some(secret)) => {
            let credentials = Credentials::new(id, secret);
            Ok(Some(match token {
                Some(token) => credentials.with_session_token(token),
                None => credentials,
            }))
        }
        (Some(_), None) => half(id_name, secret_name),
        (None, Some(_)) => half(secret_name, id_name),
        (None, None) => Ok(None),
    }
}

impl Config {
    /// The configuration that the environment of this process gives, as all of AWS's SDKs and tools read it: variables
    /// first, then the profile that `AWS_PROFILE` names, or `default`, in `~/.aws/config` and `~/.aws/credentials`. What
    /// is set afterwards in code goes before all that.
    ///
    /// Read are region, endpoints and what they depend on (FIPS, dual stack, the account, the settings of S3), retry mode,
    /// number of attempts, when to make and verify checksums, the name of the application and keys. Files are read now, and
    /// small; nothing is sent.
    ///
    /// With the feature `credentials`, what is not there in writing is fetched when a call needs it, kept, and fetched anew
    /// before it expires: roles, single sign-on and programs of the profile; or else the role of
    /// `AWS_WEB_IDENTITY_TOKEN_FILE`, the credentials of a container of ECS or EKS, those of an instance of EC2.
    ///
    /// # Errors
    /// When a file cannot be read, a value makes no sense, or there is no profile of that name. What is just missing is
    /// reported by the call that needs it.
    pub fn from_env() -> Result<Self, ConfigError> {
        Self::from_environment(&Environment::of_process())
    }

    /// The configuration that `environment` gives: see [`from_env`](Self::from_env).
    ///
    /// # Errors
    /// Those of `from_env`.
    pub fn from_environment(environment: &Environment) -> Result<Self, ConfigError> {
        let sources = Sources::read(environment)?;
        let mut config = Self::new();
        config.region = sources.text(&["AWS_REGION", "AWS_DEFAULT_REGION"], "region")?;
        config.app_name = sources.text(&["AWS_SDK_UA_APP_ID"], "sdk_ua_app_id")?;
        sources.endpoints(&mut config)?;
        let mode = |text: &str| match text {
            "standard" | "legacy" => Some(RetryMode::Standard),
            "adaptive" => Some(RetryMode::Adaptive),
            _ => None,
        };
        if let Some(mode) = sources.parsed(&["AWS_RETRY_MODE"], "retry_mode", "standard or adaptive", mode)? {
            config.retry.mode = mode;
        }
        let attempts = |text: &str| text.parse().ok().filter(|attempts| *attempts > 0);
        let expected = "a number of attempts, at least 1";
        if let Some(attempts) = sources.parsed(&["AWS_MAX_ATTEMPTS"], "max_attempts", expected, attempts)? {
            config.retry.max_attempts = attempts;
        }
        let when = |text: &str| match text.to_ascii_lowercase().as_str() {
            "when_supported" => Some(Checksums::WhenSupported),
            "when_required" => Some(Checksums::WhenRequired),
            _ => None,
        };
        let checksums = |variable: &str, setting| {
            sources.parsed(&[variable], setting, "when_supported or when_required", when)
        };
        config.request_checksums =
            checksums("AWS_REQUEST_CHECKSUM_CALCULATION", "request_checksum_calculation")?;
        config.response_checksums =
            checksums("AWS_RESPONSE_CHECKSUM_VALIDATION", "response_checksum_validation")?;
        match sources.credentials()? {
            Some((credentials, account_id)) => {
                config.identity.credentials = Some(Arc::new(credentials));
                config.identity.account_id = account_id;
            }
            #[cfg(feature = "credentials")]
            None => {
                let lookup = crate::credentials::Lookup::new(&sources, config.region.as_deref())?;
                config.lookup = Some(Arc::new(lookup));
            }
            #[cfg(not(feature = "credentials"))]
            None => {}
        }
        let searched = format!("the environment and the profile {:?} in {}", sources.profile, sources.files);
        config.searched = Some(searched.into());
        Ok(config.look_up())
    }

    /// Where was looked for what is missing: a part of a sentence, or nothing.
    pub(crate) fn searched(&self) -> String {
        self.searched.as_ref().map(|places| format!(" in {places}")).unwrap_or_default()
    }
}
