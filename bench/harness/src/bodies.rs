//! What the tasks encode and decode: made up here, the same bytes for every program.

use std::fmt::Write as _;

use serde_json::{Value, json};

/// A value of DynamoDB, of which each program makes its own type.
#[derive(Clone, Copy, Debug)]
pub enum Attribute {
    /// `S`
    Text(&'static str),
    /// `N`
    Number(&'static str),
    /// `BOOL`
    Flag(bool),
    /// `SS`
    Texts(&'static [&'static str]),
    /// `L`
    List(&'static [Attribute]),
    /// `M`
    Map(&'static [(&'static str, Attribute)]),
}

use Attribute::{Flag, List, Map, Number, Text, Texts};

/// The table of all tasks.
pub const TABLE: &str = "orders";

/// An item of some 500 bytes, as a shop would have it.
pub const ITEM: &[(&str, Attribute)] = &[
    ("order_id", Text("01J9ZQ4T7M0W3C5V8X2B6N1K4D")),
    ("customer", Text("Grace Hopper")),
    ("email", Text("grace@example.com")),
    ("placed_at", Number("1764000000.125")),
    ("total", Number("129.95")),
    ("paid", Flag(true)),
    ("tags", Texts(&["express", "gift", "repeat"])),
    (
        "lines",
        List(&[
            Map(&[("sku", Text("A-1001")), ("count", Number("2")), ("price", Number("39.99"))]),
            Map(&[("sku", Text("B-2040")), ("count", Number("1")), ("price", Number("49.97"))]),
        ]),
    ),
    (
        "address",
        Map(&[
            ("street", Text("1 Main \"Old\" Street")),
            ("city", Text("Arlington")),
            ("zip", Text("22201")),
        ]),
    ),
];

/// The condition of `PutItem`.
pub const CONDITION: &str = "attribute_not_exists(order_id)";

fn attribute(value: &Attribute) -> Value {
    match value {
        Text(text) => json!({ "S": text }),
        Number(text) => json!({ "N": text }),
        Flag(flag) => json!({ "BOOL": flag }),
        Texts(texts) => json!({ "SS": texts }),
        List(items) => json!({ "L": items.iter().map(attribute).collect::<Value>() }),
        Map(entries) => json!({ "M": item(entries) }),
    }
}

fn item(entries: &[(&str, Attribute)]) -> Value {
    entries.iter().map(|(key, value)| ((*key).to_owned(), attribute(value))).collect()
}

/// The answer to `Query`: two items, 1.2 KB.
pub fn query() -> String {
    json!({
        "Count": 2,
        "ScannedCount": 2,
        "Items": [item(ITEM), item(ITEM)],
        "ConsumedCapacity": { "TableName": TABLE, "CapacityUnits": 1.5 },
    })
    .to_string()
}

/// The answer to `BatchGetItem`: 100 items, 50 KB.
pub fn batch_get_item() -> String {
    let items = vec![item(ITEM); 100];
    json!({ "Responses": { TABLE: items }, "UnprocessedKeys": {} }).to_string()
}

/// The answer to `ListObjectsV2`: 1,000 keys.
pub fn list_objects() -> String {
    let mut xml = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Name>photos</Name><Prefix>2026/</Prefix>\
         <KeyCount>1000</KeyCount><MaxKeys>1000</MaxKeys><IsTruncated>true</IsTruncated>\
         <NextContinuationToken>1ueGcxLPRx1Tr/XYExHnhbYLgveDs2J/wm36Hy4vbOwM=</NextContinuationToken>",
    );
    for number in 0..1000 {
        let _ = write!(
            xml,
            "<Contents><Key>2026/11/holiday &amp; family/{number:05}.jpg</Key>\
             <LastModified>2026-11-02T17:{:02}:{:02}.000Z</LastModified>\
             <ETag>&quot;70ee1738b6b21e2c8a43f3a5ab0ee{number:03x}&quot;</ETag><Size>{}</Size>\
             <StorageClass>STANDARD</StorageClass></Contents>",
            number / 60 % 60,
            number % 60,
            434_234 + number,
        );
    }
    xml.push_str("</ListBucketResult>");
    xml
}

