//! Hexadecimal digits.

/// Writes the digits of `bytes`, in lower case, over `out`, which is twice as long. Without branches, so that it takes many
/// digits at a time.
pub(crate) fn write(out: &mut [u8], bytes: &[u8]) {
    let digit = |half: u8| half + if half < 10 { b'0' } else { b'a' - 10 };
    let (pairs, _) = out.as_chunks_mut();
    for (pair, byte) in pairs.iter_mut().zip(bytes) {
        *pair = [digit(byte >> 4), digit(byte & 15)];
    }
}
