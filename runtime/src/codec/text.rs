//! Simple values as text: what `xml` and `query` have in common.

/// The methods of a [`FieldEncoder`](crate::FieldEncoder) that write simple values, for an encoder that has a method
/// `text(member, text)` and one `fail(member, problem)`.
macro_rules! simple_values_as_text {
    () => {
        fn string(&mut self, member: &'static Member, value: &str) {
            self.text(member, value);
        }

        fn boolean(&mut self, member: &'static Member, value: bool) {
            self.text(member, if value { "true" } else { "false" });
        }

        fn integer(&mut self, member: &'static Member, value: i32) {
            self.text(member, itoa::Buffer::new().format(value));
        }

        fn long(&mut self, member: &'static Member, value: i64) {
            self.text(member, itoa::Buffer::new().format(value));
        }

        fn float(&mut self, member: &'static Member, value: f32) {
            self.text(member, &$crate::codec::number::text(value.into(), format!("{value:?}")));
        }

        fn double(&mut self, member: &'static Member, value: f64) {
            self.text(member, &$crate::codec::number::text(value, format!("{value:?}")));
        }

        fn blob(&mut self, member: &'static Member, value: &bytes::Bytes) {
            use base64::Engine;

            self.text(member, &base64::engine::general_purpose::STANDARD.encode(value));
        }

        fn timestamp(&mut self, member: &'static Member, value: $crate::Timestamp) {
            match value.format(member.timestamp.unwrap_or($crate::codec::text::DEFAULT_TIMESTAMP)) {
                Ok(text) => self.text(member, &text),
                Err(_) => self.fail(member, "is not a date of a year from 0 to 9999"),
            }
        }

        fn document(&mut self, member: &'static Member, _: &$crate::Document) {
            self.fail(member, "is a document, for which the protocol has no form");
        }
    };
}
pub(super) use simple_values_as_text;

use crate::schema::TimestampFormat;

/// How a timestamp is written where the member does not say.
pub(super) const DEFAULT_TIMESTAMP: TimestampFormat = TimestampFormat::Iso8601;
