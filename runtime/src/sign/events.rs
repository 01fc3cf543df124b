//! Signatures of the messages of an event stream: each is made of the one before it, so that none can be left out,
//! repeated or moved.

use bytes::Bytes;
use sha2::{Digest, Sha256};

use super::push_hex;
use super::v4::{Signature, Signer};
use crate::event_stream::{Message, MessageError};
use crate::timestamp::Timestamp;

const ALGORITHM: &str = "AWS4-HMAC-SHA256-PAYLOAD";

/// The hash that a request with signed events has in place of its body's.
pub const STREAMING_EVENTS: &str = "STREAMING-AWS4-HMAC-SHA256-EVENTS";

impl Signer<'_> {
    /// A message that holds `event`, which is a whole message or, at the end of a stream, nothing; and its signature,
    /// which the next one takes as `previous`. The first takes that of the request.
    ///
    /// # Errors
    /// When the event is longer than a message may be.
    pub fn event(&self, event: Bytes, previous: &Signature) -> Result<(Bytes, Signature), MessageError> {
        let time = Timestamp::from_epoch_seconds_and_nanos(self.stamp.epoch_seconds(), 0);
        let message = Message::new(event).with_header(":date", time);
        let mut text = Vec::with_capacity(320);
        self.write_start(ALGORITHM, Some(self.region), &mut text);
        text.extend_from_slice(previous.as_str().as_bytes());
        text.push(b'\n');
        push_hex(&mut text, &Sha256::digest(message.encode_headers()?));
        text.push(b'\n');
        push_hex(&mut text, &Sha256::digest(&message.payload));
        let signature = self.key().sign(&text);
        let message = message.with_header(":chunk-signature", Bytes::copy_from_slice(&signature));
        Ok((message.encode()?, Signature::new(&signature)))
    }
}
