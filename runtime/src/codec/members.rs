//! The members of a structure as a decoder meets them.

use crate::schema::Member;

/// The member that `is_meant` says a key means, with its index. Members usually come in the order of the model, so the
/// search starts at `expected`, the one after the last.
#[inline]
pub(crate) fn find(
    members: &'static [Member],
    expected: usize,
    is_meant: impl Fn(&'static Member) -> bool,
) -> Option<(usize, &'static Member)> {
    let (before, after) = members.split_at(expected.min(members.len()));
    let after = after.iter().zip(expected..).map(|(member, index)| (index, member));
    after.chain(before.iter().enumerate()).find(|(_, member)| is_meant(member))
}

/// Whether `wire`, the name of a member, is `key`. Most names differ in length or in the first byte, which is faster to
/// see than to compare them whole.
#[inline]
pub(crate) fn is_named(wire: &str, key: &str) -> bool {
    wire.len() == key.len() && wire.as_bytes().first() == key.as_bytes().first() && wire == key
}

/// A set of members of one structure.
#[derive(Default)]
pub(crate) struct MemberSet {
    first: u64,
    /// The members from the 64th on, 64 a word: few structures have that many.
    rest: Vec<u64>,
}

impl MemberSet {
    /// Adds a member; `false` if it was there.
    #[inline]
    pub(crate) fn insert(&mut self, index: usize) -> bool {
        let bit = 1 << (index % 64);
        let word = match (index / 64).checked_sub(1) {
            None => &mut self.first,
            Some(word) => {
                if self.rest.len() <= word {
                    self.rest.resize(word + 1, 0);
                }
                match self.rest.get_mut(word) {
                    Some(word) => word,
                    None => return false,
                }
            }
        };
        let is_new = *word & bit == 0;
        *word |= bit;
        is_new
    }

    pub(crate) fn contains(&self, index: usize) -> bool {
        let word = match (index / 64).checked_sub(1) {
            None => Some(&self.first),
            Some(word) => self.rest.get(word),
        };
        word.is_some_and(|word| word & (1 << (index % 64)) != 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::{NONE, row};

    #[test]
    fn keeps_track_of_more_members_than_a_word_has_bits() {
        let mut seen = MemberSet::default();
        for index in [0, 63, 64, 127, 128, 574] {
            assert!(!seen.contains(index));
            assert!(seen.insert(index));
            assert!(!seen.insert(index));
            assert!(seen.contains(index) && !seen.contains(index + 1), "{index}");
        }
    }

    #[test]
    fn finds_a_member_wherever_the_search_starts() {
        static MEMBERS: [Member; 3] = [row("a", NONE), row("b", NONE), row("c", NONE)];
        for expected in 0..5 {
            for (index, member) in MEMBERS.iter().enumerate() {
                let found = find(&MEMBERS, expected, |candidate| candidate.wire == member.wire);
                assert_eq!(found.map(|(index, _)| index), Some(index), "from {expected}");
            }
            assert!(find(&MEMBERS, expected, |_| false).is_none());
        }
    }
}
