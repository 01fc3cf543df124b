//! What a JSON string cannot hold as it is, and how it is written instead.

/// The offset of the first byte of `text` that ends or interrupts a run of plain characters: a quotation mark, a
/// backslash or a control character. The length of `text` if there is none.
///
/// Eight bytes a step: most strings have no such byte, and finding that out is most of what reading and writing them
/// costs.
#[inline]
pub(super) fn plain_prefix(text: &[u8]) -> usize {
    let mut rest = text;
    while let Some((chunk, after)) = rest.split_first_chunk::<8>() {
        let found = interruptions(u64::from_le_bytes(*chunk));
        if found != 0 {
            return text.len() - rest.len() + first_in(found);
        }
        rest = after;
    }
    // What is left is filled up with zeros, which are control characters: they end what is plain.
    text.len() - rest.len() + first_in(interruptions(word(rest)))
}

/// Appends `text` in quotation marks, with escapes for all that needs one, and then `after`.
pub(super) fn write_string(text: &str, after: u8, out: &mut Vec<u8>) {
    if is_plain(text.as_bytes()) {
        write_plain(text, after, out);
    } else {
        write_escaped(text.as_bytes(), after, out);
    }
}

/// Appends `text`, which needs no escapes, in quotation marks, and then `after`.
#[inline]
pub(super) fn write_plain(text: &str, after: u8, out: &mut Vec<u8>) {
    debug_assert!(is_plain(text.as_bytes()));
    out.reserve(text.len() + 3);
    out.push(b'"');
    out.extend_from_slice(text.as_bytes());
    out.extend_from_slice(&[b'"', after]);
}

/// Whether `text` needs no escapes. Most of what is written is short: that is looked at in words, without a loop.
#[inline]
fn is_plain(text: &[u8]) -> bool {
    match (text.first_chunk::<8>(), text.last_chunk::<8>()) {
        (Some(first), Some(last)) => {
            let (chunks, _) = text.as_chunks::<8>();
            let inner = chunks.get(1..).unwrap_or_default();
            let mut found =
                interruptions(u64::from_le_bytes(*first)) | interruptions(u64::from_le_bytes(*last));
            for chunk in inner {
                found |= interruptions(u64::from_le_bytes(*chunk));
            }
            found == 0
        }
        // Filled up with spaces, so that what is not there is plain.
        _ => interruptions(word(text) | SPACES << (8 * text.len())) == 0,
    }
}

/// Appends `text` in quotation marks, with escapes, and then `after`.
#[cold]
fn write_escaped(text: &[u8], after: u8, out: &mut Vec<u8>) {
    let mut rest = text;
    out.push(b'"');
    loop {
        let (plain, special) = rest.split_at(plain_prefix(rest));
        out.extend_from_slice(plain);
        let Some((&byte, later)) = special.split_first() else { break };
        match short_escape(byte) {
            Some(letter) => out.extend([b'\\', letter]),
            None => out.extend(format!("\\u{byte:04x}").bytes()),
        }
        rest = later;
    }
    out.extend_from_slice(&[b'"', after]);
}

/// The lowest bit of each byte.
const ONES: u64 = u64::MAX / 255;
/// A space in each byte.
const SPACES: u64 = ONES * b' ' as u64;

/// A bit in each byte of `word` that is not a plain character, up to the first such byte; what comes after it may be
/// wrong.
#[inline]
fn interruptions(word: u64) -> u64 {
    // The high bit is set in each byte below `limit`, and in those that are no ASCII, which the last line leaves out. The
    // borrow of one that is below can make the next look as if it were, too.
    let below = |word: u64, limit: u8| word.wrapping_sub(ONES * u64::from(limit));
    let [quote, backslash] = [b'"', b'\\'].map(|byte| below(word ^ (ONES * u64::from(byte)), 1));
    (below(word, b' ') | quote | backslash) & !word & (ONES << 7)
}

/// The offset of the first byte in which a bit is set; 8 if there is none.
#[inline]
fn first_in(word: u64) -> usize {
    word.trailing_zeros() as usize / 8
}

/// The bytes of `text`, less than eight, the first in the lowest bits. Two overlapping loads, not a loop.
#[inline]
fn word(text: &[u8]) -> u64 {
    if let (Some(first), Some(last)) = (text.first_chunk::<4>(), text.last_chunk::<4>()) {
        let [first, last] = [first, last].map(|bytes| u64::from(u32::from_le_bytes(*bytes)));
        return first | last << (8 * (text.len() - 4));
    }
    let [first, middle, last] = [0, text.len() / 2, text.len().saturating_sub(1)]
        .map(|index| u64::from(text.get(index).copied().unwrap_or_default()) << (8 * index));
    first | middle | last
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

    /// Texts of up to 19 bytes, plain but for one byte at each place in turn.
    fn interrupted() -> impl Iterator<Item = (String, usize)> {
        let specials = || (0..b' ').chain([b'"', b'\\']);
        let places = (0..20).flat_map(|length| (0..length).map(move |place| (length, place)));
        places.flat_map(move |(length, place)| {
            specials().map(move |special| {
                let mut text = "a".repeat(length);
                text.replace_range(place..=place, &char::from(special).to_string());
                (text, place)
            })
        })
    }

    #[test]
    fn finds_the_first_byte_that_is_not_plain() {
        for (text, place) in interrupted() {
            assert_eq!(plain_prefix(text.as_bytes()), place, "{text:?}");
        }
    }

    #[test]
    fn escapes_the_byte_that_is_not_plain_and_no_other() {
        for (text, place) in interrupted() {
            let special = char::from(text.as_bytes()[place]);
            let escaped = match special {
                '"' | '\\' => format!("\\{special}"),
                '\u{8}' => "\\b".to_owned(),
                '\u{c}' => "\\f".to_owned(),
                '\n' | '\r' | '\t' => special.escape_default().to_string(),
                _ => format!("\\u{:04x}", u32::from(special)),
            };
            let mut out = b"before".to_vec();
            write_string(&text, b',', &mut out);
            let written = String::from_utf8(out).unwrap();
            assert_eq!(written, format!("before\"{}\",", text.replace(special, &escaped)));
        }
    }

    #[test]
    fn writes_what_is_plain_as_it_is() {
        for length in 0..20 {
            let text = "ü".repeat(length);
            let mut out = Vec::new();
            write_string(&text, b':', &mut out);
            assert_eq!(out, format!("\"{text}\":").as_bytes());
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
