//! Signatures of the pieces of a body: each is made of the one before it, so that none can be left out, repeated or moved.

use sha2::{Digest, Sha256};

use super::push_hex;
use super::v4::{Signature, Signer};

const PIECE: &str = "AWS4-HMAC-SHA256-PAYLOAD";
const TRAILER: &str = "AWS4-HMAC-SHA256-TRAILER";

impl Signer<'_> {
    /// The signature of the next piece of a body, which the one after it takes as `previous`; the first takes that of the
    /// request. The last piece is empty. The time is that of the request.
    pub fn chunk(&self, piece: &[u8], previous: &Signature) -> Signature {
        // Of the headers of a piece, of which there are none.
        self.sign_part(PIECE, &[b"", piece], previous)
    }

    /// The signature of the headers behind the last piece, whose signature is `previous`: a line each, `name:value`, ended
    /// by a line feed.
    pub fn trailer(&self, lines: &[u8], previous: &Signature) -> Signature {
        self.sign_part(TRAILER, &[lines], previous)
    }

    fn sign_part(&self, algorithm: &str, hashed: &[&[u8]], previous: &Signature) -> Signature {
        let mut text = Vec::with_capacity(320);
        self.write_start(algorithm, Some(self.region), &mut text);
        text.extend_from_slice(previous.as_str().as_bytes());
        for part in hashed {
            text.push(b'\n');
            push_hex(&mut text, &Sha256::digest(part));
        }
        Signature::new(&self.key().sign(&text))
    }
}
