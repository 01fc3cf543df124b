//! The functions of the rule language about strings.

use std::borrow::Cow;

use percent_encoding::utf8_percent_encode;

use crate::percent::RESERVED;

/// A template, filled in: its pieces, one after the other.
pub fn concat(pieces: &[&str]) -> String {
    pieces.concat()
}

/// `substring`: the bytes from `start` up to `stop`, counted from the end if `reverse`. Nothing if the text is too short or
/// not ASCII.
pub fn substring(text: &str, start: usize, stop: usize, reverse: bool) -> Option<&str> {
    // Rules look for names of many lengths, most of which are none of this one: what is cheap is asked first.
    part(text, start, stop, reverse).filter(|_| text.is_ascii())
}

/// Whether [`substring`] gives `expected`. Most texts are none that rules look for, which shows before all of one has been
/// read.
#[inline]
pub fn has_substring(text: &str, start: usize, stop: usize, reverse: bool, expected: &str) -> bool {
    part(text, start, stop, reverse) == Some(expected) && text.is_ascii()
}

#[inline]
fn part(text: &str, start: usize, stop: usize, reverse: bool) -> Option<&str> {
    let length = text.len();
    if start >= stop || stop > length {
        return None;
    }
    if reverse { text.get(length - stop..length - start) } else { text.get(start..stop) }
}

/// `isValidHostLabel`: whether the text can be a label of a host name, or if `with_dots`, several.
pub fn is_valid_host_label(text: &str, with_dots: bool) -> bool {
    are_labels(text, with_dots, &IN_LABEL)
}

/// `aws.isVirtualHostableS3Bucket`: whether a bucket's name can stand before a host name. Where there is TLS, dots are not
/// allowed: certificates hold for one label.
pub fn is_virtual_hostable_s3_bucket(bucket: &str, with_dots: bool) -> bool {
    bucket.len() >= 3 && are_labels(bucket, with_dots, &IN_BUCKET) && !looks_like_ipv4(bucket)
}

/// The bytes that a label consists of (RFC 1123, section 2.1): letters, digits and hyphens.
static IN_LABEL: [bool; 256] = in_label(true);
/// The same without capitals, as names of buckets have it.
static IN_BUCKET: [bool; 256] = in_label(false);

const fn in_label(with_capitals: bool) -> [bool; 256] {
    let mut table = [false; 256];
    let mut rest = table.as_mut_slice();
    let mut byte = 0u8;
    while let Some((place, after)) = rest.split_first_mut() {
        *place = byte.is_ascii_lowercase()
            || byte.is_ascii_digit()
            || byte == b'-'
            || (with_capitals && byte.is_ascii_uppercase());
        byte = byte.wrapping_add(1);
        rest = after;
    }
    table
}

fn are_labels(text: &str, with_dots: bool, bytes: &[bool; 256]) -> bool {
    if with_dots && text.contains('.') {
        text.split('.').all(|label| is_label(label, bytes))
    } else {
        is_label(text, bytes)
    }
}

/// Whether it is 1 to 63 of `bytes`, with hyphens inside only.
fn is_label(text: &str, bytes: &[bool; 256]) -> bool {
    let text = text.as_bytes();
    (1..=63).contains(&text.len())
        && text.first() != Some(&b'-')
        && text.last() != Some(&b'-')
        // Looking a byte up takes less than comparing it with the ends of ranges.
        && text.iter().all(|byte| bytes.get(usize::from(*byte)).is_some_and(|is_in| *is_in))
}

/// Four numbers, whether or not they are small enough.
fn looks_like_ipv4(text: &str) -> bool {
    let is_number =
        |part: &str| (1..=3).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
    // Few buckets begin with a digit, and all addresses do.
    text.starts_with(|first: char| first.is_ascii_digit())
        && text.split('.').count() == 4
        && text.split('.').all(is_number)
}

/// `uriEncode`: percent-encodes all but letters, digits and `-._~`.
pub fn uri_encode(text: &str) -> Cow<'_, str> {
    utf8_percent_encode(text, RESERVED).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn substrings_of_ascii() {
        for (text, start, stop, reverse, expected) in [
            ("abcdefg", 0, 4, false, Some("abcd")),
            ("abcdefg", 0, 4, true, Some("defg")),
            ("abcdefg", 1, 3, true, Some("ef")),
            ("abcd", 0, 4, true, Some("abcd")),
            ("abc", 0, 4, false, None),
            ("abc", 0, 4, true, None),
            ("abcd", 2, 2, false, None),
            ("abcd", 3, 2, true, None),
            ("\u{fdfd}bcd", 0, 2, false, None),
            ("abcdé", 0, 2, false, None),
            ("", 0, 1, false, None),
        ] {
            assert_eq!(substring(text, start, stop, reverse), expected, "{text} {start}..{stop} {reverse}");
            let found = has_substring(text, start, stop, reverse, expected.unwrap_or("ab"));
            assert_eq!(found, expected.is_some(), "{text} {start}..{stop} {reverse}");
        }
    }

    #[test]
    fn host_labels() {
        let long = "a".repeat(63);
        for label in ["a", "9", "us-east-1", "3aws4", long.as_str()] {
            assert!(is_valid_host_label(label, false), "{label}");
        }
        let longer = "a".repeat(64);
        for label in ["", "-a", "a-", "a.b", "a b", "ä", "a_b", longer.as_str()] {
            assert!(!is_valid_host_label(label, false), "{label}");
        }
        assert!(is_valid_host_label("part1.part2", true));
        for label in ["part1..part2", ".", "a.", "a.-b"] {
            assert!(!is_valid_host_label(label, true), "{label}");
        }
    }

    #[test]
    fn buckets_that_can_be_hosts() {
        for (bucket, with_dots, expected) in [
            ("bucket-name", false, true),
            ("bucket.name", false, false),
            ("bucket.name", true, true),
            ("Bucket", false, false),
            ("ab", false, false),
            ("192.168.5.4", true, false),
            ("999.999.999.999", true, false),
            ("192.168.5.4.5", true, true),
            ("1234.168.5.4", true, true),
            ("bucket_name", false, false),
        ] {
            assert_eq!(is_virtual_hostable_s3_bucket(bucket, with_dots), expected, "{bucket}");
        }
    }

    #[test]
    fn what_is_unreserved_is_not_encoded() {
        assert_eq!(uri_encode("09.under_score-Tilde~"), "09.under_score-Tilde~");
        assert_eq!(uri_encode("a b/%😹"), "a%20b%2F%25%F0%9F%98%B9");
    }
}