/// The answer to `DescribeInstances`: 50 reservations with an instance each.
pub fn describe_instances() -> String {
    let mut xml = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <DescribeInstancesResponse xmlns=\"http://ec2.amazonaws.com/doc/2016-11-15/\">\
         <requestId>8f7724cf-496f-496e-8fe3-example</requestId><reservationSet>",
    );
    for number in 0..50 {
        let _ = write!(
            xml,
            "<item><reservationId>r-1234567890abcd{number:03}</reservationId><ownerId>123456789012</ownerId><groupSet/>\
             <instancesSet><item><instanceId>i-1234567890abcd{number:03}</instanceId><imageId>ami-bff32ccc</imageId>\
             <instanceState><code>16</code><name>running</name></instanceState>\
             <privateDnsName>ip-192-168-1-{number}.eu-west-1.compute.internal</privateDnsName>\
             <dnsName>ec2-54-194-252-{number}.eu-west-1.compute.amazonaws.com</dnsName><reason/>\
             <keyName>my_keypair</keyName><amiLaunchIndex>0</amiLaunchIndex><productCodes/>\
             <instanceType>m7g.large</instanceType><launchTime>2026-05-08T16:46:19.000Z</launchTime>\
             <placement><availabilityZone>eu-west-1c</availabilityZone><groupName/><tenancy>default</tenancy></placement>\
             <monitoring><state>disabled</state></monitoring><subnetId>subnet-56f5f633</subnetId><vpcId>vpc-11112222</vpcId>\
             <privateIpAddress>192.168.1.{number}</privateIpAddress><ipAddress>54.194.252.{number}</ipAddress>\
             <sourceDestCheck>true</sourceDestCheck>\
             <groupSet><item><groupId>sg-e4076980</groupId><groupName>SecurityGroup1</groupName></item></groupSet>\
             <architecture>arm64</architecture><rootDeviceType>ebs</rootDeviceType>\
             <rootDeviceName>/dev/xvda</rootDeviceName><blockDeviceMapping><item><deviceName>/dev/xvda</deviceName>\
             <ebs><volumeId>vol-1234567890abcd{number:03}</volumeId><status>attached</status>\
             <attachTime>2026-05-08T16:46:20.000Z</attachTime><deleteOnTermination>true</deleteOnTermination></ebs></item>\
             </blockDeviceMapping><virtualizationType>hvm</virtualizationType><clientToken>xMcwG14507example</clientToken>\
             <tagSet><item><key>Name</key><value>Server_{number}</value></item>\
             <item><key>team</key><value>billing</value></item></tagSet><hypervisor>xen</hypervisor>\
             <cpuOptions><coreCount>1</coreCount><threadsPerCore>1</threadsPerCore></cpuOptions></item></instancesSet></item>",
        );
    }
    xml.push_str("</reservationSet></DescribeInstancesResponse>");
    xml
}

/// The namespace of `PutMetricData`.
pub const NAMESPACE: &str = "shop/checkout";

/// The metrics of `PutMetricData`, with a value each, of which there are 20.
pub const METRICS: [(&str, f64); 20] = [
    ("latency_p50", 12.5),
    ("latency_p90", 31.25),
    ("latency_p99", 118.0),
    ("requests", 1024.0),
    ("errors", 3.0),
    ("retries", 17.0),
    ("throttled", 0.0),
    ("queue_depth", 42.0),
    ("cache_hits", 911.0),
    ("cache_misses", 113.0),
    ("cpu", 0.375),
    ("memory", 0.8125),
    ("connections", 64.0),
    ("tls_handshakes", 9.0),
    ("bytes_in", 1_048_576.0),
    ("bytes_out", 4_194_304.0),
    ("orders", 88.0),
    ("refunds", 1.0),
    ("carts", 240.0),
    ("abandoned", 57.0),
];

/// When the metrics were taken, in seconds since 1970.
pub const TAKEN_AT: i64 = 1_764_000_000;

/// The answer to `RegisterClient`.
pub const CLIENT: &str = "{\"clientId\":\"_yzkThXVzLWVhc3QtMQEXAMPLECLIENTID\",\"clientSecret\":\
     \"VERYLONGSECRETeyJraWQiOiJrZXktMTU2NDAyODA5OSIsImFsZyI6IkhTMzg0In0\",\"clientIdIssuedAt\":1764000000,\
     \"clientSecretExpiresAt\":1771776000}";

/// What is posted to be signed: 1 KB.
pub fn kilobyte() -> Vec<u8> {
    (0..1024u32).map(|number| b'a' + u8::try_from(number % 26).unwrap_or(0)).collect()
}
