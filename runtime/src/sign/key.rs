//! Signing keys: derived from the secret for a day, a region and a service.

use std::sync::{Mutex, PoisonError};

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use super::stamp::Stamp;
use crate::credentials::Credentials;

/// How many keys are kept. More regions and services than that, in turn, cost a derivation each: some microseconds.
const CAPACITY: usize = 16;

/// The signing keys that were used last. A key serves all requests of a day to a service in a region.
#[derive(Default)]
pub struct KeyCache {
    entries: Mutex<Vec<Entry>>,
    /// The one that is for no region, and those whose it is.
    #[cfg(feature = "sigv4a")]
    asymmetric: Mutex<Option<(Credentials, p256::ecdsa::SigningKey)>>,
}

struct Entry {
    credentials: Credentials,
    date: String,
    region: String,
    service: String,
    key: SigningKey,
}

impl Entry {
    fn is_for(&self, credentials: &Credentials, stamp: &Stamp, region: &str, service: &str) -> bool {
        self.date == stamp.date()
            && self.region == region
            && self.service == service
            && self.credentials.secret_access_key() == credentials.secret_access_key()
    }
}

/// A key that has been derived: the state of an HMAC that has taken it in.
#[derive(Clone)]
pub(super) struct SigningKey(Hmac<Sha256>);

impl SigningKey {
    pub(super) fn derive(secret: &str, date: &str, region: &str, service: &str) -> Self {
        let secret = ["AWS4", secret].concat();
        let mut key = new(secret.as_bytes());
        for part in [date, region, service, "aws4_request"] {
            key.update(part.as_bytes());
            key = new(&key.finalize().into_bytes());
        }
        Self(key)
    }

    pub(super) fn sign(&self, text: &[u8]) -> [u8; 32] {
        let mut key = self.0.clone();
        key.update(text);
        key.finalize().into_bytes().into()
    }
}

fn new(key: &[u8]) -> Hmac<Sha256> {
    // HMAC takes keys of every length, so this is never the other one.
    Hmac::new_from_slice(key).unwrap_or_else(|_| Hmac::new(&Default::default()))
}

impl KeyCache {
    pub(super) fn get(
        &self,
        credentials: &Credentials,
        stamp: &Stamp,
        region: &str,
        service: &str,
    ) -> SigningKey {
        // An entry is whole whatever happened to a thread that held the lock.
        let mut entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(entry) = entries.iter().find(|entry| entry.is_for(credentials, stamp, region, service)) {
            return entry.key.clone();
        }
        let key = SigningKey::derive(credentials.secret_access_key(), stamp.date(), region, service);
        if entries.len() == CAPACITY {
            entries.remove(0);
        }
        entries.push(Entry {
            credentials: credentials.clone(),
            date: stamp.date().to_owned(),
            region: region.to_owned(),
            service: service.to_owned(),
            key: key.clone(),
        });
        key
    }
}

#[cfg(feature = "sigv4a")]
impl KeyCache {
    pub(super) fn asymmetric(&self, credentials: &Credentials) -> Option<p256::ecdsa::SigningKey> {
        let mut kept = self.asymmetric.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, key)) = kept.as_ref().filter(|(whose, _)| whose == credentials) {
            return Some(key.clone());
        }
        let key = super::v4a::derive(credentials)?;
        *kept = Some((credentials.clone(), key.clone()));
        Some(key)
    }
}

/// Shows no key.
impl std::fmt::Debug for KeyCache {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("KeyCache")
    }
}
