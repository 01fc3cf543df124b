//! What an environment says about endpoints. Laid down in the AWS SDKs and Tools Reference Guide: "Service-specific
//! endpoints", "Dual-stack and FIPS endpoints", "Account-based endpoints" and the settings of Amazon S3.

use super::environment::Sources;
use super::{AccountIdEndpointMode, Config, Named};
use crate::failure::ConfigError;

/// Flags of S3: the variable, if there is one, the setting, and the endpoint parameter that they become.
const FLAGS: [(&[&str], &str, &str); 4] = [
    (&["AWS_S3_USE_ARN_REGION"], "s3_use_arn_region", "AWS::S3::UseArnRegion"),
    (
        &["AWS_S3_DISABLE_MULTIREGION_ACCESS_POINTS"],
        "s3_disable_multiregion_access_points",
        "AWS::S3::DisableMultiRegionAccessPoints",
    ),
    (
        &["AWS_S3_DISABLE_EXPRESS_SESSION_AUTH"],
        "s3_disable_express_session_auth",
        "DisableS3ExpressSessionAuth",
    ),
    (&[], "s3.use_accelerate_endpoint", "AWS::S3::Accelerate"),
];

impl Sources<'_> {
    /// Puts all that endpoints depend on into `config`.
    pub(super) fn endpoints(&self, config: &mut Config) -> Result<(), ConfigError> {
        (config.endpoint_url, config.endpoint_urls) = self.urls()?;
        config.use_fips = self.flag(&["AWS_USE_FIPS_ENDPOINT"], "use_fips_endpoint")?.unwrap_or_default();
        config.use_dual_stack =
            self.flag(&["AWS_USE_DUALSTACK_ENDPOINT"], "use_dualstack_endpoint")?.unwrap_or_default();
        let mode = |text: &str| {
            let text = text.to_ascii_lowercase();
            AccountIdEndpointMode::ALL.into_iter().find(|mode| mode.as_str() == text)
        };
        let (variables, setting) = (&["AWS_ACCOUNT_ID_ENDPOINT_MODE"], "account_id_endpoint_mode");
        if let Some(mode) = self.parsed(variables, setting, "preferred, disabled or required", mode)? {
            config.account_id_endpoint_mode = mode;
        }
        let path_style = |text: &str| match text {
            "path" => Some(true),
            "virtual" | "auto" => Some(false),
            _ => None,
        };
        let expected = "path, virtual or auto";
        let path_style = self.parsed(&[], "s3.addressing_style", expected, path_style)?;
        let mut set = |parameter: &str, flag: Option<bool>| {
            config.endpoint_parameters.extend(flag.map(|flag| (parameter.to_owned(), flag.into())));
        };
        set("AWS::S3::ForcePathStyle", path_style);
        for (variables, setting, parameter) in FLAGS {
            set(parameter, self.flag(variables, setting)?);
        }
        Ok(())
    }

    fn flag(&self, variables: &[&str], setting: &str) -> Result<Option<bool>, ConfigError> {
        self.parsed(variables, setting, "true or false", |text| text.to_ascii_lowercase().parse().ok())
    }

    /// The endpoint of all services, and those of single ones by the key of their names.
    fn urls(&self) -> Result<(Option<String>, Named<String>), ConfigError> {
        let mut single = Named::new();
        let ignored =
            self.flag(&["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"], "ignore_configured_endpoint_urls")?;
        if ignored == Some(true) {
            return Ok((None, single));
        }
        let for_all = self.environment.get("AWS_ENDPOINT_URL")?.map(str::to_owned);
        // One for all services in the environment goes before one for a single service in a file.
        if for_all.is_none()
            && let Some(name) = self.settings().and_then(|settings| settings.get("services"))
        {
            let services = self.sections.services.get(name).ok_or_else(|| {
                ConfigError::new(format!(
                    "the profile {:?} names the section [services {name}], which is not in {}",
                    self.profile, self.files
                ))
            })?;
            for (setting, url) in services.iter() {
                if let Some(service) = setting.strip_suffix(".endpoint_url") {
                    single.insert(service.to_owned(), url.clone());
                }
            }
        }
        for (name, _) in self.environment.variables.iter() {
            if let Some(service) = name.strip_prefix("AWS_ENDPOINT_URL_")
                && let Some(url) = self.environment.get(name)?
            {
                single.insert(service.to_ascii_lowercase(), url.to_owned());
            }
        }
        let for_all = match for_all {
            Some(url) => Some(url),
            None => self.text(&[], "endpoint_url")?,
        };
        Ok((for_all, single))
    }
}

impl Config {
    /// The endpoint of the service with this id, where the configuration names one.
    pub(crate) fn endpoint_url_of(&self, service_id: &str) -> Option<&str> {
        let single = || {
            let key = service_id.replace([' ', '-'], "_").to_ascii_lowercase();
            self.endpoint_urls.get(&key)
        };
        let single = if self.endpoint_urls.is_empty() { None } else { single() };
        single.or(self.endpoint_url.as_ref()).map(String::as_str)
    }
}
