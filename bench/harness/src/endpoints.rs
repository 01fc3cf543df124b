//! What S3's endpoint rules are asked: a case of each kind that they know.

/// The parameters that are set, by their names in the rules.
#[derive(Clone, Copy, Debug)]
pub struct Case {
    /// `Region`
    pub region: &'static str,
    /// `Bucket`: a name or an ARN.
    pub bucket: &'static str,
    /// Those that are true.
    pub flags: &'static [Flag],
}

/// A parameter that is true or false.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flag {
    /// `Accelerate`
    Accelerate,
    /// `ForcePathStyle`
    ForcePathStyle,
    /// `UseDualStack`
    UseDualStack,
    /// `UseFIPS`
    UseFips,
}

/// Seven, as the bench of AWS's SDK has.
pub const CASES: [Case; 7] = [
    Case { region: "us-west-2", bucket: "photos", flags: &[] },
    Case { region: "us-west-2", bucket: "photos", flags: &[Flag::ForcePathStyle] },
    Case { region: "us-west-2", bucket: "photos", flags: &[Flag::Accelerate] },
    Case { region: "us-east-1", bucket: "photos", flags: &[Flag::UseFips, Flag::UseDualStack] },
    Case { region: "us-east-1", bucket: "photos--use1-az4--x-s3", flags: &[] },
    Case { region: "us-west-2", bucket: "arn:aws:s3:us-west-2:123456789012:accesspoint/reports", flags: &[] },
    Case {
        region: "us-west-2",
        bucket: "arn:aws:s3-outposts:us-west-2:123456789012:outpost/op-01234567890123456/accesspoint/reports",
        flags: &[],
    },
];

/// Buckets that are asked for in turns, so that no resolver has the answer of the request before.
pub const BUCKETS: [&str; 2] = ["photos", "letters"];
