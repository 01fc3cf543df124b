//! What AWS Signature Version 4 adds to a request of a client.

use std::future::poll_fn;
use std::time::{Duration, SystemTime};

use http::header::{AUTHORIZATION, CONTENT_TYPE};
use sha2::{Digest, Sha256};

use crate::aws_chunked::{CONTENT_SHA256, Chunks, Part, SignPart};
use crate::body::{Body, BoxError};
use crate::config::Config;
use crate::credentials::Credentials;
use crate::endpoint::AuthOption;
use crate::event_stream;
use crate::failure::ConfigError;
#[cfg(feature = "sigv4a")]
use crate::operation::AuthScheme;
use crate::operation::OperationMeta;
#[cfg(feature = "sigv4a")]
use crate::sign::AsymmetricSigner;
use crate::sign::{Message, PathRule, Payload, STREAMING_EVENTS, Signature, Signer, Stamp};

/// A signature to be made.
pub(super) struct Signing<'a> {
    config: &'a Config,
    meta: &'static OperationMeta,
    signer: Signer<'a>,
    /// Where the signature is to be valid, if it is an asymmetric one.
    #[cfg(feature = "sigv4a")]
    regions: Option<String>,
    /// Whether bodies are signed as S3 has it: their hash in a header, or nothing of them at all.
    is_s3: bool,
}

impl<'a> Signing<'a> {
    /// # Errors
    /// When nothing says which region to sign for, or the credentials cannot be written.
    pub(super) fn new(
        config: &'a Config,
        meta: &'static OperationMeta,
        option: &'a AuthOption,
        credentials: &'a Credentials,
        now: SystemTime,
    ) -> Result<Self, ConfigError> {
        let Some(region) = option.signing_region.as_deref().or(config.region.as_deref()) else {
            return Err(ConfigError::new(format!(
                "no region to sign requests of {} for{}: set one with `Config::with_region`",
                meta.service.name,
                config.searched(),
            )));
        };
        let texts = [credentials.access_key_id(), credentials.session_token().unwrap_or_default(), region];
        if let Some(what) = ["the access key id", "the session token", "the region"]
            .into_iter()
            .zip(texts)
            .find_map(|(what, text)| (!text.bytes().all(can_stand_in_header)).then_some(what))
        {
            let text = "has characters that a header cannot hold, such as a line end";
            return Err(ConfigError::new(format!("{what} {text}")));
        }
        let is_s3 = option.disable_double_encoding || meta.service.s3_signature;
        let signer = Signer {
            credentials,
            region,
            service: option.signing_name.as_deref().unwrap_or(meta.service.signing_name),
            stamp: Stamp::new(now),
            path: if is_s3 { PathRule::AsIs } else { PathRule::Normalized },
            keys: &config.identity.keys,
        };
        Ok(Self {
            config,
            meta,
            signer,
            #[cfg(feature = "sigv4a")]
            regions: (option.scheme == AuthScheme::SigV4a).then(|| match &*option.signing_region_set {
                [] => region.to_owned(),
                regions => regions.join(","),
            }),
            is_s3,
        })
    }

