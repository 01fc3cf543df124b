//! Groups of regions that share accounts, credentials and names of hosts.
//!
//! The table lives in the runtime and not in the crate of a service: all services share it, and so do the clients of any
//! other workspace. `cargo xtask partitions` writes it anew.

#[rustfmt::skip]
mod table;

/// A group of regions: the commercial ones, those in China, those of governments. What the function `aws.partition` of the
/// rule language gives.
#[derive(Debug, PartialEq, Eq)]
pub struct Partition {
    /// The name, which ARNs hold: `aws`, `aws-cn`.
    pub name: &'static str,
    /// What names of hosts end with: `amazonaws.com`.
    pub dns_suffix: &'static str,
    /// What names of hosts with IPv6 and IPv4 addresses end with.
    pub dual_stack_dns_suffix: &'static str,
    /// Whether there are hosts that keep to FIPS 140.
    pub supports_fips: bool,
    /// Whether there are hosts with IPv6 addresses as well.
    pub supports_dual_stack: bool,
    /// The region that signatures for services without regions name.
    pub implicit_global_region: &'static str,
    /// The regions that are known, sorted.
    pub regions: &'static [&'static str],
    /// What other regions look like: how they begin. A word and a number follow, each after a hyphen.
    pub prefixes: &'static [&'static str],
}

impl Partition {
    /// The partition of a region: the one that lists it, else the one whose regions look like it, else `aws`.
    pub fn of(region: &str) -> &'static Self {
        let partitions = &table::PARTITIONS;
        // No list has a region that looks like those of another partition, so what takes less is asked first.
        let similar = partitions.iter().find(|partition| partition.has_regions_like(region));
        let listed = || partitions.iter().find(|one| one.regions.binary_search(&region).is_ok());
        similar.or_else(listed).copied().unwrap_or(&table::AWS)
    }

    fn has_regions_like(&self, region: &str) -> bool {
        self.prefixes.iter().any(|prefix| {
            let rest = region.as_bytes().strip_prefix(prefix.as_bytes());
            rest.is_some_and(is_word_and_number)
        })
    }
}

/// Whether it is what stands after the prefix of a region, such as `-west-1`.
fn is_word_and_number(text: &[u8]) -> bool {
    let Some((b'-', text)) = text.split_first() else { return false };
    // Words that are known consist of small letters, so these are what is asked for first.
    let is_in_word = |byte: &u8| byte.is_ascii_lowercase() || byte.is_ascii_alphanumeric() || *byte == b'_';
    let Some(end) = text.iter().position(|byte| !is_in_word(byte)) else { return false };
    match text.split_at_checked(end) {
        Some(([_, ..], [b'-', number @ ..])) => !number.is_empty() && number.iter().all(u8::is_ascii_digit),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::Partition;

    #[test]
    fn regions_have_partitions() {
        for (region, partition) in [
            ("us-east-1", "aws"),
            ("eu-central-1", "aws"),
            ("aws-global", "aws"),
            // Not known, but like those that are.
            ("us-east-10", "aws"),
            ("mx-somewhere_9-123", "aws"),
            ("cn-north-5", "aws-cn"),
            ("us-gov-south-7", "aws-us-gov"),
            ("us-isob-west-3", "aws-iso-b"),
            ("aws-cn-global", "aws-cn"),
            // Like none.
            ("mars-global", "aws"),
            ("cn-north", "aws"),
            ("cn--5", "aws"),
            ("cn-north-", "aws"),
            ("cn-nör-5", "aws"),
            ("xcn-north-5", "aws"),
            ("", "aws"),
        ] {
            assert_eq!(Partition::of(region).name, partition, "{region}");
        }
    }

    #[test]
    fn lists_are_sorted_and_without_overlap() {
        let mut all: Vec<&str> =
            super::table::PARTITIONS.iter().flat_map(|one| one.regions.iter().copied()).collect();
        assert!(super::table::PARTITIONS.iter().all(|one| one.regions.is_sorted()));
        all.sort_unstable();
        let count = all.len();
        all.dedup();
        assert_eq!(all.len(), count);
    }

    #[test]
    fn what_is_listed_looks_like_nothing_else() {
        for partition in super::table::PARTITIONS {
            for region in partition.regions {
                assert_eq!(Partition::of(region), partition, "{region}");
            }
        }
    }
}
