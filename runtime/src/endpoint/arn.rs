//! Names of resources.

/// An ARN, `arn:partition:service:region:account:resource`, as the function `aws.parseArn` of the rule language takes it
/// apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arn<'a> {
    /// The partition, such as `aws`: never empty.
    pub partition: &'a str,
    /// The service, such as `s3`: never empty.
    pub service: &'a str,
    /// The region: empty for what is in all of them.
    pub region: &'a str,
    /// The account: empty for what is in none.
    pub account_id: &'a str,
    /// The parts of the resource.
    ids: [Option<&'a str>; IDS],
    /// What comes after them.
    more: Option<&'a str>,
}

/// How many parts of a resource are known once an ARN is read. No rules ask for others.
const IDS: usize = 5;

impl<'a> Arn<'a> {
    /// Reads an ARN. Nothing if the text is none: if it has fewer than six parts, or the partition, the service or the
    /// resource is empty.
    pub fn parse(text: &'a str) -> Option<Self> {
        let mut rest = text.strip_prefix("arn:")?;
        // Byte by byte, since the parts are too short for the search that `split` makes.
        let mut part = || {
            let (part, after) = rest.split_at_checked(rest.bytes().position(|byte| byte == b':')?)?;
            rest = after.get(1..)?;
            Some(part)
        };
        let (partition, service, region, account_id) = (part()?, part()?, part()?, part()?);
        if [partition, service, rest].contains(&"") {
            return None;
        }
        let (mut ids, mut more) = ([None; IDS], Some(rest));
        for id in &mut ids {
            (*id, more) = next_id(more);
        }
        Some(Self { partition, service, region, account_id, ids, more })
    }

    /// A part of the resource, which is separated by colons and slashes; the first is 0.
    pub fn resource_id(&self, index: usize) -> Option<&'a str> {
        match self.ids.get(index) {
            Some(id) => *id,
            None => self.more?.split([':', '/']).nth(index - IDS),
        }
    }
}

/// The first part of a resource, and what comes after its separator.
fn next_id(rest: Option<&str>) -> (Option<&str>, Option<&str>) {
    let Some(text) = rest else { return (None, None) };
    match text.bytes().position(|byte| matches!(byte, b':' | b'/')) {
        Some(end) => (text.get(..end), text.get(end + 1..)),
        None => (rest, None),
    }
}

#[cfg(test)]
mod tests {
    use super::Arn;

    #[test]
    fn an_arn_has_six_parts() {
        let arn = Arn::parse("arn:aws:s3:us-east-2:012345678:outpost:op-1234/bucket:").expect("an ARN");
        assert_eq!(
            (arn.partition, arn.service, arn.region, arn.account_id),
            ("aws", "s3", "us-east-2", "012345678")
        );
        let parts: Vec<_> = (0..5).map(|index| arn.resource_id(index)).collect();
        assert_eq!(parts, [Some("outpost"), Some("op-1234"), Some("bucket"), Some(""), None]);

        let long = Arn::parse("arn:aws:s3:::a/b:c/d/e/f:g").expect("an ARN");
        assert_eq!(
            [4, 5, 6, 7].map(|index| long.resource_id(index)),
            [Some("e"), Some("f"), Some("g"), None]
        );

        let global = Arn::parse("arn:aws:s3:::bucket").expect("an ARN");
        assert_eq!((global.region, global.account_id), ("", ""));
    }

    #[test]
    fn what_is_no_arn() {
        for text in [
            "",
            "bucket",
            "arn:aws:s3:us-west-2:123456789012",
            "arn:aws:s3:us-west-2:123456789012:",
            "arn:aws::us-west-2:123456789012:resource",
            "arn::s3:us-west-2:123456789012:resource",
            "ARN:aws:s3:us-west-2:123456789012:resource",
        ] {
            assert_eq!(Arn::parse(text), None, "{text}");
        }
    }
}
