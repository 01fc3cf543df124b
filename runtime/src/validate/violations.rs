//! Collecting violations while something walks a value.

use super::{ValidationError, Violation, ViolationKind};
use crate::debug::REDACTED;
use crate::schema::{Member, SENSITIVE};

/// The violations found so far.
///
/// A walk says nothing on its way into a value. On its way out of a member, item or entry it adds that to the paths of
/// what was found inside, so a value without violations costs one comparison per level.
#[derive(Debug)]
pub(crate) struct Violations(Vec<Found>);

#[derive(Debug)]
struct Found {
    kind: ViolationKind,
    /// Innermost first.
    path: Vec<Segment>,
}

#[derive(Debug)]
enum Segment {
    Member(&'static str),
    Index(usize),
    /// `None` if it is sensitive.
    Key(Option<String>),
}

/// How many violations there were at some point of a walk.
#[derive(Clone, Copy)]
pub(crate) struct Mark(usize);

impl Violations {
    pub(crate) const fn new() -> Self {
        Self(Vec::new())
    }

    /// Adds a violation of the value that the walk is at.
    #[cold]
    pub(crate) fn add(&mut self, kind: ViolationKind) {
        self.0.push(Found { kind, path: Vec::new() });
    }

    /// Adds a violation of a member of it.
    #[cold]
    pub(crate) fn add_in(&mut self, member: &'static Member, kind: ViolationKind) {
        self.0.push(Found { kind, path: vec![Segment::Member(member.name)] });
    }

    /// The point that the walk is at, before it goes into a member, item or entry.
    #[inline]
    pub(crate) fn mark(&self) -> Mark {
        Mark(self.0.len())
    }

    /// What was found since `mark` is inside `member`.
    #[inline]
    pub(crate) fn in_member(&mut self, mark: Mark, member: &'static Member) {
        if self.0.len() > mark.0 {
            self.wrap(mark, member.has(SENSITIVE), || Segment::Member(member.name));
        }
    }

    /// What was found since `mark` is inside the item at `index` of the list that `member` describes.
    #[inline]
    pub(crate) fn in_item(&mut self, mark: Mark, member: &'static Member, index: usize) {
        if self.0.len() > mark.0 {
            self.wrap(mark, member.target.item.has(SENSITIVE), || Segment::Index(index));
        }
    }

    /// What was found since `mark` is inside the entry at `key` of the map that `member` describes.
    #[inline]
    pub(crate) fn in_entry(&mut self, mark: Mark, member: &'static Member, key: &str) {
        if self.0.len() > mark.0 {
            let hides_key = member.target.key.has(SENSITIVE);
            let hides = hides_key || member.target.value.has(SENSITIVE);
            self.wrap(mark, hides, || Segment::Key((!hides_key).then(|| key.to_owned())));
        }
    }

    #[cold]
    fn wrap(&mut self, mark: Mark, is_sensitive: bool, segment: impl Fn() -> Segment) {
        for found in self.0.iter_mut().skip(mark.0) {
            if is_sensitive {
                found.redact();
            }
            found.path.push(segment());
        }
    }

    /// The violations of a value of the type called `root`, if there are any.
    pub(crate) fn into_result(self, root: &str) -> Result<(), ValidationError> {
        if self.0.is_empty() {
            return Ok(());
        }
        Err(ValidationError { violations: self.0.into_iter().map(|found| found.resolve(root)).collect() })
    }
}

impl Found {
    /// Removes what it took from the value.
    fn redact(&mut self) {
        if let ViolationKind::Mismatch { value, .. } | ViolationKind::Unlisted { value, .. } = &mut self.kind
        {
            *value = None;
        }
        for segment in &mut self.path {
            if let Segment::Key(key) = segment {
                *key = None;
            }
        }
    }

    fn resolve(self, root: &str) -> Violation {
        let mut path = root.to_owned();
        for segment in self.path.iter().rev() {
            match segment {
                Segment::Member(name) => {
                    let mut characters = name.chars();
                    path.push('.');
                    path.extend(characters.next().map(|initial| initial.to_ascii_uppercase()));
                    path.push_str(characters.as_str());
                }
                Segment::Index(index) => path.push_str(&format!("[{index}]")),
                Segment::Key(key) => path.extend(["[", key.as_deref().unwrap_or(REDACTED), "]"]),
            }
        }
        Violation { path, kind: self.kind }
    }
}
