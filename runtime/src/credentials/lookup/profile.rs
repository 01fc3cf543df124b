//! What profiles say about credentials that have to be fetched: roles, single sign-on, programs.

use std::sync::Arc;

use reqsign_aws_v4::{
    AssumeRoleCredentialProvider, AssumeRoleWithWebIdentityCredentialProvider, ECSCredentialProvider,
    EnvCredentialProvider, IMDSv2CredentialProvider, ProcessCredentialProvider, RequestSigner,
    SSOCredentialProvider, StaticCredentialProvider,
};
use reqsign_core::{Context, Signer};

use super::Provider;
use crate::config::{Named, Sections, Settings, profile_key};
use crate::failure::ConfigError;

/// The sections of the configuration.
#[derive(Clone)]
pub(super) struct Profiles {
    profiles: Named<Settings>,
    sso_sessions: Named<Settings>,
    /// Where roles are taken on.
    region: String,
}

impl Profiles {
    pub(super) fn new(sections: &Sections, region: Option<&str>) -> Self {
        Self {
            profiles: sections.profiles.clone(),
            sso_sessions: sections.sso_sessions.clone(),
            region: region.unwrap_or("us-east-1").to_owned(),
        }
    }

    pub(super) fn region(&self) -> &str {
        &self.region
    }

    /// What fetches the credentials of a profile, and what that is called; `None` where it says nothing about any.
    pub(super) fn provider(
        &self,
        profile: &str,
        context: &Context,
    ) -> Result<Option<(Provider, String)>, ConfigError> {
        self.follow(&mut vec![profile.to_owned()], context)
    }

    /// The same for the last of the profiles in `path`, each of which the one before it names as its source.
    fn follow(
        &self,
        path: &mut Vec<String>,
        context: &Context,
    ) -> Result<Option<(Provider, String)>, ConfigError> {
        let Some(name) = path.last().cloned() else { return Ok(None) };
        let Some(settings) = self.profiles.get(&name) else { return Ok(None) };
        let get = |key: &str| settings.get(key).map(String::as_str).filter(|value| !value.is_empty());
        let place = |what: &str| format!("{what} of the profile {name:?}");
        if let Some(role) = get("role_arn") {
            let provider = self.role(role, path, settings, context)?;
            return Ok(Some((provider, place(&format!("the role {role}")))));
        }
        if get("sso_session").or(get("sso_start_url")).is_some() {
            return Ok(Some((self.sign_on(&name, settings)?, place("the single sign-on"))));
        }
        if let Some(command) = get("credential_process") {
            let provider = ProcessCredentialProvider::new().with_command(command);
            return Ok(Some((Arc::new(provider), place("the credential_process"))));
        }
        // Those of the chosen profile are found before anything is fetched: these are what a role is taken on with.
        let key = profile_key(settings, &format!("the profile {name:?}"))?;
        Ok(key.map(|key| {
            let provider = StaticCredentialProvider::new(key.access_key_id(), key.secret_access_key());
            let provider = match key.session_token() {
                Some(token) => provider.with_session_token(token),
                None => provider,
            };
            (Arc::new(provider) as Provider, place("the key"))
        }))
    }