    /// What makes an asymmetric signature, if it is to be one.
    #[cfg(feature = "sigv4a")]
    fn asymmetric(&self) -> Option<AsymmetricSigner<'_>> {
        self.regions.as_deref().map(|region| AsymmetricSigner(Signer { region, ..self.signer }))
    }

    /// A second body to compute the hash of, where it is not in memory, has to be signed, and can be read again.
    pub(super) fn to_hash(&self, body: &Body) -> Option<Body> {
        let is_unsigned = self.is_s3 || self.meta.unsigned_payload || body.as_bytes().is_some();
        if is_unsigned { None } else { body.try_clone() }
    }

    /// Signs in the headers. `hash` is that of the [second body](Self::to_hash); `chunks`, which the body is sent in, get
    /// their signatures.
    ///
    /// # Errors
    /// When events are to be signed for several regions.
    pub(super) fn sign(
        &self,
        request: &mut http::Request<Body>,
        hash: Option<[u8; 32]>,
        chunks: Option<&mut Chunks>,
    ) -> Result<(), ConfigError> {
        let is_events =
            request.headers().get(CONTENT_TYPE).is_some_and(|kind| kind == event_stream::CONTENT_TYPE);
        let bytes = request.body().as_bytes().cloned();
        let payload = match &bytes {
            None if is_events => Payload::Streaming(STREAMING_EVENTS),
            Some(bytes) if !self.meta.unsigned_payload => Payload::Bytes(bytes),
            _ => match &chunks {
                Some(chunks) => Payload::Streaming(chunks.payload()),
                None => hash.map_or(Payload::Unsigned, Payload::Sha256),
            },
        };
        // Computed once, for the header and for the signature.
        let payload = payload.hashed();
        if self.is_s3 || !matches!(payload, Payload::Sha256(_)) {
            request.headers_mut().insert(CONTENT_SHA256, payload.header());
        }
        #[cfg(feature = "sigv4a")]
        if let Some(signer) = self.asymmetric() {
            if is_events && bytes.is_none() {
                return Err(ConfigError::new(format!(
                    "{} sends events, which are not signed for several regions here: use an endpoint of a single region",
                    self.meta.name
                )));
            }
            signer.prepare(request.headers_mut());
            let value = signer.authorization(&Message::new(request, payload));
            request.headers_mut().insert(AUTHORIZATION, value);
            return Ok(());
        }
        self.signer.prepare(request.headers_mut());
        let (value, signature) = self.signer.authorization(&Message::new(request, payload));
        request.headers_mut().insert(AUTHORIZATION, value);
        if is_events && bytes.is_none() {
            let body = std::mem::take(request.body_mut());
            *request.body_mut() = self.sign_events(body, signature);
        }
        if let Some(chunks) = chunks.filter(|chunks| chunks.is_signed()) {
            chunks.sign_with(self.sign_parts(signature));
        }
        Ok(())
    }

    /// Signs the events of `body`, each when it is sent.
    fn sign_events(&self, body: Body, mut previous: Signature) -> Body {
        let signing = self.to_owned();
        event_stream::wrap_messages(body, move |event| {
            let stamp = Stamp::new(signing.config.service_time()?);
            let (message, signature) = signing.signer(stamp).event(event, &previous)?;
            previous = signature;
            Ok(message)
        })
    }

    /// Signs the parts of a body, each when it is sent.
    fn sign_parts(&self, mut previous: Signature) -> SignPart {
        let (signing, stamp) = (self.to_owned(), self.signer.stamp);
        Box::new(move |part| {
            let signer = signing.signer(stamp);
            previous = match part {
                Part::Piece(piece) => signer.chunk(piece, &previous),
                Part::Trailer(lines) => signer.trailer(lines, &previous),
            };
            previous.as_str().to_owned()
        })
    }

    fn to_owned(&self) -> OwnedSigning {
        OwnedSigning {
            config: self.config.clone(),
            credentials: self.signer.credentials.clone(),
            region: self.signer.region.to_owned(),
            service: self.signer.service.to_owned(),
            path: self.signer.path,
        }
    }

    /// Signs in the query, so that the URL is valid for `lifetime`.
    pub(super) fn presign(&self, request: &http::Request<Body>, lifetime: Duration) -> String {
        let payload = match request.body().as_bytes() {
            Some(bytes) if !self.is_s3 && !self.meta.unsigned_payload => Payload::Bytes(bytes),
            _ => Payload::Unsigned,
        };
        let message = Message::new(request, payload);
        #[cfg(feature = "sigv4a")]
        if let Some(signer) = self.asymmetric() {
            return signer.presigned_query(&message, lifetime);
        }
        self.signer.presigned_query(&message, lifetime)
    }
}

/// What signs the parts of a body while it is sent.
struct OwnedSigning {
    config: Config,
    credentials: Credentials,
    region: String,
    service: String,
    path: PathRule,
}

impl OwnedSigning {
    fn signer(&self, stamp: Stamp) -> Signer<'_> {
        Signer {
            credentials: &self.credentials,
            region: &self.region,
            service: &self.service,
            stamp,
            path: self.path,
            keys: &self.config.identity.keys,
        }
    }
}

/// Whether a header's text may hold `byte`: [`HeaderValue::from_str`](http::HeaderValue::from_str), which copies the text to
/// find out.
fn can_stand_in_header(byte: u8) -> bool {
    matches!(byte, b' '..=b'~' | b'\t')
}

/// The SHA-256 of all that `body` gives.
pub(super) async fn sha256(mut body: Body) -> Result<[u8; 32], BoxError> {
    let mut hash = Sha256::new();
    while let Some(piece) = poll_fn(|cx| body.poll_data(cx)).await {
        hash.update(piece?);
    }
    Ok(hash.finalize().into())
}
