//! Splits the names of a model into words and writes them in Rust's case.
//!
//! A name alone decides what becomes of it, so that nothing that is added to a model renames what was there. `heck`
//! does not know the words of AWS: it reads `IPv6CidrBlock` as `i_pv6_cidr_block` and `ARNs` as `ar_ns`.

/// Words that their capitals would divide, sorted. They may take digits and a plural `s`.
#[rustfmt::skip]
const WHOLE: &[&str] = &[
    "AuthZ", "BBox", "DDoS", "DoH", "DoS", "ETag", "FSx", "GHz", "GiB", "GraphQL", "IaC", "IdC", "IoT",
    "IpV4", "IpV6", "JBoss", "KiB", "LoRaWAN", "MBps", "MHz", "MLflow", "MSK", "MiB", "MySQL", "MySql",
    "NaN", "OAuth", "OTel", "PCoIP", "PaaS", "PostgreSQL", "PostgreSql", "QnA", "SaaS", "TiB", "TtL",
    "VCpu", "aWS", "dBW", "eTag", "iOS", "kHz", "mTLS", "oAuth", "qnA", "vCPU", "vCenter", "vCpu", "vSan",
];

/// Those of [`WHOLE`] that begin within a word, `minvCpus`. Others would be found where they are not, `ResourceTag`.
const WHOLE_WITHIN: &[&str] = &["vCPU", "vCpu"];

/// Acronyms that stand side by side: `SSEKMS` is `sse_kms`. Capitals that are not made of these alone stay one word.
const ACRONYMS: &[&str] = &[
    "ACL", "ARN", "AWS", "CIDR", "CT", "DB", "DRS", "DSSE", "EBS", "EC2", "EFS", "ELT", "IAM", "ID", "IO",
    "IP", "JDBC", "KMS", "RDS", "S3", "SAML", "SMB", "SNOMED", "SQS", "SSE", "URI", "URL", "VPC",
];

/// `snake_case`, for fields, functions and modules.
pub fn snake(name: &str) -> String {
    let mut snake = String::with_capacity(name.len() + 4);
    for_each_word(name, |word| {
        if !snake.is_empty() {
            snake.push('_');
        }
        snake.push_str(word);
    });
    snake.make_ascii_lowercase();
    valid(snake, "n", || spelt(name, "empty", 'u'))
}

/// `SCREAMING_SNAKE_CASE`, for constants.
pub fn screaming(name: &str) -> String {
    let mut screaming = snake(name);
    screaming.make_ascii_uppercase();
    screaming
}

/// `UpperCamelCase`, for types and variants. Numbers that would meet are kept apart: `TLSv1.2` is `Tlsv1_2`.
pub fn camel(name: &str) -> String {
    let mut camel = String::with_capacity(name.len());
    for_each_word(name, |word| {
        if word.starts_with(is_digit) && camel.ends_with(is_digit) {
            camel.push('_');
        }
        let (first, rest) = word.split_at(1);
        camel.extend(first.chars().map(|first| first.to_ascii_uppercase()));
        camel.extend(rest.chars().map(|letter| letter.to_ascii_lowercase()));
    });
    valid(camel, "N", || spelt(name, "Empty", 'U'))
}

/// With the first letter of "number" before a digit; what is empty is called otherwise.
fn valid(name: String, number: &str, otherwise: impl Fn() -> String) -> String {
    if name.is_empty() {
        otherwise()
    } else if name.starts_with(is_digit) {
        format!("{number}{name}")
    } else {
        name
    }
}

/// What has no words is called by the numbers of its characters: `*` is `u2a`. That says little, but says it of nothing
/// else.
fn spelt(name: &str, empty: &str, mark: char) -> String {
    let spelt: String = name.chars().map(|character| format!("{mark}{:x}", u32::from(character))).collect();
    if spelt.is_empty() { empty.to_owned() } else { spelt }
}

/// Finds the words of a name: ASCII letters and digits. Everything else parts words.
fn for_each_word(name: &str, mut found: impl FnMut(&str)) {
    for mut part in name.split(|c: char| !c.is_ascii_alphanumeric()) {
        // Among capitals alone a digit divides nothing: `10GB`, `M5_4XLARGE`.
        let is_shouted = !part.contains(is_small);
        while !part.is_empty() {
            let length = if is_shouted { first_acronym(part).unwrap_or(part.len()) } else { word(part) };
            let (word, rest) = part.split_at(length);
            found(word);
            part = rest;
        }
    }
}

