//! The heads that data items start with (RFC 8949, section 3).

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

/// Appends the head of a value: its kind, and its length, tag or number in as few bytes as can hold it.
#[inline]
pub(super) fn write(major: Major, argument: u64, out: &mut Vec<u8>) {
    let major = major as u8;
    match argument {
        0..=23 => out.push(major | argument as u8),
        24..=0xff => out.extend_from_slice(&[major | 24, argument as u8]),
        0x100..=0xffff => {
            let [a, b] = (argument as u16).to_be_bytes();
            out.extend_from_slice(&[major | 25, a, b]);
        }
        0x1_0000..=0xffff_ffff => {
            out.push(major | 26);
            out.extend_from_slice(&(argument as u32).to_be_bytes());
        }
        _ => {
            out.push(major | 27);
            out.extend_from_slice(&argument.to_be_bytes());
        }
    }
}
