//! Which operations of a service are generated.

use std::ops::Range;

use crate::diagnostic::{Diagnostic, nearest};

/// The name of an operation or, with the wildcards `*` and `?`, of several; and where the manifest says so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OperationPattern {
    /// The pattern as written: `*` stands for any characters or none, `?` for exactly one.
    pub pattern: String,
    /// The bytes of the manifest that it stands at.
    pub span: Range<usize>,
}

impl OperationPattern {
    /// Whether the whole name matches.
    #[must_use]
    pub fn matches(&self, name: &str) -> bool {
        let pattern: Vec<char> = self.pattern.chars().collect();
        let name: Vec<char> = name.chars().collect();
        matches(&pattern, &name)
    }
}

/// The operations that any of the patterns matches, in the order of the model; all of them if there is no pattern.
///
/// # Errors
///
/// Reports each pattern that matches none: it is misspelt, or the operation has left the model. The places are those
/// of the manifest.
pub fn select<'a>(
    patterns: &[OperationPattern],
    operations: impl IntoIterator<Item = &'a str>,
) -> Result<Vec<&'a str>, Vec<Diagnostic>> {
    let operations: Vec<&str> = operations.into_iter().collect();
    if patterns.is_empty() {
        return Ok(operations);
    }
    let without_match: Vec<Diagnostic> = patterns
        .iter()
        .filter(|pattern| !operations.iter().any(|name| pattern.matches(name)))
        .map(|pattern| no_match(pattern, &operations))
        .collect();
    if !without_match.is_empty() {
        return Err(without_match);
    }
    Ok(operations.into_iter().filter(|name| patterns.iter().any(|pattern| pattern.matches(name))).collect())
}

fn no_match(OperationPattern { pattern, span }: &OperationPattern, operations: &[&str]) -> Diagnostic {
    let problem = Diagnostic::at_span(span.clone(), format!("no operation matches `{pattern}`"));
    match nearest(pattern, operations.iter().copied()) {
        Some(near) => problem.expected(format!("did you mean `{near}`?")),
        None if operations.len() <= 10 => {
            problem.expected("none is like it").help(format!("the operations are {}", operations.join(", ")))
        }
        None => problem.expected("none is like it"),
    }
}

fn matches(pattern: &[char], name: &[char]) -> bool {
    match pattern {
        [] => name.is_empty(),
        ['*', rest @ ..] => {
            (0..=name.len()).any(|skipped| name.get(skipped..).is_some_and(|tail| matches(rest, tail)))
        }
        [wanted, rest @ ..] => match name {
            [found, tail @ ..] => (*wanted == '?' || wanted == found) && matches(rest, tail),
            [] => false,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::{OperationPattern, select};

    const OPERATIONS: [&str; 4] = ["CreateToken", "GetObject", "GetObjectAcl", "PutObject"];

    fn patterns(patterns: &[&str]) -> Vec<OperationPattern> {
        patterns
            .iter()
            .map(|pattern| OperationPattern { pattern: (*pattern).to_owned(), span: 3..5 })
            .collect()
    }

    #[test]
    fn selects_in_the_order_of_the_model() {
        for (wanted, expected) in [
            (&[][..], &OPERATIONS[..]),
            (&["*"], &OPERATIONS),
            (&["PutObject", "CreateToken"], &["CreateToken", "PutObject"]),
            (&["Get*", "GetObject"], &["GetObject", "GetObjectAcl"]),
            (&["???Object"], &["GetObject", "PutObject"]),
            (&["*Object*l"], &["GetObjectAcl"]),
            (&["Get*Object"], &["GetObject"]),
        ] {
            assert_eq!(select(&patterns(wanted), OPERATIONS).as_deref(), Ok(expected), "{wanted:?}");
        }
    }

    #[test]
    fn reports_each_pattern_without_a_match() {
        let problems = select(&patterns(&["Put*", "getobject", "Delete*", "?"]), OPERATIONS).unwrap_err();
        let messages: Vec<&str> = problems.iter().map(|problem| problem.message()).collect();
        assert_eq!(
            messages,
            ["getobject", "Delete*", "?"].map(|name| format!("no operation matches `{name}`"))
        );
    }
}
