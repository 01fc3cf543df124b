//! What requests say about who sends them.

use http::HeaderValue;

use crate::config::Config;
use crate::operation::ServiceMeta;

/// In the form of AWS's SDKs: name and version, the version of the form, then words such as `os/linux` or
/// `app/my-program`.
pub(crate) fn user_agent(config: &Config, service: &ServiceMeta) -> HeaderValue {
    const VERSION: &str = env!("CARGO_PKG_VERSION");
    let os = match std::env::consts::OS {
        known @ ("android" | "ios" | "linux" | "macos" | "windows") => known,
        // There are browsers, consoles, and systems that nobody has heard of.
        _ => "other",
    };
    let mut text = format!(
        "sdkgen/{VERSION} ua/2.1 api/{}#{} os/{os} md/arch#{} lang/rust cfg/retry-mode#{}",
        word(&service.id.to_ascii_lowercase().replace(' ', "_")),
        word(service.api_version),
        std::env::consts::ARCH,
        config.retry.mode.as_str(),
    );
    if let Some(name) = &config.app_name {
        text.push_str(" app/");
        text.push_str(&word(name));
    }
    HeaderValue::try_from(text).unwrap_or_else(|_| HeaderValue::from_static("sdkgen"))
}

/// The text as a word: what cannot stand in one becomes `-`.
fn word(text: &str) -> String {
    let is_fine = |c: char| c.is_ascii_alphanumeric() || "!$%&'*+-.^_`|~".contains(c);
    text.chars().map(|c| if is_fine(c) { c } else { '-' }).collect()
}
