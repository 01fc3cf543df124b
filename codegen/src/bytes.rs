//! Looking at all bytes of a text.

/// Whether every byte of `text` is one that `is_wanted`. Does not stop early, so that the compiler looks at many at once.
pub fn all(text: &str, is_wanted: impl Fn(u8) -> bool) -> bool {
    text.bytes().fold(true, |all, byte| all & is_wanted(byte))
}
