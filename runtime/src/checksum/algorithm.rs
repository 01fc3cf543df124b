//! The algorithms, and what they have seen.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
#[cfg(feature = "flexible-checksums")]
use crc::{CRC_32_ISCSI, CRC_64_NVME, Crc, Digest, Table};
#[cfg(feature = "flexible-checksums")]
use sha2::Digest as _;

/// An algorithm that is known here. CRC-32 always is; the others with the feature `flexible-checksums`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Algorithm {
    Crc32,
    #[cfg(feature = "flexible-checksums")]
    Crc32c,
    #[cfg(feature = "flexible-checksums")]
    Crc64Nvme,
    #[cfg(feature = "flexible-checksums")]
    Sha1,
    #[cfg(feature = "flexible-checksums")]
    Sha256,
}

/// Each with its name in models, its header, and the length of a checksum in base64.
const ALL: &[(Algorithm, &str, &str, u64)] = &[
    (Algorithm::Crc32, "CRC32", "x-amz-checksum-crc32", 8),
    #[cfg(feature = "flexible-checksums")]
    (Algorithm::Crc32c, "CRC32C", "x-amz-checksum-crc32c", 8),
    #[cfg(feature = "flexible-checksums")]
    (Algorithm::Crc64Nvme, "CRC64NVME", "x-amz-checksum-crc64nvme", 12),
    #[cfg(feature = "flexible-checksums")]
    (Algorithm::Sha1, "SHA1", "x-amz-checksum-sha1", 28),
    #[cfg(feature = "flexible-checksums")]
    (Algorithm::Sha256, "SHA256", "x-amz-checksum-sha256", 44),
];

impl Algorithm {
    pub(super) fn all() -> impl Iterator<Item = Self> {
        ALL.iter().map(|(algorithm, ..)| *algorithm)
    }

    /// The algorithm that models call `name`.
    pub(super) fn named(name: &[u8]) -> Option<Self> {
        Self::all().find(|algorithm| algorithm.name().as_bytes().eq_ignore_ascii_case(name))
    }

    fn row(self) -> (&'static str, &'static str, u64) {
        let row = ALL.iter().find(|(algorithm, ..)| *algorithm == self);
        // Every algorithm has one.
        row.map_or(("", "", 0), |(_, name, header, length)| (name, header, *length))
    }

    /// The name in models.
    pub(super) fn name(self) -> &'static str {
        self.row().0
    }

    /// The header that holds the checksum.
    pub(crate) fn header(self) -> &'static str {
        self.row().1
    }

    /// The length of a checksum in base64.
    pub(crate) fn text_length(self) -> u64 {
        self.row().2
    }
}

#[cfg(feature = "flexible-checksums")]
static CRC32C: Crc<u32, Table<16>> = Crc::<u32, Table<16>>::new(&CRC_32_ISCSI);
#[cfg(feature = "flexible-checksums")]
static CRC64_NVME: Crc<u64, Table<16>> = Crc::<u64, Table<16>>::new(&CRC_64_NVME);

/// A checksum that is being made.
pub(crate) enum Hasher {
    Crc32(crc32fast::Hasher),
    #[cfg(feature = "flexible-checksums")]
    Crc32c(Digest<'static, u32, Table<16>>),
    #[cfg(feature = "flexible-checksums")]
    Crc64Nvme(Digest<'static, u64, Table<16>>),
    #[cfg(feature = "flexible-checksums")]
    Sha1(sha1::Sha1),
    #[cfg(feature = "flexible-checksums")]
    Sha256(sha2::Sha256),
}

impl Hasher {
    pub(crate) fn new(algorithm: Algorithm) -> Self {
        match algorithm {
            Algorithm::Crc32 => Self::Crc32(crc32fast::Hasher::new()),
            #[cfg(feature = "flexible-checksums")]
            Algorithm::Crc32c => Self::Crc32c(CRC32C.digest()),
            #[cfg(feature = "flexible-checksums")]
            Algorithm::Crc64Nvme => Self::Crc64Nvme(CRC64_NVME.digest()),
            #[cfg(feature = "flexible-checksums")]
            Algorithm::Sha1 => Self::Sha1(sha1::Sha1::new()),
            #[cfg(feature = "flexible-checksums")]
            Algorithm::Sha256 => Self::Sha256(sha2::Sha256::new()),
        }
    }

    pub(crate) fn update(&mut self, bytes: &[u8]) {
        match self {
            Self::Crc32(hasher) => hasher.update(bytes),
            #[cfg(feature = "flexible-checksums")]
            Self::Crc32c(digest) => digest.update(bytes),
            #[cfg(feature = "flexible-checksums")]
            Self::Crc64Nvme(digest) => digest.update(bytes),
            #[cfg(feature = "flexible-checksums")]
            Self::Sha1(hasher) => hasher.update(bytes),
            #[cfg(feature = "flexible-checksums")]
            Self::Sha256(hasher) => hasher.update(bytes),
        }
    }

    /// The checksum as headers have it: base64 of its bytes, the most significant one first.
    pub(crate) fn finish(self) -> String {
        match self {
            Self::Crc32(hasher) => STANDARD.encode(hasher.finalize().to_be_bytes()),
            #[cfg(feature = "flexible-checksums")]
            Self::Crc32c(digest) => STANDARD.encode(digest.finalize().to_be_bytes()),
            #[cfg(feature = "flexible-checksums")]
            Self::Crc64Nvme(digest) => STANDARD.encode(digest.finalize().to_be_bytes()),
            #[cfg(feature = "flexible-checksums")]
            Self::Sha1(hasher) => STANDARD.encode(hasher.finalize()),
            #[cfg(feature = "flexible-checksums")]
            Self::Sha256(hasher) => STANDARD.encode(hasher.finalize()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The check values of the catalogue of CRC algorithms, and those of FIPS 180-4.
    #[test]
    fn known_answers() {
        let checksum = |name: &str, pieces: &[&str]| {
            let algorithm = Algorithm::named(name.as_bytes()).unwrap();
            let mut hasher = Hasher::new(algorithm);
            pieces.iter().for_each(|piece| hasher.update(piece.as_bytes()));
            let text = hasher.finish();
            assert_eq!(text.len() as u64, algorithm.text_length(), "{name}");
            let bytes = STANDARD.decode(text).unwrap();
            bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>()
        };
        for (name, digits, abc) in [
            ("CRC32", "cbf43926", "352441c2"),
            ("CRC32C", "e3069283", "364b3fb7"),
            ("CRC64NVME", "ae8b14860a799888", ""),
            ("SHA1", "", "a9993e364706816aba3e25717850c26c9cd0d89d"),
            ("SHA256", "", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        ] {
            if !digits.is_empty() {
                assert_eq!(checksum(name, &["12345", "6789"]), digits, "{name}");
            }
            if !abc.is_empty() {
                assert_eq!(checksum(name, &["abc"]), abc, "{name}");
            }
        }
    }
}
