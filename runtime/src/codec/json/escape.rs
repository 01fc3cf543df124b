//! What a JSON string cannot hold as it is, and how it is written instead.

/// The offset of the first byte of `text` that ends or interrupts a run of plain characters: a quotation mark, a
/// backslash or a control character. The length of `text` if there is none.
///
/// Eight bytes a step: most strings have no such byte, and finding that out is most of what reading and writing them
/// costs.
#[inline]
pub(super) fn plain_prefix(text: &[u8]) -> usize {
    const ONES: u64 = u64::MAX / 255;
    const HIGH_BITS: u64 = ONES << 7;
    // The high bit of each byte below `limit` of a word without high bits, and no other up to the first of them: a
    // borrow can only spoil what comes after it.
    let below = |word: u64, limit: u8| word.wrapping_sub(ONES * u64::from(limit)) & !word & HIGH_BITS;

    let mut rest = text;
    while let Some((chunk, after)) = rest.split_first_chunk::<8>() {
        let word = u64::from_le_bytes(*chunk);
        let found = below(word, b' ')
            | below(word ^ (ONES * u64::from(b'"')), 1)
            | below(word ^ (ONES * u64::from(b'\\')), 1);
        if found != 0 {
            return text.len() - rest.len() + found.trailing_zeros() as usize / 8;
        }
        rest = after;
    }
    let interrupts = |byte: &u8| matches!(byte, b'"' | b'\\' | ..b' ');
    text.len() - rest.len() + rest.iter().position(interrupts).unwrap_or(rest.len())
}

/// Appends `text` with escapes for all that needs one.
#[cold]
pub(super) fn write_escaped(text: &str, out: &mut Vec<u8>) {
    let mut rest = text.as_bytes();
    loop {
        let (plain, special) = rest.split_at(plain_prefix(rest));
        out.extend_from_slice(plain);
        let Some((&byte, after)) = special.split_first() else { return };
        match short_escape(byte) {
            Some(letter) => out.extend([b'\\', letter]),
            None => out.extend(format!("\\u{byte:04x}").bytes()),
        }
        rest = after;
    }
}

const SHORT_ESCAPES: [(u8, u8); 8] = [
    (b'"', b'"'),
    (b'\\', b'\\'),
    (b'/', b'/'),
    (b'b', 0x08),
    (b'f', 0x0c),
    (b'n', b'\n'),
    (b'r', b'\r'),
    (b't', b'\t'),
];

/// The letter that stands for `byte` after a backslash.
fn short_escape(byte: u8) -> Option<u8> {
    SHORT_ESCAPES.iter().find(|(_, meaning)| *meaning == byte).map(|(letter, _)| *letter)
}

/// The character that `letter` stands for after a backslash.
pub(super) fn unescape(letter: u8) -> Option<char> {
    SHORT_ESCAPES.iter().find(|(it, _)| *it == letter).map(|(_, meaning)| char::from(*meaning))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_first_byte_that_is_not_plain() {
        for length in 0..20 {
            for position in 0..length {
                for special in (0..b' ').chain([b'"', b'\\']) {
                    let mut text = vec![b'a'; length];
                    text[position] = special;
                    assert_eq!(plain_prefix(&text), position, "{special} in {length}");
                }
            }
        }
    }

    #[test]
    fn takes_all_other_bytes_for_plain() {
        let plain: Vec<u8> = (b' '..=255).filter(|byte| !matches!(byte, b'"' | b'\\')).collect();
        for start in 0..plain.len() {
            assert_eq!(plain_prefix(&plain[start..]), plain.len() - start);
        }
    }
}
