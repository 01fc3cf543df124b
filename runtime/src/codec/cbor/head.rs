//! The heads that data items start with (RFC 8949, section 3).

use crate::codec::buffer::Buffer;

/// A major type, in the three bits where a head has it.
#[derive(Clone, Copy)]
#[repr(u8)]
pub(super) enum Major {
    Unsigned = 0 << 5,
    Negative = 1 << 5,
    Bytes = 2 << 5,
    Text = 3 << 5,
    Tag = 6 << 5,
}

/// An array whose length is not said.
pub(super) const ARRAY: u8 = 0x9f;
/// A map whose length is not said.
pub(super) const MAP: u8 = 0xbf;
/// The end of one of these.
pub(super) const BREAK: u8 = 0xff;
/// The value `false`.
pub(super) const FALSE: u8 = 0xf4;
/// The value `true`.
pub(super) const TRUE: u8 = 0xf5;
/// The value `null`.
pub(super) const NULL: u8 = 0xf6;
/// A float of four bytes.
pub(super) const FLOAT: u8 = 0xfa;
/// A float of eight bytes.
pub(super) const DOUBLE: u8 = 0xfb;

/// The largest argument for which a head is one byte.
pub(super) const MAX_SHORT: usize = 23;

/// The head of a value, of the one byte that it has with an argument of up to [`MAX_SHORT`].
#[inline]
pub(super) fn short(major: Major, argument: usize) -> u8 {
    major as u8 | argument as u8
}

/// Appends the head of a value: its kind, and its length, tag or number in as few bytes as can hold it.
#[inline]
pub(super) fn write(major: Major, argument: u64, out: &mut Buffer) {
    // Most are short names, and small numbers.
    match argument {
        0..=23 => out.put([major as u8 | argument as u8]),
        _ => write_long(major as u8, argument, out),
    }
}

#[inline(never)]
fn write_long(major: u8, argument: u64, out: &mut Buffer) {
    let [a, b, c, d, e, f, g, h] = argument.to_be_bytes();
    match argument {
        0..=0xff => out.put([major | 24, h]),
        0x100..=0xffff => out.put([major | 25, g, h]),
        0x1_0000..=0xffff_ffff => out.put([major | 26, e, f, g, h]),
        _ => out.put([major | 27, a, b, c, d, e, f, g, h]),
    }
}
