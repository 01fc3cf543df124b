//! The name that was probably meant.

/// The candidate that a misspelt name most resembles, if one is close enough for that to be likely.
///
/// Of equally close candidates it is the first.
pub fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let length = name.chars().count();
    let tolerated = (length / 3).max(1);
    candidates
        .into_iter()
        .filter(|candidate| candidate.chars().count().abs_diff(length) <= tolerated)
        .map(|candidate| (distance(name, candidate), candidate))
        .filter(|(distance, _)| *distance <= tolerated)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// How many characters must be inserted, removed or replaced to make one name of the other. Case does not count: a
/// wrong case is the likeliest mistake of all.
fn distance(left: &str, right: &str) -> usize {
    let right: Vec<char> = right.chars().map(|c| c.to_ascii_lowercase()).collect();
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (position, left) in left.chars().map(|c| c.to_ascii_lowercase()).enumerate() {
        let mut diagonal = position;
        let mut before = position + 1;
        for (cell, &right) in row.iter_mut().skip(1).zip(&right) {
            let replaced = diagonal + usize::from(left != right);
            diagonal = *cell;
            before = replaced.min(before + 1).min(diagonal + 1);
            *cell = before;
        }
        if let Some(first) = row.first_mut() {
            *first = position + 1;
        }
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn finds_what_was_meant() {
        let keys = ["location", "locationName", "shape", "box"];
        for (name, expected) in [
            ("lcationName", Some("locationName")),
            ("locationname", Some("locationName")),
            ("locaton", Some("location")),
            ("shapes", Some("shape")),
            ("bx", Some("box")),
            ("retryable", None),
            ("", None),
        ] {
            assert_eq!(nearest(name, keys), expected, "{name}");
        }
    }
}
