//! The walk that finds violations: an encoder that writes nothing.

use bytes::Bytes;

use super::{Bound, Validation, ViolationKind, Violations};
use crate::codec::MAX_DEPTH;
use crate::document::Document;
use crate::enumeration::EnumValue;
use crate::field::FieldEncoder;
use crate::schema::{HOST_LABEL, IDEMPOTENCY_TOKEN, Limits, Location, Member, REQUIRED};
use crate::timestamp::Timestamp;
use crate::value::{List, Map, Shape, Union};

/// Finds all violations of what `level` asks for.
pub(super) fn check(value: &dyn Shape, level: Validation) -> Violations {
    let mut checker = Checker { level, depth: 0, found: Violations::new() };
    checker.members(value);
    checker.found
}

struct Checker {
    level: Validation,
    /// How many structures, unions, lists and maps the walk is in.
    depth: usize,
    found: Violations,
}

impl Checker {
    fn members(&mut self, value: &dyn Shape) {
        let (members, mut next) = (value.schema().members, 0);
        // Most members of most values are not set.
        value.visit_set(&mut |index, member, value| {
            self.unset(members.get(next..index).unwrap_or_default());
            next = index + 1;
            if self.level == Validation::PathOnly && !is_addressing(member) {
                return;
            }
            let mark = self.found.mark();
            value.encode(member, self);
            self.found.in_member(mark, member);
        });
        self.unset(members.get(next..).unwrap_or_default());
    }

    fn unset(&mut self, members: &'static [Member]) {
        for member in members {
            let is_addressing = is_addressing(member);
            let is_wanted = is_addressing || (member.has(REQUIRED) && self.level != Validation::PathOnly);
            if is_wanted && !member.has(IDEMPOTENCY_TOKEN) {
                self.found.add_in(member, ViolationKind::Missing);
            }
        }
    }

    /// Walks what a value holds, unless that is so deep that no encoder will write it.
    #[inline]
    fn nest(&mut self, walk: impl FnOnce(&mut Self)) {
        if self.depth < MAX_DEPTH {
            self.depth += 1;
            walk(self);
            self.depth -= 1;
        }
    }

    #[inline]
    fn length(&mut self, limits: Limits<u64>, length: impl Fn() -> usize) {
        if self.level < Validation::Full || limits == Limits::NONE {
            return;
        }
        let length = length() as u64;
        if let Some(min) = limits.min.filter(|min| length < *min) {
            self.found.add(ViolationKind::TooShort { min });
        }
        if let Some(max) = limits.max.filter(|max| length > *max) {
            self.found.add(ViolationKind::TooLong { max });
        }
    }

    /// Checks that `value` is within `limits`. NaN is within none.
    #[inline]
    fn range<T: PartialOrd + Copy>(&mut self, limits: Limits<T>, value: T, bound: impl Fn(T) -> Bound) {
        if self.level < Validation::Full {
            return;
        }
        let is_nan = value.partial_cmp(&value).is_none();
        if let Some(min) = limits.min.filter(|min| value < *min || is_nan) {
            self.found.add(ViolationKind::TooSmall { min: bound(min) });
        }
        if let Some(max) = limits.max.filter(|max| value > *max || is_nan) {
            self.found.add(ViolationKind::TooLarge { max: bound(max) });
        }
    }

    /// Checks a string that becomes part of the path or host name; `false` if there is nothing more to say about it.
    #[inline]
    fn addresses(&mut self, member: &'static Member, value: &str) -> bool {
        let is_missing = value.is_empty() && is_addressing(member);
        if is_missing {
            self.found.add(ViolationKind::TooShort { min: member.target.length.min.unwrap_or(1).max(1) });
        }
        !is_missing
    }
}

/// Whether the member decides which resource a request is about.
#[inline]
fn is_addressing(member: &'static Member) -> bool {
    member.location == Location::Uri || member.has(HOST_LABEL)
}

impl FieldEncoder for Checker {
    fn structure(&mut self, _: &'static Member, value: &dyn Shape) {
        self.nest(|checker| checker.members(value));
    }

    fn union(&mut self, _: &'static Member, value: &dyn Union) {
        let Some((member, value)) = value.variant_member() else { return };
        self.nest(|checker| {
            let mark = checker.found.mark();
            value.encode(member, checker);
            checker.found.in_member(mark, member);
        });
    }

    fn list(&mut self, member: &'static Member, value: &dyn List) {
        self.length(member.target.length, || value.count());
        self.nest(|checker| {
            for index in 0..value.count() {
                let mark = checker.found.mark();
                if let Some(item) = value.at(index) {
                    item.encode(member.target.item, checker);
                }
                checker.found.in_item(mark, member, index);
            }
        });
    }

    fn map(&mut self, member: &'static Member, value: &dyn Map) {
        self.length(member.target.length, || value.count());
        self.nest(|checker| {
            value.visit(&mut |key, value| {
                let mark = checker.found.mark();
                if checker.level == Validation::Full {
                    checker.string(member.target.key, key);
                }
                value.encode(member.target.value, checker);
                checker.found.in_entry(mark, member, key);
            });
        });
    }

    fn string(&mut self, member: &'static Member, value: &str) {
        if !self.addresses(member, value) || self.level < Validation::Full {
            return;
        }
        self.length(member.target.length, || value.chars().count());
        #[cfg(feature = "pattern")]
        if let Some(pattern) = member.target.pattern
            && !super::pattern::matches(pattern, value)
        {
            self.found.add(ViolationKind::Mismatch { pattern, value: Some(shorten(value)) });
        }
    }

    fn enumeration(&mut self, member: &'static Member, value: EnumValue<'_>) {
        if self.addresses(member, value.text)
            && self.level == Validation::Full
            && !(value.is_known)(value.text)
        {
            let listed = (value.values)();
            self.found.add(ViolationKind::Unlisted { listed, value: Some(shorten(value.text)) });
        }
    }

    fn boolean(&mut self, _: &'static Member, _: bool) {}

    fn integer(&mut self, member: &'static Member, value: i32) {
        self.range(member.target.range, value.into(), Bound::Integer);
    }

    fn long(&mut self, member: &'static Member, value: i64) {
        self.range(member.target.range, value, Bound::Integer);
    }

    fn float(&mut self, member: &'static Member, value: f32) {
        self.range(member.target.float_range, value.into(), Bound::Double);
    }

    fn double(&mut self, member: &'static Member, value: f64) {
        self.range(member.target.float_range, value, Bound::Double);
    }

    fn blob(&mut self, member: &'static Member, value: &Bytes) {
        self.length(member.target.length, || value.len());
    }

    fn timestamp(&mut self, _: &'static Member, _: Timestamp) {}

    fn document(&mut self, _: &'static Member, _: &Document) {}
}

/// The start of `text`, short enough for a message.
fn shorten(text: &str) -> String {
    let mut rest = text.chars();
    let start: String = rest.by_ref().take(MAX_SHOWN).collect();
    if rest.as_str().is_empty() { start } else { start + "…" }
}

/// How many characters of a value a message shows.
const MAX_SHOWN: usize = 40;
