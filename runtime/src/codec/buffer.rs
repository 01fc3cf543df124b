//! Where JSON and CBOR are written to.

/// Bytes, with zeros after them to be overwritten.
///
/// Most of what is written is a few bytes long: names, numbers, short strings. These are copied as one or two words of
/// fixed size, which takes a fraction of what a copy of any number of bytes does; what such a word has beyond its end is
/// overwritten by what comes next.
pub(super) struct Buffer {
    bytes: Vec<u8>,
    length: usize,
}

/// What is short enough to be copied by [`copy_short`].
pub(super) const SHORT: usize = 32;

/// Room for what is short, and a few bytes around it.
pub(super) const WINDOW: usize = SHORT + 8;

impl Buffer {
    /// With room for this many bytes.
    pub(super) fn with_room(count: usize) -> Self {
        Self { bytes: Vec::with_capacity(count), length: 0 }
    }

    /// How many bytes there are.
    #[inline]
    pub(super) fn len(&self) -> usize {
        self.length
    }

    /// Removes the last bytes, down to the first `length`.
    #[inline]
    pub(super) fn truncate(&mut self, length: usize) {
        self.length = self.length.min(length);
    }

    /// Removes the last byte, if it is `byte`.
    #[inline]
    pub(super) fn drop_last(&mut self, byte: u8) {
        let before = self.length.wrapping_sub(1);
        if self.bytes.get(before) == Some(&byte) {
            self.length = before;
        }
    }

    /// Appends the first bytes of what `write` makes of a window on the room that there is: as many as it returns.
    #[inline]
    pub(super) fn window<const N: usize>(&mut self, write: impl FnOnce(&mut [u8; N]) -> usize) {
        if self.bytes.len() - self.length < N {
            self.grow(N);
        }
        if let Some(window) = self.bytes.get_mut(self.length..).and_then(|room| room.first_chunk_mut()) {
            self.length += write(window);
        }
    }

    /// Appends `count` bytes, which `write` writes.
    pub(super) fn write(&mut self, count: usize, write: impl FnOnce(&mut [u8])) {
        if self.bytes.len() - self.length < count {
            self.grow(count);
        }
        if let Some(room) = self.bytes.get_mut(self.length..self.length + count) {
            write(room);
            self.length += count;
        }
    }

    #[cold]
    #[inline(never)]
    fn grow(&mut self, count: usize) {
        // At first, there is room that has not been written to.
        let length = self.bytes.len().saturating_mul(2).max(self.length + count);
        self.bytes.resize(length.max(self.bytes.capacity()), 0);
    }

    /// Appends a few bytes, whose number is known.
    #[inline]
    pub(super) fn put<const N: usize>(&mut self, bytes: [u8; N]) {
        self.window(|window| {
            *window = bytes;
            N
        });
    }

    /// Appends `bytes`.
    #[inline]
    pub(super) fn extend(&mut self, bytes: &[u8]) {
        match bytes.len() {
            0..=SHORT => self.window(|window: &mut [u8; WINDOW]| {
                copy_short(bytes, window, |_| ());
                bytes.len()
            }),
            _ => self.extend_long(bytes),
        }
    }

    #[inline(never)]
    fn extend_long(&mut self, bytes: &[u8]) {
        self.write(bytes.len(), |room| room.copy_from_slice(bytes));
    }

    /// The bytes alone.
    pub(super) fn into_vec(mut self) -> Vec<u8> {
        self.bytes.truncate(self.length);
        self.bytes
    }
}

/// Copies up to [`SHORT`] bytes to the start of `to`, which has at least eight, and shows `see` all that is copied, eight
/// bytes at a time, the first in the lowest bits, and some of them twice. Where there are less than eight, spaces follow.
#[inline]
pub(super) fn copy_short(from: &[u8], to: &mut [u8], mut see: impl FnMut(u64)) {
    debug_assert!(from.len() <= SHORT);
    match from.len() {
        0..8 => {
            let word = word(from);
            see(word | SPACES << (8 * from.len()));
            if let Some(to) = to.first_chunk_mut() {
                *to = word.to_le_bytes();
            }
        }
        8..=16 => copy_ends::<8>(from, to, see),
        _ => copy_ends::<16>(from, to, see),
    }
}

/// Copies `N` to `2 * N` bytes: the first `N` and the last, which may overlap.
#[inline]
fn copy_ends<const N: usize>(from: &[u8], to: &mut [u8], mut see: impl FnMut(u64)) {
    let to = to.get_mut(..from.len()).unwrap_or_default();
    if let (Some(first), Some(room)) = (from.first_chunk::<N>(), to.first_chunk_mut::<N>()) {
        *room = *first;
        words(first, &mut see);
    }
    if let (Some(last), Some(room)) = (from.last_chunk::<N>(), to.last_chunk_mut::<N>()) {
        *room = *last;
        words(last, &mut see);
    }
}

#[inline]
fn words(bytes: &[u8], see: &mut impl FnMut(u64)) {
    let (words, _) = bytes.as_chunks::<8>();
    words.iter().for_each(|word| see(u64::from_le_bytes(*word)));
}

/// The bytes of `text`, less than eight, the first in the lowest bits. Two overlapping loads, not a loop.
#[inline]
pub(super) fn word(text: &[u8]) -> u64 {
    if let (Some(first), Some(last)) = (text.first_chunk::<4>(), text.last_chunk::<4>()) {
        let [first, last] = [first, last].map(|bytes| u64::from(u32::from_le_bytes(*bytes)));
        return first | last << (8 * (text.len() - 4));
    }
    let [first, middle, last] = [0, text.len() / 2, text.len().saturating_sub(1)]
        .map(|index| u64::from(text.get(index).copied().unwrap_or_default()) << (8 * index));
    first | middle | last
}

/// A space in each byte.
const SPACES: u64 = u64::MAX / 255 * b' ' as u64;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copies_and_shows_what_is_short() {
        for length in 0..=SHORT as u8 {
            let from: Vec<u8> = (1..=length).collect();
            let (mut to, mut shown) = ([0; WINDOW], Vec::new());
            copy_short(&from, &mut to, |word| shown.extend(word.to_le_bytes()));
            assert_eq!(to[..from.len()], from);
            assert!(from.iter().all(|byte| shown.contains(byte)), "{shown:?}");
            assert!(shown.iter().all(|byte| *byte == b' ' || from.contains(byte)), "{shown:?}");
        }
    }

    #[test]
    fn appends_any_number_of_bytes() {
        let mut out = Buffer::with_room(3);
        let mut expected = Vec::new();
        for length in 0..100 {
            let bytes: Vec<u8> = (0..length).collect();
            out.extend(&bytes);
            out.put([b'<', length]);
            expected.extend_from_slice(&bytes);
            expected.extend([b'<', length]);
        }
        assert_eq!(out.into_vec(), expected);
    }

    #[test]
    fn goes_back() {
        let mut out = Buffer::with_room(0);
        out.drop_last(0);
        out.extend(b"one, two");
        let length = out.len();
        out.extend(b", three");
        out.truncate(length);
        out.truncate(length + 1);
        out.drop_last(b'w');
        out.drop_last(b'o');
        assert_eq!(out.into_vec(), b"one, tw");
    }
}
