//! AWS Signature Version 4a: with an asymmetric key, so that what is signed is valid in several regions.

use std::time::Duration;

use hmac::{Hmac, KeyInit, Mac};
use http::{HeaderMap, HeaderName, HeaderValue};
use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::{DerSignature, SigningKey};
use sha2::Sha256;

use super::canonical::Message;
use super::push_hex;
use super::v4::Signer;
use crate::credentials::Credentials;

const ALGORITHM: &str = "AWS4-ECDSA-P256-SHA256";
const REGION_SET: HeaderName = HeaderName::from_static("x-amz-region-set");

/// The order of the curve P-256 less two (FIPS 186-4, section D.1.2.3): what a key is made from is at most that.
const MAX_CANDIDATE: [u8; 32] = [
    0xff, 0xff, 0xff, 0xff, 0x00, 0x00, 0x00, 0x00, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xbc,
    0xe6, 0xfa, 0xad, 0xa7, 0x17, 0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63, 0x25, 0x4f,
];

/// Who signs with a key of several regions: a [`Signer`] whose `region` is the set of them, such as `*`, or
/// `us-east-1,us-west-2`.
///
/// The key follows from access key id and secret alone. There is no other limit to where the signature is valid than that
/// set.
#[derive(Clone, Copy, Debug)]
pub struct AsymmetricSigner<'a>(pub Signer<'a>);

impl AsymmetricSigner<'_> {
    /// Adds what a signed request says about its signature besides `authorization`: the time, the session token, and the
    /// regions.
    pub fn prepare(&self, headers: &mut HeaderMap) {
        self.0.prepare(headers);
        if let Ok(regions) = HeaderValue::from_str(self.0.region) {
            headers.insert(REGION_SET, regions);
        }
    }

    /// Signs `message`, whose headers have been [prepared](Self::prepare): the value of the header `authorization`. No two
    /// signers make the same signature; both are valid.
    pub fn authorization(&self, message: &Message<'_>) -> HeaderValue {
        self.0.authorize(message, ALGORITHM, None, |text| self.sign(text)).0
    }

    /// The parameters to append to the query of `message`: see [`Signer::presigned_query`].
    pub fn presigned_query(&self, message: &Message<'_>, lifetime: Duration) -> String {
        self.0.presign(message, lifetime, ALGORITHM, None, Some(self.0.region), |text| self.sign(text))
    }

    /// The signature in DER, in hexadecimal digits.
    fn sign(&self, text: &[u8]) -> Vec<u8> {
        let mut digits = Vec::with_capacity(144);
        // Whose secret is no key signs nothing, and is told so by the service.
        if let Some(key) = self.0.keys.asymmetric(self.0.credentials) {
            let signature: DerSignature = key.sign(text);
            push_hex(&mut digits, signature.as_bytes());
        }
        digits
    }
}

/// The key of `credentials`: the first number of a series made from the secret that is one of the curve (NIST SP 800-108
/// in counter mode; IAM User Guide, "AWS SigV4 signing for API requests").
///
/// `None` where there is none among the first 255: one candidate in four billion is no key.
pub(super) fn derive(credentials: &Credentials) -> Option<SigningKey> {
    let secret = ["AWS4A", credentials.secret_access_key()].concat();
    (1..=u8::MAX).find_map(|counter| {
        // HMAC takes keys of every length.
        let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).ok()?;
        let id = credentials.access_key_id().as_bytes();
        for part in [&1u32.to_be_bytes(), ALGORITHM.as_bytes(), &[0], id, &[counter], &256u32.to_be_bytes()] {
            mac.update(part);
        }
        let mut candidate: [u8; 32] = mac.finalize().into_bytes().into();
        if candidate > MAX_CANDIDATE {
            return None;
        }
        // One more.
        for byte in candidate.iter_mut().rev() {
            *byte = byte.wrapping_add(1);
            if *byte != 0 {
                break;
            }
        }
        SigningKey::from_slice(&candidate).ok()
    })
}

#[cfg(test)]
mod tests {
    use std::time::SystemTime;

