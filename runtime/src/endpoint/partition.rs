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
        let listed = partitions.iter().find(|partition| partition.regions.binary_search(&region).is_ok());
        let similar = || partitions.iter().find(|partition| partition.has_regions_like(region));
        listed.or_else(similar).copied().unwrap_or(&table::AWS)
    }

    fn has_regions_like(&self, region: &str) -> bool {
        let mut parts = region.rsplitn(3, '-');
        let (Some(number), Some(word), Some(prefix)) = (parts.next(), parts.next(), parts.next()) else {
            return false;
        };
        let is_word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
        self.prefixes.contains(&prefix)
            && !word.is_empty()
            && word.bytes().all(is_word)
            && !number.is_empty()
            && number.bytes().all(|byte| byte.is_ascii_digit())
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
}