/// The length of the word that `text`, which is not empty, begins with.
fn word(text: &str) -> usize {
    let begin = whole(text).unwrap_or_else(|| capitals(text).max(text.starts_with(is_capital).into()));
    let length = begin + small(after(text, begin));
    let (word, next) = text.split_at(length);
    // A dimension or variant: `3D`, `CRC32C`; but `S3Bucket`, `S3V2`.
    let is_suffix = word.ends_with(is_digit)
        && capitals(next) == 1
        && whole(next).is_none()
        && !after(next, 1).starts_with(is_digit);
    length + usize::from(is_suffix)
}

/// How many small letters and digits `text` begins with, up to a word of [`WHOLE_WITHIN`].
fn small(text: &str) -> usize {
    let length = count(text, |c| !is_capital(c));
    let is_whole = |at: &usize| {
        let rest = after(text, *at);
        WHOLE_WITHIN.iter().any(|word| rest.starts_with(word)) && whole(rest).is_some()
    };
    length.checked_sub(1).filter(is_whole).unwrap_or(length)
}

/// The length of the word of [`WHOLE`] that `text` begins with.
fn whole(text: &str) -> Option<usize> {
    let is_end = |rest: &str| !rest.starts_with(is_small) || is_plural(rest);
    // The first letter rules most of them out.
    let first = text.as_bytes().first()?;
    let place = WHOLE.partition_point(|word| word.as_bytes().first() < Some(first));
    let mut words = WHOLE.get(place..)?.iter().take_while(|word| word.as_bytes().first() == Some(first));
    words.find(|word| text.strip_prefix(**word).is_some_and(is_end)).map(|word| word.len())
}

/// How many capitals at the start of `text` are one word, without the one that begins the next: 2 in `DBInstance`, 0 in
/// `Instance`.
fn capitals(text: &str) -> usize {
    let run = count(text, is_capital);
    let rest = after(text, run);
    let is_next_word = rest.starts_with(is_small) && !(run > 1 && is_plural(rest)) && !is_version(rest);
    let run = run - usize::from(is_next_word && run > 0);
    let run = (1..run).find(|at| whole(after(text, *at)).is_some()).unwrap_or(run);
    let digits = count(after(text, run), is_digit);
    let first = text.get(..run + digits).and_then(first_acronym);
    first.map_or(run, |first| first.min(run))
}

/// The length of the first of the [`ACRONYMS`] that `text` is made of, if it is.
fn first_acronym(text: &str) -> Option<usize> {
    let mut rest = text;
    let mut first = None;
    while !rest.is_empty() {
        let acronym = ACRONYMS.iter().find(|acronym| rest.starts_with(**acronym))?;
        rest = after(rest, acronym.len());
        first = first.or(Some(acronym.len()));
    }
    first
}

/// Whether `rest`, which follows capitals, makes a plural of them: `ARNs`.
fn is_plural(rest: &str) -> bool {
    rest.strip_prefix('s').is_some_and(|rest| !rest.starts_with(is_small))
}

/// Whether `rest`, which follows capitals, gives their version: `TLSv1`.
fn is_version(rest: &str) -> bool {
    rest.strip_prefix('v').is_some_and(|rest| rest.starts_with(is_digit))
}

fn after(text: &str, at: usize) -> &str {
    text.get(at..).unwrap_or_default()
}

/// How many letters or digits `text`, which is all ASCII, begins with that are wanted.
fn count(text: &str, is_wanted: impl Fn(char) -> bool) -> usize {
    text.bytes().position(|byte| !is_wanted(byte.into())).unwrap_or(text.len())
}

fn is_capital(c: char) -> bool {
    c.is_ascii_uppercase()
}

fn is_small(c: char) -> bool {
    c.is_ascii_lowercase()
}

fn is_digit(c: char) -> bool {
    c.is_ascii_digit()
}

#[cfg(test)]
mod tests {
    use super::{ACRONYMS, WHOLE, camel, screaming, snake};