    use p256::ecdsa::VerifyingKey;
    use p256::ecdsa::signature::Verifier as _;

    use super::*;
    use crate::sign::{KeyCache, PathRule, Payload, Stamp};

    fn hex(bytes: &[u8]) -> String {
        let mut digits = Vec::new();
        push_hex(&mut digits, bytes);
        String::from_utf8(digits).unwrap()
    }

    fn bytes(digits: &str) -> Vec<u8> {
        let pairs = digits.as_bytes().chunks(2).map(|pair| std::str::from_utf8(pair).unwrap());
        pairs.map(|pair| u8::from_str_radix(pair, 16).unwrap()).collect()
    }

    /// What others derive from these credentials: the key of AWS's own libraries' tests.
    #[test]
    fn the_key_is_that_of_the_credentials() {
        let credentials =
            Credentials::new("AKISORANDOMAASORANDOM", "q+jcrXGc+0zWN6uzclKVhvMmUsIfRPa4rlRandom");
        let key = derive(&credentials).unwrap();
        assert_eq!(hex(&key.to_bytes()), "7fd3bd010c0d9c292141c2b77bfbde1042c92e6836fff749d1269ec890fca1bd");
        let point = key.verifying_key().to_sec1_point(false);
        let [x, y] = [point.x().unwrap(), point.y().unwrap()].map(|number| hex(number));
        assert_eq!(x, "15d242ceebf8d8169fd6a8b5a746c41140414c3b07579038da06af89190fffcb");
        assert_eq!(y, "0515242cedd82e94799482e4c0514b505afccf2c0c98d6a553bf539f424c5ec0");
    }

    #[test]
    fn signatures_are_verified_by_the_public_key() {
        let credentials = Credentials::new("AKID", "secret").with_session_token("session");
        let signer = AsymmetricSigner(Signer {
            credentials: &credentials,
            region: "us-east-1,eu-north-1",
            service: "service",
            stamp: Stamp::new(SystemTime::UNIX_EPOCH + Duration::from_secs(1_440_938_160)),
            path: PathRule::Normalized,
            keys: &KeyCache::default(),
        });
        let verifying = VerifyingKey::from(&derive(&credentials).unwrap());
        let verify = |canonical: &[u8], digits: &str| {
            let mut text =
                b"AWS4-ECDSA-P256-SHA256\n20150830T123600Z\n20150830/service/aws4_request\n".to_vec();
            push_hex(&mut text, &<Sha256 as sha2::Digest>::digest(canonical));
            verifying.verify(&text, &DerSignature::try_from(&*bytes(digits)).unwrap())
        };
        let mut request = http::Request::post("https://example.com/a?b=c").body(()).unwrap();
        signer.prepare(request.headers_mut());
        assert_eq!(request.headers()["x-amz-region-set"], "us-east-1,eu-north-1");
        let message = Message::new(&request, Payload::Bytes(b"body"));
        let value = signer.authorization(&message);
        assert!(value.is_sensitive());
        let (start, signature) = value.to_str().unwrap().split_once(", Signature=").unwrap();
        assert_eq!(
            start,
            "AWS4-ECDSA-P256-SHA256 Credential=AKID/20150830/service/aws4_request, \
             SignedHeaders=host;x-amz-date;x-amz-region-set;x-amz-security-token"
        );
        verify(&message.canonical(PathRule::Normalized), signature).unwrap();
        let other = Message { payload: Payload::Bytes(b"another"), ..message };
        verify(&other.canonical(PathRule::Normalized), signature).unwrap_err();

        let request = http::Request::get("https://example.com/a").body(()).unwrap();
        let message = Message::new(&request, Payload::Unsigned);
        let query = signer.presigned_query(&message, Duration::from_secs(60));
        let (query, signature) = query.split_once("&X-Amz-Signature=").unwrap();
        assert!(query.contains("&X-Amz-Region-Set=us-east-1%2Ceu-north-1&"), "{query}");
        verify(&Message { query, ..message }.canonical(PathRule::Normalized), signature).unwrap();
    }
}