    /// What takes on `role`.
    fn role(
        &self,
        role: &str,
        path: &mut Vec<String>,
        settings: &Settings,
        context: &Context,
    ) -> Result<Provider, ConfigError> {
        let name = path.last().cloned().unwrap_or_default();
        let wrong = |problem: String| ConfigError::new(format!("the profile {name:?} {problem}"));
        let get = |key: &str| settings.get(key).map(String::as_str).filter(|value| !value.is_empty());
        let session = get("role_session_name").unwrap_or("sdkgen").to_owned();
        let duration = match get("duration_seconds") {
            Some(text) => Some(text.parse().map_err(|_| {
                wrong(format!("has the duration_seconds {text:?}: expected a number of seconds"))
            })?),
            None => None,
        };
        if let Some(serial) = get("mfa_serial") {
            return Err(wrong(format!(
                "wants a code of the device {serial}, which nobody can be asked for here: take on the role with AWS's \
                 command line, and use what it gives you"
            )));
        }
        let sources = (get("source_profile"), get("credential_source"), get("web_identity_token_file"));
        let source = match sources {
            (None, None, Some(file)) => {
                let mut provider =
                    AssumeRoleWithWebIdentityCredentialProvider::with_config(role.to_owned(), file.into())
                        .with_role_session_name(session)
                        .with_region(self.region.clone())
                        .with_regional_sts_endpoint();
                if let Some(duration) = duration {
                    provider = provider.with_duration_seconds(duration);
                }
                return Ok(Arc::new(provider));
            }
            (Some(source), None, None) => self.source(source, path, context)?,
            (None, Some(source), None) => match source {
                "Environment" => Arc::new(EnvCredentialProvider::new()) as Provider,
                "Ec2InstanceMetadata" => Arc::new(IMDSv2CredentialProvider::new()),
                "EcsContainer" => Arc::new(ECSCredentialProvider::new()),
                other => {
                    return Err(wrong(format!(
                        "has the credential_source {other:?}: expected Environment, Ec2InstanceMetadata or EcsContainer"
                    )));
                }
            },
            _ => {
                return Err(wrong(
                    "has a role_arn: expected one of source_profile, credential_source and web_identity_token_file with \
                     it"
                    .to_owned(),
                ));
            }
        };
        let signer = Signer::new(context.clone(), source, RequestSigner::new("sts", &self.region));
        let mut provider = AssumeRoleCredentialProvider::new(role.to_owned(), signer)
            .with_role_session_name(session)
            .with_region(self.region.clone())
            .with_regional_sts_endpoint();
        if let Some(id) = get("external_id") {
            provider = provider.with_external_id(id.to_owned());
        }
        if let Some(duration) = duration {
            provider = provider.with_duration_seconds(duration);
        }
        Ok(Arc::new(provider))
    }

    /// The credentials of the profile `source`, which the last one in `path` takes on its role with. A profile may name
    /// itself, and means its own key then.
    fn source(
        &self,
        source: &str,
        path: &mut Vec<String>,
        context: &Context,
    ) -> Result<Provider, ConfigError> {
        let name = path.last().cloned().unwrap_or_default();
        let wrong = |problem: &str| {
            ConfigError::new(format!("the profile {name:?} has the source_profile {source:?}, {problem}"))
        };
        let Some(settings) = self.profiles.get(source) else { return Err(wrong("which is not there")) };
        if source == name {
            let mut own = settings.clone();
            own.remove("role_arn");
            let alone = Self { profiles: Named::from_iter([(name.clone(), own)]), ..self.clone() };
            let found = alone.provider(source, context)?;
            return found.map(|(provider, _)| provider).ok_or_else(|| wrong("which has no key"));
        }
        if path.iter().any(|other| other == source) {
            return Err(wrong("which leads back to where it came from"));
        }
        path.push(source.to_owned());
        let found = self.follow(path, context)?;
        found.map(|(provider, _)| provider).ok_or_else(|| wrong("which has no credentials"))
    }

    /// What exchanges the token that AWS's command line got when the user signed in.
    fn sign_on(&self, name: &str, settings: &Settings) -> Result<Provider, ConfigError> {
        let session = settings.get("sso_session");
        let shared = match session {
            Some(session) => self.sso_sessions.get(session).ok_or_else(|| {
                ConfigError::new(format!(
                    "the profile {name:?} names the section [sso-session {session}], which is not there"
                ))
            })?,
            None => settings,
        };
        let find = |settings: &Settings, key: &str| {
            let value = settings.get(key).filter(|value| !value.is_empty()).cloned();
            value.ok_or_else(|| {
                ConfigError::new(format!("the single sign-on of the profile {name:?} has no {key}"))
            })
        };
        let provider = SSOCredentialProvider::new()
            .with_account_id(find(settings, "sso_account_id")?)
            .with_role_name(find(settings, "sso_role_name")?)
            .with_region(find(shared, "sso_region")?);
        let url = find(shared, "sso_start_url")?;
        // Used for nothing but the name of the file with the token, which is made of the session's name if there is one.
        Ok(Arc::new(provider.with_start_url(session.cloned().unwrap_or(url))))
    }
}