    #[test]
    fn writes_names_as_people_expect() {
        for (name, expected_snake, expected_camel) in [
            ("CreateToken", "create_token", "CreateToken"),
            ("AccessDeniedException", "access_denied_exception", "AccessDeniedException"),
            ("clientId", "client_id", "ClientId"),
            ("error_description", "error_description", "ErrorDescription"),
            ("x-amz-foo", "x_amz_foo", "XAmzFoo"),
            ("ssm:Describe*", "ssm_describe", "SsmDescribe"),
            ("AWS::EC2::VPCEndpoint", "aws_ec2_vpc_endpoint", "AwsEc2VpcEndpoint"),
            ("__listOf__string", "list_of_string", "ListOfString"),
            ("Software and Internet", "software_and_internet", "SoftwareAndInternet"),
            ("größe", "gr_e", "GrE"),
            // Acronyms: before a word, as a plural, side by side.
            ("DBInstanceARN", "db_instance_arn", "DbInstanceArn"),
            ("IPRange", "ip_range", "IpRange"),
            ("MD5OfBody", "md5_of_body", "Md5OfBody"),
            ("EnableDNSSEC", "enable_dnssec", "EnableDnssec"),
            ("IOPS", "iops", "Iops"),
            ("ARNs", "arns", "Arns"),
            ("AllowedVPCsList", "allowed_vpcs_list", "AllowedVpcsList"),
            ("ACLsUpdateStatus", "acls_update_status", "AclsUpdateStatus"),
            ("KMSKeyARNs", "kms_key_arns", "KmsKeyArns"),
            ("SSEKMSKeyId", "sse_kms_key_id", "SseKmsKeyId"),
            ("AWSKMSKeyARN", "aws_kms_key_arn", "AwsKmsKeyArn"),
            ("CIDRIP", "cidr_ip", "CidrIp"),
            ("SSES3", "sse_s3", "SseS3"),
            ("MSKAsSource", "msk_as_source", "MskAsSource"),
            // Digits belong to what they follow.
            ("S3Bucket", "s3_bucket", "S3Bucket"),
            ("EC2InstanceIds", "ec2_instance_ids", "Ec2InstanceIds"),
            ("EC2AMIName", "ec2_ami_name", "Ec2AmiName"),
            ("HTTP2", "http2", "Http2"),
            ("Ipv6CidrBlock", "ipv6_cidr_block", "Ipv6CidrBlock"),
            ("IPv6CIDRBlock", "ipv6_cidr_block", "Ipv6CidrBlock"),
            ("DestinationIpV6", "destination_ipv6", "DestinationIpv6"),
            ("S3V2Config", "s3_v2_config", "S3V2Config"),
            ("Conversion3DLut", "conversion3d_lut", "Conversion3dLut"),
            ("ChecksumCRC32C", "checksum_crc32c", "ChecksumCrc32c"),
            ("x86_64", "x86_64", "X86_64"),
            // Shouted names are divided by what stands between their words.
            ("BUILD_LAMBDA_10GB", "build_lambda_10gb", "BuildLambda10gb"),
            ("DEFAULT_4XX", "default_4xx", "Default4xx"),
            ("VCPU_COUNT", "vcpu_count", "VcpuCount"),
            // Words whose capitals would divide them.
            ("vCPUs", "vcpus", "Vcpus"),
            ("VCpuCount", "vcpu_count", "VcpuCount"),
            ("minvCpus", "min_vcpus", "MinVcpus"),
            ("OAuth2Token", "oauth2_token", "Oauth2Token"),
            ("AWSIoTThing", "aws_iot_thing", "AwsIotThing"),
            ("MemoryGiBPerVCpu", "memory_gib_per_vcpu", "MemoryGibPerVcpu"),
            ("S3ETag", "s3_etag", "S3Etag"),
            ("ResourceTag", "resource_tag", "ResourceTag"),
            ("DoSomething", "do_something", "DoSomething"),
            ("EnableDnsSupport", "enable_dns_support", "EnableDnsSupport"),
            // Numbers at the start, and side by side.
            ("TLSv1.2", "tlsv1_2", "Tlsv1_2"),
            ("m5.2xlarge", "m5_2xlarge", "M5_2xlarge"),
            ("64Bit", "n64_bit", "N64Bit"),
            ("0.5", "n0_5", "N0_5"),
            ("", "empty", "Empty"),
            ("*", "u2a", "U2a"),
            ("日本", "u65e5u672c", "U65e5U672c"),
        ] {
            assert_eq!(snake(name), expected_snake, "{name}");
            assert_eq!(camel(name), expected_camel, "{name}");
            assert_eq!(screaming(name), expected_snake.to_uppercase(), "{name}");
        }
    }

    #[test]
    fn whole_words_are_sorted() {
        assert!(WHOLE.is_sorted());
    }

    /// Else the one that is found first would hide the other.
    #[test]
    fn no_acronym_begins_another() {
        for one in ACRONYMS {
            assert!(ACRONYMS.iter().all(|other| one == other || !other.starts_with(one)), "{one}");
        }
    }
}
