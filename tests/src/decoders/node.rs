//! Shapes with a member of every kind, each described as the generator would.

use std::collections::BTreeMap;

use bytes::Bytes;
use sdk_fixtures::traits::types::{Choice, Colour, Tree};
use sdk_runtime::schema::{self, NONE, Target, Xml};
use sdk_runtime::{Document, Timestamp, Value, structure};

/// A structure that holds itself, in every way there is.
pub(super) struct Node {
    kind: Option<String>,
    text: Option<String>,
    flag: Option<bool>,
    integer: Option<i32>,
    long: Option<i64>,
    float: Option<f32>,
    double: Option<f64>,
    data: Option<Bytes>,
    time: Option<Timestamp>,
    http_time: Option<Timestamp>,
    colour: Option<Colour>,
    choice: Option<Choice>,
    next: Option<Box<Node>>,
    names: Option<Vec<String>>,
    sparse: Option<Vec<Option<String>>>,
    flat: Option<Vec<Node>>,
    tags: Option<BTreeMap<String, Vec<String>>>,
    flat_tags: Option<BTreeMap<Colour, Node>>,
    anything: Option<Document>,
}

static XSI: Xml = Xml { namespace: Some("urn:xsi"), prefix: Some("xsi"), ..Xml::NONE };
static FLAT: Target = Target { item: &schema::item("Item", NONE), ..schema::plain() };
static FLAT_TAGS: Target =
    Target { key: &schema::item("K", NONE), value: &schema::item("V", NONE), ..schema::plain() };

structure! {
    Node (Xml { name: Some("Root"), namespace: Some("urn:root"), ..Xml::NONE }) {
        kind @ 0 => row("Kind", XML_ATTRIBUTE).wire("xsi:type"),
        text @ 1 => row("Text", NONE),
        flag @ 2 => row("Flag", NONE),
        integer @ 3 => row("Integer", NONE),
        long @ 4 => row("Long", NONE),
        float @ 5 => row("Float", NONE),
        double @ 6 => row("Double", NONE),
        data @ 7 => row("Data", NONE),
        time @ 8 => row("Time", NONE),
        http_time @ 9 => row("HttpTime", NONE).timestamp(TimestampFormat::HttpDate),
        colour @ 10 => row("Colour", NONE),
        choice @ 11 => row("Choice", NONE),
        next @ 12 => row("Next", NONE).xml(&XSI),
        names @ 13 => row("Names", NONE),
        sparse @ 14 => row("Sparse", SPARSE),
        flat @ 15 => row("Flat", FLATTENED).target(&FLAT),
        tags @ 16 => row("Tags", NONE),
        flat_tags @ 17 => row("FlatTags", FLATTENED).target(&FLAT_TAGS),
        anything @ 18 => row("Anything", NONE),
    }
}

impl Node {
    /// A value with every member set that every format can hold.
    pub(super) fn full() -> Self {
        let time = Some(Timestamp::from_epoch_seconds(482_196_050));
        let leaf = Self { kind: Some("<&\">".into()), ..Self::zero() };
        Self {
            kind: Some("a\nb".into()),
            text: Some("\"\\ <ü> &amp; \r\n 🦀".into()),
            flag: Some(true),
            integer: Some(i32::MIN),
            long: Some(i64::MAX),
            float: Some(0.1),
            double: Some(f64::NEG_INFINITY),
            data: Some(Bytes::from_static(b"\0\xff!")),
            time,
            http_time: time,
            colour: Some(Colour::Red),
            choice: Some(Choice::Tree(Tree::new("t").with_children([Tree::new("u")]))),
            next: Some(Box::new(Self { flat: Some(vec![leaf.clone()]), ..Self::zero() })),
            names: Some(vec!["x".into(), String::new()]),
            sparse: Some(vec![Some("y".into())]),
            flat: Some(vec![Self::zero(), leaf.clone()]),
            tags: Some(BTreeMap::from([("k".into(), vec!["v".into()]), ("l".into(), vec![])])),
            flat_tags: Some(BTreeMap::from([(Colour::DarkGreen, leaf)])),
            anything: None,
        }
    }

    /// A value with what only some formats can hold.
    pub(super) fn with_document() -> Self {
        let list = Document::List(vec![Document::Null, Document::Double(1e300), Document::Boolean(false)]);
        let map = BTreeMap::from([("a".into(), list), ("b".into(), Document::Integer(-1))]);
        Self {
            anything: Some(Document::Map(map)),
            sparse: Some(vec![None, Some("y".into())]),
            ..Self::zero()
        }
    }
}

/// A structure whose members are headers.
pub(super) struct Head {
    text: Option<String>,
    integer: Option<i32>,
    double: Option<f64>,
    flag: Option<bool>,
    time: Option<Timestamp>,
    times: Option<Vec<Timestamp>>,
    texts: Option<Vec<String>>,
    longs: Option<Vec<i64>>,
    data: Option<Bytes>,
    json: Option<String>,
    prefixed: Option<BTreeMap<String, String>>,
}

/// The names of the headers that [`Head`] is read from.
pub(super) const HEADERS: &[&str] = &[
    "x-text",
    "x-integer",
    "x-double",
    "x-flag",
    "x-time",
    "x-times",
    "x-texts",
    "x-longs",
    "x-data",
    "x-json",
    "x-meta-a",
];

structure! {
    Head {
        text @ 0 => row("Text", NONE).at(Location::Header, "x-text"),
        integer @ 1 => row("Integer", NONE).at(Location::Header, "x-integer"),
        double @ 2 => row("Double", NONE).at(Location::Header, "x-double"),
        flag @ 3 => row("Flag", NONE).at(Location::Header, "x-flag"),
        time @ 4 => row("Time", NONE).at(Location::Header, "x-time"),
        times @ 5 => row("Times", NONE).at(Location::Header, "x-times"),
        texts @ 6 => row("Texts", NONE).at(Location::Header, "x-texts"),
        longs @ 7 => row("Longs", NONE).at(Location::Header, "x-longs"),
        data @ 8 => row("Data", NONE).at(Location::Header, "x-data"),
        json @ 9 => row("Json", JSON_VALUE).at(Location::Header, "x-json"),
        prefixed @ 10 => row("Prefixed", NONE).at(Location::Headers, "x-meta-"),
    }
}
