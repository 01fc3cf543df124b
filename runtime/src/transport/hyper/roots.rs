//! Whose signature on a certificate is believed.

use std::fmt;
use std::sync::Arc;

use rustls::crypto::{CryptoProvider, ring};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};

use crate::body::BoxError;

/// Whose signature on a certificate is believed: Mozilla's roots, which are part of the program, unless said otherwise.
#[derive(Clone)]
pub struct Roots {
    with_mozilla: bool,
    #[cfg(feature = "platform-roots")]
    with_platform: bool,
    more: Vec<CertificateDer<'static>>,
}

impl Roots {
    /// Mozilla's.
    pub fn mozilla() -> Self {
        Self { with_mozilla: true, ..Self::none() }
    }

    /// Those of the operating system, to which companies and their proxies add their own. They are read with the first
    /// request.
    #[cfg(feature = "platform-roots")]
    pub fn platform() -> Self {
        Self { with_platform: true, ..Self::none() }
    }

    /// Nobody's, until some are [added](Self::with_pem).
    pub fn none() -> Self {
        Self {
            with_mozilla: false,
            #[cfg(feature = "platform-roots")]
            with_platform: false,
            more: Vec::new(),
        }
    }

    /// And those in `pem`, the text of a file with one certificate or several.
    ///
    /// # Errors
    /// When that is not PEM, or holds no certificate.
    pub fn with_pem(mut self, pem: &[u8]) -> Result<Self, RootsError> {
        let read: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem).collect();
        match read {
            Ok(certificates) if certificates.is_empty() => {
                Err(RootsError("there is no certificate in it".to_owned()))
            }
            Ok(certificates) => {
                self.more.extend(certificates);
                Ok(self)
            }
            Err(error) => Err(RootsError(error.to_string())),
        }
    }

    /// What rustls needs to know.
    pub(super) fn client_config(&self) -> Result<ClientConfig, BoxError> {
        let mut roots = RootCertStore::empty();
        if self.with_mozilla {
            roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
        }
        #[cfg(feature = "platform-roots")]
        if self.with_platform {
            let found = rustls_native_certs::load_native_certs();
            // A system has some that nobody can read; none at all is a reason to say why.
            let (added, _) = roots.add_parsable_certificates(found.certs);
            if added == 0 {
                let why = found.errors.first().map_or("there are none".to_owned(), ToString::to_string);
                return Err(format!("the operating system's roots cannot be read: {why}").into());
            }
        }
        for certificate in &self.more {
            roots.add(certificate.clone())?;
        }
        // Named here, since rustls refuses to choose, by a panic, where a program has two of them in its tree.
        let provider =
            CryptoProvider::get_default().cloned().unwrap_or_else(|| Arc::new(ring::default_provider()));
        let config = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions()?;
        Ok(config.with_root_certificates(roots).with_no_client_auth())
    }
}

impl Default for Roots {
    fn default() -> Self {
        Self::mozilla()
    }
}

impl fmt::Debug for Roots {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Roots");
        shown.field("mozilla", &self.with_mozilla);
        #[cfg(feature = "platform-roots")]
        shown.field("platform", &self.with_platform);
        shown.field("more", &self.more.len()).finish()
    }
}

/// Why a text gives no roots.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RootsError(String);

impl fmt::Display for RootsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "cannot read root certificates: {}; expected PEM, as in `-----BEGIN CERTIFICATE-----`",
            self.0
        )
    }
}

impl std::error::Error for RootsError {}
