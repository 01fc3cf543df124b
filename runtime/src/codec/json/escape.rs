//! What a JSON string cannot hold as it is, and how it is written instead.

use crate::codec::buffer::{self, Buffer, SHORT, WINDOW};

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
    text.len() - rest.len() + first_in(interruptions(buffer::word(rest)))
}

/// Appends `text` in quotation marks, with escapes for all that needs one, and then `after`.
pub(super) fn write_string(text: &str, after: u8, out: &mut Buffer) {
    if text.len() > SHORT {
        return write_long(text, after, out);
    }
    let (start, mut found) = (out.len(), 0);
    write_short([], text, after, out, |word| found |= interruptions(word));
    if found != 0 {
        out.truncate(start);
        write_escaped(text.as_bytes(), after, out);
    }
}

/// Appends `before`, `text`, which needs no escapes, in quotation marks, and then `after`.
#[inline]
pub(super) fn write_plain<const N: usize>(before: [u8; N], text: &str, after: u8, out: &mut Buffer) {
    debug_assert_eq!(plain_prefix(text.as_bytes()), text.len());
    if text.len() > SHORT {
        out.put(before);
        return write_long(text, after, out);
    }
    write_short(before, text, after, out, |_| ());
}

/// Appends `before`, a byte at most, short `text` as it is in quotation marks, and then `after`, and shows `see` all of
/// the text.
#[inline]
fn write_short<const N: usize>(
    before: [u8; N],
    text: &str,
    after: u8,
    out: &mut Buffer,
    see: impl FnMut(u64),
) {
    out.window(|window: &mut [u8; WINDOW]| {
        let Some((start, [quote, room @ ..])) = window.split_first_chunk_mut() else { return 0 };
        (*start, *quote) = (before, b'"');
        buffer::copy_short(text.as_bytes(), room, see);
        if let Some([quote, last, ..]) = room.get_mut(text.len()..) {
            (*quote, *last) = (b'"', after);
        }
        N + text.len() + 3
    });
}

#[inline(never)]
fn write_long(text: &str, after: u8, out: &mut Buffer) {
    if plain_prefix(text.as_bytes()) < text.len() {
        return write_escaped(text.as_bytes(), after, out);
    }
    out.put(*b"\"");
    out.extend(text.as_bytes());
    out.put([b'"', after]);
}

/// Appends `text` in quotation marks, with escapes, and then `after`.
#[cold]
fn write_escaped(text: &[u8], after: u8, out: &mut Buffer) {
    let mut rest = text;
    out.put(*b"\"");
    loop {
        let (plain, special) = rest.split_at(plain_prefix(rest));
        out.extend(plain);
        let Some((&byte, later)) = special.split_first() else { break };
        match short_escape(byte) {
            Some(letter) => out.put([b'\\', letter]),
            None => out.extend(format!("\\u{byte:04x}").as_bytes()),
        }
        rest = later;
    }
    out.put([b'"', after]);
}

/// The lowest bit of each byte.
const ONES: u64 = u64::MAX / 255;

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
            let mut out = Buffer::with_room(0);
            out.extend(b"before");
            write_string(&text, b',', &mut out);
            let written = String::from_utf8(out.into_vec()).unwrap();
            assert_eq!(written, format!("before\"{}\",", text.replace(special, &escaped)));
        }
    }

    #[test]
    fn writes_what_is_plain_as_it_is() {
        for length in 0..20 {
            let text = "ü".repeat(length);
            let mut out = Buffer::with_room(0);
            write_string(&text, b':', &mut out);
            assert_eq!(out.into_vec(), format!("\"{text}\":").as_bytes());
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
