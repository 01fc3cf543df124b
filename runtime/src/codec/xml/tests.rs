use std::collections::BTreeMap;
use std::fmt::Debug;

use bytes::Bytes;
use proptest::prelude::*;

use super::*;
use crate::codec::{DecodeError, EncodeError, MAX_DEPTH};
use crate::document::Document;
use crate::field::FieldDecoder;
use crate::sample::{Choice, Everything, Line, Order, structure};
use crate::schema::{
    FLATTENED, Location, Member, NONE, ROOT, SENSITIVE, SPARSE, Schema, Target, TimestampFormat,
    XML_ATTRIBUTE, Xml, item, plain, row,
};
use crate::timestamp::Timestamp;
use crate::value::Value;

/// What describes simple values, lists and maps: they have no name of their own.
static V: Member = item("v", NONE);

fn encode(member: &'static Member, value: &dyn Value) -> Result<String, EncodeError> {
    let mut out = XmlEncoder::new();
    value.encode(member, &mut out);
    out.finish().map(|bytes| String::from_utf8(bytes).expect("UTF-8"))
}

fn decode<T: Value>(member: &'static Member, text: impl AsRef<[u8]>) -> Result<T, DecodeError> {
    let mut value = T::zero();
    let mut from = XmlDecoder::new(text.as_ref())?;
    value.decode(member, &mut from)?;
    from.finish()?;
    Ok(value)
}

/// Asserts that `value` is written as `text` and read back from it.
#[track_caller]
fn round_trip<T: Value + PartialEq + Debug>(member: &'static Member, value: T, text: &str) {
    assert_eq!(encode(member, &value).as_deref(), Ok(text));
    assert_eq!(decode::<T>(member, text), Ok(value));
}

/// Asserts that `text` is read as `value`.
#[track_caller]
fn reads<T: Value + PartialEq + Debug>(text: &str, value: T) {
    assert_eq!(decode::<T>(&V, text).as_ref(), Ok(&value), "{text}");
}

/// Asserts that `text` is no `T`, and what is said about it.
#[track_caller]
fn refuses<T: Value + Debug>(text: impl AsRef<[u8]>, message: &str) {
    let text = text.as_ref();
    let error = decode::<T>(&V, text).expect_err(&String::from_utf8_lossy(text));
    assert_eq!(error.to_string(), message, "{}", String::from_utf8_lossy(text));
}

/// Asserts that `value` cannot be written, and what is said about it.
#[track_caller]
fn refuses_to_write(member: &'static Member, value: &dyn Value, message: &str) {
    assert_eq!(encode(member, value).map_err(|error| error.to_string()), Err(message.to_owned()));
}

fn everything() -> Everything {
    Everything::default()
}

/// The text without the line breaks and indents that make it readable.
fn xml(text: &str) -> String {
    text.lines().map(str::trim_start).collect()
}

#[test]
fn writes_and_reads_every_kind() {
    round_trip(
        &ROOT,
        Everything { text: Some("a \"b\" <c> & ü 🦀".into()), document: None, ..Everything::full() },
        &xml("<Everything><text>a &quot;b&quot; &lt;c&gt; &amp; ü 🦀</text><Flag>true</Flag>
            <Integer>-2147483648</Integer><Long>9223372036854775807</Long><Float>0.1</Float><Double>-1e300</Double>
            <Blob>AP8h</Blob><Time>2018-01-09T20:51:21.123Z</Time><IsoTime>1985-04-12T23:20:50Z</IsoTime>
            <HttpTime>Fri, 12 Apr 1985 23:20:50 GMT</HttpTime><EpochTime>-1</EpochTime><Colour>RED</Colour>
            <Json>{&quot;a&quot;:1}</Json><Names><member>x</member><member></member></Names>
            <SparseNames><member>x</member>
            <member xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:nil=\"true\"></member></SparseNames>
            <Tags><entry><key>&quot;</key><value>2</value></entry><entry><key>b</key><value>1</value></entry></Tags>
            <SparseCounts><entry><key>none</key>
            <value xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:nil=\"true\"></value></entry>
            <entry><key>one</key><value>1</value></entry></SparseCounts>
            <ByColour><entry><key>BLUE</key><value>1</value></entry>
            <entry><key>PINK</key><value>2</value></entry></ByColour>
            <Choice><Line><Sku>s</Sku></Line></Choice><Nested><text>inner</text></Nested>
            <More><member></member></More></Everything>"),
    );
}

#[test]
fn has_no_place_for_documents() {
    let message = "Document is a document, for which the protocol has no form";
    refuses_to_write(&ROOT, &Everything { document: Some(Document::Null), ..everything() }, message);
    refuses::<Document>("<v/>", "expected a value, found a document, which XML cannot hold at byte 4");
}

structure! {
    /// What a service calls otherwise than its model does.
    Renamed {
        own: Option<String> = row("Own", NONE).wire("other"),
        kind: Option<String> = row("Kind", XML_ATTRIBUTE).wire("xsi:type"),
        note: Option<String> = row("Note", XML_ATTRIBUTE).wire("note"),
        size: Option<i32> = row("Size", XML_ATTRIBUTE),
        header: Option<String> = row("Header", NONE).at(Location::Header, "x-header"),
    }
}

#[test]
fn writes_and_reads_attributes() {
    let value = || Renamed { own: Some("o".into()), ..Renamed::default() };
    round_trip(
        &ROOT,
        Renamed { kind: Some("<\"&>\t\r\n".into()), size: Some(5), ..value() },
        "<Renamed xsi:type=\"&lt;&quot;&amp;&gt;&#x9;&#xD;&#xA;\" Size=\"5\"><other>o</other></Renamed>",
    );
    // A prefix stands for a namespace, whichever it is; declarations of namespaces are no attributes.
    let text =
        "<r xmlns:i='urn:i' xmlns:note='urn:n' i:type='k' unknown='1' note='a\nb'><x:other>o</x:other></r>";
    reads(text, Renamed { kind: Some("k".into()), note: Some("a b".into()), ..value() });
    // Neither is an attribute to be found in an element, nor a header anywhere.
    let text = "<r x-header='h'><note>n</note><x-header>h</x-header><Header>h</Header><other>o</other></r>";
    reads(text, value());

    refuses::<Renamed>(
        "<r Size='x'/>",
        "Size: expected a whole number of 32 bits, found another text at byte 13",
    );
    refuses::<Renamed>("<r note='&nothing;'/>", "Note: the entity \"nothing\" is not defined at byte 18");
    for text in ["<r note/>", "<r note=n/>", "<r ='n'/>", "<r note='1'Size='2'x/>", "<r a b='c'/>", "<r/ >"] {
        let error = decode::<Renamed>(&V, text).expect_err(text).to_string();
        assert!(error.starts_with("expected an attribute"), "{text}: {error}");
    }
    refuses::<Renamed>("<r note='1' note='2'/>", "Note: the same attribute twice at byte 22");
    structure! {
        Wrong {
            list: Vec<String> = row("List", XML_ATTRIBUTE),
        }
    }
    let message = "List is an attribute, so it must be a simple value";
    refuses_to_write(&ROOT, &Wrong { list: vec!["x".into()] }, message);
    refuses::<Wrong>("<r List='x'/>", "List: expected elements, found an attribute at byte 13");
}

#[test]
fn names_the_root_after_the_reference_or_the_shape() {
    static PLAIN: Schema = Schema { name: "Plain", ..Schema::EMPTY };
    static NAMED: Schema =
        Schema { name: "Named", xml: Xml { name: Some("Own"), ..Xml::NONE }, ..Schema::EMPTY };
    static RENAMED: Member = row("payload", NONE).wire("Other");
    static PAYLOAD: Member = row("payload", NONE);
    for (member, schema, root) in [
        (&ROOT, &PLAIN, "Plain"),
        (&ROOT, &NAMED, "Own"),
        (&RENAMED, &PLAIN, "Other"),
        (&RENAMED, &NAMED, "Other"),
        (&PAYLOAD, &PLAIN, "payload"),
        (&PAYLOAD, &NAMED, "Own"),
    ] {
        assert_eq!(encode(member, &Empty(schema)), Ok(format!("<{root}></{root}>")));
    }
}

/// A structure without members, called as its schema says.
struct Empty(&'static Schema);

impl crate::Shape for Empty {
    fn schema(&self) -> &'static Schema {
        self.0
    }

    fn member(&self, index: usize) -> &dyn Value {
        crate::schema::no_member(self.0, index)
    }

    fn member_mut(&mut self, index: usize) -> &mut dyn Value {
        crate::schema::no_member(self.0, index)
    }
}

impl Value for Empty {
    fn zero() -> Self {
        Self(&Schema::EMPTY)
    }

    fn encode(&self, member: &'static Member, out: &mut dyn crate::FieldEncoder) {
        out.structure(member, self);
    }

    fn decode(&mut self, member: &'static Member, from: &mut dyn FieldDecoder) -> Result<(), DecodeError> {
        from.structure(member, self)
    }
}

#[test]
fn declares_namespaces_where_the_model_does() {
    static URN: Xml = Xml { namespace: Some("urn:a&b"), ..Xml::NONE };
    static PREFIXED: Xml = Xml { prefix: Some("p"), ..Xml { namespace: Some("urn:p"), ..Xml::NONE } };
    static TARGET: Target =
        Target { item: &item("member", NONE).xml(&URN), key: &item("key", NONE).xml(&PREFIXED), ..plain() };
    structure! {
        Spaced {
            text: Option<String> = row("Text", NONE).xml(&PREFIXED),
            list: Option<Vec<i32>> = row("List", NONE).xml(&PREFIXED).target(&TARGET),
            map: Option<BTreeMap<String, i32>> = row("Map", NONE).xml(&URN).target(&TARGET),
            flat_list: Option<Vec<i32>> = row("FlatList", FLATTENED).xml(&PREFIXED).target(&TARGET),
            flat_map: Option<BTreeMap<String, i32>> = row("FlatMap", FLATTENED).xml(&URN).target(&TARGET),
            nested: Option<Box<Spaced>> = row("Nested", NONE).xml(&URN),
        }
    }
    let map = || Some(BTreeMap::from([("k".to_owned(), 1)]));
    static ROOT_MEMBER: Member = row("Root", NONE).xml(&URN);
    round_trip(
        &ROOT_MEMBER,
        Spaced {
            text: Some("t".into()),
            list: Some(vec![1]),
            map: map(),
            flat_list: Some(vec![2]),
            flat_map: map(),
            nested: Some(Box::default()),
        },
        &xml(r#"<Root xmlns="urn:a&amp;b"><Text xmlns:p="urn:p">t</Text>
            <List xmlns:p="urn:p"><member xmlns="urn:a&amp;b">1</member></List>
            <Map xmlns="urn:a&amp;b"><entry><key xmlns:p="urn:p">k</key><value>1</value></entry></Map>
            <FlatList xmlns="urn:a&amp;b">2</FlatList>
            <FlatMap xmlns="urn:a&amp;b"><key xmlns:p="urn:p">k</key><value>1</value></FlatMap>
            <Nested xmlns="urn:a&amp;b"></Nested></Root>"#),
    );
}

static NAMED_ITEMS: Target =
    Target { item: &item("Item", NONE), key: &item("K", NONE), value: &item("V", NONE), ..plain() };

structure! {
    /// Lists and maps in all forms.
    Collections {
        plain: Option<Vec<i32>> = row("Plain", NONE),
        named: Option<Vec<i32>> = row("Named", NONE).wire("named").target(&NAMED_ITEMS),
        flat: Option<Vec<i32>> = row("Flat", FLATTENED),
        flat_named: Option<Vec<i32>> = row("FlatNamed", FLATTENED).wire("flatNamed").target(&NAMED_ITEMS),
        flat_lines: Vec<Line> = row("FlatLines", FLATTENED),
        sparse: Option<Vec<Option<i32>>> = row("Sparse", FLATTENED | SPARSE),
        nested: Option<Vec<Vec<i32>>> = row("Nested", NONE),
        map: Option<BTreeMap<String, i32>> = row("Map", NONE).target(&NAMED_ITEMS),
        flat_map: Option<BTreeMap<String, i32>> = row("FlatMap", FLATTENED),
        sparse_map: Option<BTreeMap<String, Option<i32>>> = row("SparseMap", FLATTENED | SPARSE),
    }
}

fn map(entries: &[(&str, i32)]) -> Option<BTreeMap<String, i32>> {
    Some(entries.iter().map(|(key, value)| ((*key).to_owned(), *value)).collect())
}

#[test]
fn writes_and_reads_lists_and_maps() {
    let line = |sku: &str| Line { sku: sku.into(), ..Line::default() };
    round_trip(
        &ROOT,
        Collections {
            plain: Some(vec![1, 2]),
            named: Some(vec![3]),
            flat: Some(vec![4, 5]),
            flat_named: Some(vec![6, 7]),
            flat_lines: vec![line("a"), line("b")],
            sparse: Some(vec![None, Some(8)]),
            nested: Some(vec![vec![], vec![9]]),
            map: map(&[("a", 1), ("b", 2)]),
            flat_map: map(&[("c", 3), ("d", 4)]),
            sparse_map: Some(BTreeMap::from([("e".into(), None)])),
        },
        &xml(
            r#"<Collections><Plain><member>1</member><member>2</member></Plain><named><Item>3</Item></named>
            <Flat>4</Flat><Flat>5</Flat><flatNamed>6</flatNamed><flatNamed>7</flatNamed>
            <FlatLines><Sku>a</Sku></FlatLines><FlatLines><Sku>b</Sku></FlatLines>
            <Sparse xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:nil="true"></Sparse><Sparse>8</Sparse>
            <Nested><member></member><member><member>9</member></member></Nested>
            <Map><entry><K>a</K><V>1</V></entry><entry><K>b</K><V>2</V></entry></Map>
            <FlatMap><key>c</key><value>3</value></FlatMap><FlatMap><key>d</key><value>4</value></FlatMap>
            <SparseMap><key>e</key>
            <value xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:nil="true"></value></SparseMap>
            </Collections>"#,
        ),
    );
    // An empty list differs from none, unless it is flattened: then there is nothing to tell them apart.
    let empty = |flat| Collections { plain: Some(vec![]), map: map(&[]), flat, ..Collections::default() };
    let text = "<Collections><Plain></Plain><Map></Map></Collections>";
    assert_eq!(encode(&ROOT, &empty(Some(vec![]))).as_deref(), Ok(text));
    reads(text, empty(None));
}

#[test]
fn reads_flattened_items_wherever_they_stand_and_under_either_name() {
    reads(
        "<r><Flat>1</Flat><flatNamed>2</flatNamed>,<Flat>3</Flat><other/><FlatMap><key>a</key><value>4</value></FlatMap>
            <Item>5</Item><Plain/><Flat>6</Flat><FlatMap><key>b</key><value>7</value></FlatMap><Item>8</Item></r>",
        Collections {
            flat: Some(vec![1, 3, 6]),
            flat_named: Some(vec![2, 5, 8]),
            flat_map: map(&[("a", 4), ("b", 7)]),
            plain: Some(vec![]),
            ..Collections::default()
        },
    );
    // The items of one structure do not run on into the next.
    let flat = |flat: &[i32]| Collections { flat: Some(flat.to_vec()), ..Collections::default() };
    reads(
        "<r><member><Flat>1</Flat><Flat>2</Flat></member><member><Flat>3</Flat></member></r>",
        vec![flat(&[1, 2]), flat(&[3])],
    );
    // Nor do those of a list start over in the middle of another.
    reads(
        "<r><Flat>1</Flat><Nested><member/><member/></Nested><Flat>2</Flat></r>",
        Collections { nested: Some(vec![vec![], vec![]]), ..flat(&[1, 2]) },
    );
}

#[test]
fn reads_entries_whichever_way_round_they_are() {
    let text = "<v><entry><x/><value>1</value><key>a</key></entry><other/><entry><key>b</key><value>2</value></entry></v>";
    reads(text, map(&[("a", 1), ("b", 2)]));
    reads("<v><entry><key>a</key></entry></v>", map(&[]));
    for (text, message) in [
        ("<v><entry><value>1</value></entry></v>", "expected the key of an entry, found none at byte 34"),
        ("<v><entry><key/><key/></entry></v>", "the same element twice at byte 22"),
        ("<v><entry><value/><value/></entry></v>", "the same element twice at byte 26"),
        (
            "<v><entry><key>a</key><value>1</value></entry><entry><value>1</value><key>a</key></entry></v>",
            "[a]: the same key twice at byte 69",
        ),
        (
            "<v><entry><value>x</value><key>a</key></entry></v>",
            "[a]: expected a whole number of 32 bits, found another text at byte 26",
        ),
    ] {
        refuses::<BTreeMap<String, i32>>(text, message);
    }
}

#[test]
fn takes_nil_for_nothing() {
    let nil = |name: &str| format!("<{name} xmlns:i='urn:i' i:nil='true'>x<y/></{name}>");
    reads(
        &format!("<v>{}<Flag>true</Flag></v>", nil("Integer")),
        Everything { flag: Some(true), ..everything() },
    );
    reads(&format!("<v>{}<member>1</member></v>", nil("member")), vec![1]);
    reads(&format!("<v><entry><key>a</key>{}</entry></v>", nil("value")), map(&[]));
    reads(&format!("<v>{}<Number>1</Number></v>", nil("Line")), Choice::Number(1));
    // Only with a prefix, and only if it is true.
    refuses::<Everything>(
        "<v><Integer nil='true'/></v>",
        "Integer: expected a whole number of 32 bits, found another text at byte 24",
    );
    refuses::<Everything>(
        "<v><Integer i:nil='false'/></v>",
        "Integer: expected a whole number of 32 bits, found another text at byte 27",
    );
}

#[test]
fn escapes_what_would_not_read_back() {
    for (text, escaped) in [
        ("<a href=\"x\">&'</a>", "&lt;a href=&quot;x&quot;&gt;&amp;'&lt;/a&gt;"),
        ("]]>", "]]&gt;"),
        ("a\r\nb\rc\n\td", "a&#xD;\nb&#xD;c\n\td"),
        ("  ", "  "),
        ("\u{7f}\u{85}\u{2028}\u{fffd}\u{10ffff}", "\u{7f}\u{85}\u{2028}\u{fffd}\u{10ffff}"),
        ("", ""),
    ] {
        round_trip(&V, text.to_owned(), &format!("<v>{escaped}</v>"));
    }
    for text in ["\0", "a\u{8}", "\u{b}", "\u{1f}", "\u{fffe}", "x\u{ffff}y"] {
        refuses_to_write(&V, &text.to_owned(), "v holds a character that XML does not allow");
    }
    refuses_to_write(
        &ROOT,
        &Everything { tags: Some(BTreeMap::from([("\0".into(), String::new())])), ..everything() },
        "key holds a character that XML does not allow",
    );
}

#[test]
fn reads_text_as_xml_says() {
    for (text, value) in [
        ("<v/>", ""),
        ("<v></v>", ""),
        ("<v> a  b </v>", " a  b "),
        ("<v>&lt;&gt;&amp;&quot;&apos;</v>", "<>&\"'"),
        ("<v>&amp;lt;&#xD;&#10;&#x1F980;</v>", "&lt;\r\n🦀"),
        ("<v>a\r\nb\rc\nd</v>", "a\nb\nc\nd"),
        ("<v>a<![CDATA[<b>&amp;\r\n]]>c</v>", "a<b>&amp;\nc"),
        ("<v>a<!-- no & <text> -->b<?no text?>c</v>", "abc"),
        ("\u{feff}<?xml version='1.0' encoding='UTF-8'?>\n<!-- x --><v>a</v>\n<!-- y --><?z?>\n", "a"),
        ("<v a='1'>&#x1;</v >", "\u{1}"),
        ("<v a = '>' b=\"'/>\" >a</v>", "a"),
        ("<x:v\n/>", ""),
    ] {
        reads(text, value.to_owned());
    }
    refuses::<String>("<v>a<b/></v>", "expected a text, found an element at byte 8");
}

#[test]
fn reads_numbers_booleans_and_blobs_with_space_around() {
    reads("<v>\n-1 </v>", -1);
    reads("<v>9223372036854775807</v>", i64::MAX);
    reads("<v> 1e3 </v>", 1000.0);
    reads("<v>-0.5</v>", -0.5_f32);
    for (text, value) in [("true", true), (" 1", true), ("false", false), ("0", false)] {
        reads(&format!("<v>{text}</v>"), value);
    }
    reads("<v>\n YWJj\r\n ZGVm\n</v>", Bytes::from_static(b"abcdef"));
    reads("<v> 1985-04-12T23:20:50+01:00 </v>", Timestamp::from_epoch_seconds(482_192_450));
}

#[test]
fn writes_numbers_in_the_fewest_digits() {
    for (value, text) in [
        (0.0, "0.0"),
        (-0.0, "-0.0"),
        (0.1 + 0.2, "0.30000000000000004"),
        (f64::MAX, "1.7976931348623157e308"),
        (f64::INFINITY, "Infinity"),
        (f64::NEG_INFINITY, "-Infinity"),
    ] {
        round_trip(&V, value, &format!("<v>{text}</v>"));
    }
    round_trip(&V, f32::MAX, "<v>3.4028235e38</v>");
    assert_eq!(encode(&V, &f64::NAN).as_deref(), Ok("<v>NaN</v>"));
    assert!(decode::<f32>(&V, "<v>NaN</v>").is_ok_and(f32::is_nan));
    for text in ["inf", "nan", "+Infinity", "1e999", "0x1", ""] {
        assert!(decode::<f64>(&V, &format!("<v>{text}</v>")).is_err(), "{text}");
    }
}

#[test]
fn refuses_what_is_of_another_type() {
    for text in ["", "1.0", "0x1", "2147483648", "1 2", "one"] {
        let text = format!("<v>{text}</v>");
        let message =
            format!("expected a whole number of 32 bits, found another text at byte {}", text.len());
        refuses::<i32>(&text, &message);
    }
    refuses::<i64>(
        "<v>9223372036854775808</v>",
        "expected a whole number of 64 bits, found another text at byte 26",
    );
    refuses::<bool>("<v>TRUE</v>", "expected true or false, found another text at byte 11");
    refuses::<f64>("<v>1,5</v>", "expected a number, found another text at byte 10");
    refuses::<Bytes>("<v>YWJ</v>", "expected base64, found another text at byte 10");
    refuses::<Timestamp>(
        "<v>482196050</v>",
        "expected a date such as 1985-04-12T23:20:50.52Z, of a year from 0 to 9999 at byte 16",
    );
    refuses::<i32>("<v><x/></v>", "expected a text, found an element at byte 7");
}

#[test]
fn timestamps_have_the_format_of_their_member() {
    static EPOCH: Member = item("v", NONE).timestamp(TimestampFormat::EpochSeconds);
    static HTTP: Member = item("v", NONE).timestamp(TimestampFormat::HttpDate);
    let time = Timestamp::from_epoch_seconds(482_196_050);
    round_trip(&V, time, "<v>1985-04-12T23:20:50Z</v>");
    round_trip(&EPOCH, time, "<v>482196050</v>");
    round_trip(&HTTP, time, "<v>Fri, 12 Apr 1985 23:20:50 GMT</v>");
    refuses_to_write(
        &V,
        &Timestamp::from_epoch_seconds(i64::MAX),
        "v is not a date of a year from 0 to 9999",
    );
}

#[test]
fn a_union_has_one_member() {
    round_trip(
        &V,
        Choice::List(vec![Choice::Number(1)]),
        "<v><List><member><Number>1</Number></member></List></v>",
    );
    reads("<v> <New><x/></New> </v>", Choice::Unknown("New".into()));
    refuses_to_write(&V, &Choice::Unknown("New".into()), "v is of a kind that the model does not know");
    refuses::<Choice>("<v/>", "expected a member of a union, found none at byte 4");
    for second in ["<Number>1</Number>", "<Secret>s</Secret>", "<New/>"] {
        let message = "expected one member of a union, found a second at byte";
        for text in [format!("<v><Number>1</Number>{second}</v>"), format!("<v><New/>{second}</v>")] {
            let error = decode::<Choice>(&V, &text).expect_err(&text);
            assert!(error.to_string().starts_with(message), "{text}: {error}");
        }
    }
}

#[test]
fn an_item_of_a_list_may_have_any_name() {
    reads(
        "<Collections><Plain><item>1</item><member>2</member></Plain></Collections>",
        Collections { plain: Some(vec![1, 2]), ..Collections::zero() },
    );
}

#[test]
fn a_union_may_hold_a_flattened_list() {
    #[derive(PartialEq)]
    enum Flat {
        Items(Vec<i32>),
        Unknown(String),
    }
    crate::union! { Flat (Unknown) { Items @ 0 => row("Items", FLATTENED) } }
    round_trip(&V, Flat::Items(vec![1, 2]), "<v><Items>1</Items><Items>2</Items></v>");
    refuses::<Flat>(
        "<v><Items>1</Items><New/></v>",
        "expected one member of a union, found a second at byte 25",
    );
}

#[test]
fn finds_members_in_any_order_and_skips_what_it_does_not_know() {
    reads(
        "<a:v xmlns:a='urn:a'>text &amp; more<![CDATA[<Flag>]]><!-- <Flag> --><New><Flag>x</Flag><New/></New>
            <a:Long>1</a:Long>&unknown;<a:Flag>true</a:Flag></a:v>",
        Everything { flag: Some(true), long: Some(1), ..everything() },
    );
    for text in ["<v>&unknown</v>", "<v><New>a & b</New></v>"] {
        let error = decode::<Everything>(&V, text).expect_err(text).to_string();
        assert!(error.starts_with("expected `&`, a name and `;`"), "{text}: {error}");
    }
}

#[test]
fn refuses_an_element_twice() {
    refuses::<Everything>("<v><Long>1</Long><Long>2</Long></v>", "Long: the same element twice at byte 23");
    refuses::<Everything>("<v><Names/><Names/></v>", "Names: the same element twice at byte 19");
    // Whatever the model says is flattened.
    structure! {
        Odd {
            text: Option<String> = row("Text", FLATTENED),
        }
    }
    refuses::<Odd>("<v><Text>1</Text><Text>2</Text></v>", "Text: the same element twice at byte 31");
}

#[test]
fn says_where_and_what_is_wrong_but_no_secret() {
    refuses::<Everything>(
        "<v><More><member/><member><Nested><Tags><entry><key>k</key><value><x/></value></entry></Tags></Nested></member></More></v>",
        "More[1].Nested.Tags[k]: expected a text, found an element at byte 70",
    );
    refuses::<Collections>(
        "<v><Flat>1</Flat><Flat>x</Flat></v>",
        "Flat[1]: expected a whole number of 32 bits, found another text at byte 31",
    );
    static SECRET_KEYS: Member = item("v", NONE).target(&Target { key: &item("key", SENSITIVE), ..plain() });
    let error =
        decode::<BTreeMap<String, i32>>(&SECRET_KEYS, "<v><entry><key>hunter2</key><value/></entry></v>");
    let message = "[<redacted>]: expected a whole number of 32 bits, found another text at byte 36";
    assert_eq!(error.expect_err("no number").to_string(), message);
    let mut out = XmlEncoder::new();
    "hunter2".to_owned().encode(&V, &mut out);
    assert_eq!(format!("{out:?}"), "XmlEncoder(14 bytes)");
    let from = XmlDecoder::new(b"<v>hunter2</v>").expect("XML");
    assert_eq!(format!("{from:?}"), "XmlDecoder(at byte 3)");
}

#[test]
fn goes_into_wrappers() {
    let body =
        b"<Response><Meta><Id>1</Id></Meta><Result><Long>2</Long></Result><Rest><x/></Rest></Response>";
    let mut from = XmlDecoder::new(body).expect("XML");
    let mut value = everything();
    assert_eq!(from.enter("Result"), Ok(true));
    value.decode(&ROOT, &mut from).expect("a structure");
    assert_eq!(from.finish(), Ok(()));
    assert_eq!(value, Everything { long: Some(2), ..everything() });

    let mut from = XmlDecoder::new(body).expect("XML");
    assert_eq!((from.enter("Meta"), from.enter("Id")), (Ok(true), Ok(true)));
    assert_eq!(from.long(&ROOT), Ok(1));
    assert_eq!(from.finish(), Ok(()));

    let mut from = XmlDecoder::new(body).expect("XML");
    assert_eq!(from.enter("Long"), Ok(false));
    assert!(from.long(&ROOT).is_err());
    assert_eq!(from.finish(), Ok(()));

    let mut from = XmlDecoder::new(b"<Response><Result/><x></y></Response>").expect("XML");
    assert_eq!(from.enter("Result"), Ok(true));
    assert_eq!(Value::decode(&mut everything(), &ROOT, &mut from), Ok(()));
    assert!(from.finish().is_err());
}

#[test]
fn refuses_what_is_no_document() {
    for (text, message) in [
        ("", "expected an element, found none at byte 0"),
        (" <!-- x --> ", "expected an element, found none at byte 12"),
        ("text", "expected an element, found text at byte 4"),
        ("<v/><w/>", "expected the end, found another element at byte 8"),
        ("<v/>text", "expected an element, found text at byte 8"),
        ("<v></w>", "expected </v>, found another end at byte 3"),
        ("<v/></v>", "the end of an element that has not started at byte 4"),
        ("<v>&nothing;</v>", "the entity \"nothing\" is not defined at byte 12"),
        ("<v>&#0;</v>", "no character has the number of \"#0\" at byte 7"),
        ("<v>&#xD800;</v>", "no character has the number of \"#xD800\" at byte 11"),
        ("<v>a & b</v>", "expected `&`, a name and `;` at byte 5"),
        ("<v>&amp&lt;</v>", "expected `&`, a name and `;` at byte 3"),
        ("<v>&#+1;</v>", "no character has the number of \"#+1\" at byte 8"),
        ("<v>&#x;</v>", "no character has the number of \"#x\" at byte 7"),
        ("<v><!-- x </v>", "<!-- has no end at byte 3"),
        ("<v><!-->x</v>", "<!-- has no end at byte 3"),
        ("<v><![CDATA[x]]</v>", "<![CDATA[ has no end at byte 3"),
        ("<v><!x></v>", "neither a tag nor a comment at byte 3"),
        ("<v><?x></v>", "<? has no end at byte 3"),
        ("<v a='>></v>", "a tag has no end at byte 0"),
        ("<v", "a tag without a name, or without its end at byte 0"),
        ("<>x</>", "a tag without a name, or without its end at byte 0"),
        ("<v><x", "a tag without a name, or without its end at byte 3"),
        ("<v>x</v x>", "expected </v>, found another end at byte 4"),
        ("<v>x</vw>", "expected </v>, found another end at byte 4"),
        ("<!DOCTYPE v><v/>", "a document type declaration is not allowed at byte 0"),
        ("<v/><!DOCTYPE v>", "a document type declaration is not allowed at byte 4"),
        ("<!DOCTYPE v [<!ENTITY a 'b'>]><v>&a;</v>", "a document type declaration is not allowed at byte 0"),
    ] {
        refuses::<String>(text, message);
    }
    refuses::<String>(b"<v>\xff</v>", "the text is not UTF-8 at byte 3");
}

fn full() -> String {
    let value = Everything { text: Some("a &<ü".into()), document: None, ..Everything::full() };
    encode(&ROOT, &value).expect("XML")
}

#[test]
fn refuses_every_beginning_of_a_document() {
    let text = full();
    for end in 0..text.len() {
        assert!(decode::<Everything>(&ROOT, &text.as_bytes()[..end]).is_err(), "{end}");
    }
}

#[test]
fn survives_every_byte_changed() {
    let text = full().into_bytes();
    for at in 0..text.len() {
        for byte in [0, b'<', b'>', b'/', b'&', b'"', b' ', 0xff] {
            let mut text = text.clone();
            text[at] = byte;
            let _ = decode::<Everything>(&ROOT, &text);
        }
    }
}

#[test]
fn refuses_what_nests_too_deep() {
    let message = format!("values nest more than {MAX_DEPTH} levels deep");
    for (start, end) in [
        ("<Nested>", "</Nested>"),
        ("<More><member>", "</member></More>"),
        ("<Unknown>", "</Unknown>"),
        ("<text>", "</text>"),
        ("<Choice><List><member>", "</member></List></Choice>"),
    ] {
        for (times, has_end) in [(MAX_DEPTH, true), (100_000, false)] {
            let end = if has_end { end.repeat(times) } else { String::new() };
            let text = format!("<v>{}{end}</v>", start.repeat(times));
            let error = decode::<Everything>(&ROOT, &text).expect_err(start).to_string();
            let is_text = start == "<text>" && error.contains("expected a text, found an element");
            let is_union = start.starts_with("<Choice>") && error.contains("one member");
            assert!(error.contains(&message) || is_text || is_union, "{start}: {error}");
        }
    }
    let nested = |depth| {
        (1..depth).fold(everything(), |inner, _| Everything { nested: Some(Box::new(inner)), ..everything() })
    };
    let text = encode(&ROOT, &nested(MAX_DEPTH)).expect("deep but not too deep");
    assert_eq!(decode(&ROOT, text), Ok(nested(MAX_DEPTH)));
    refuses_to_write(&ROOT, &nested(MAX_DEPTH + 1), "Nested nests too deep");
}

/// Each level is read where its key was found, after having been skipped once. If skipping read it too, this would take
/// 2³⁰ steps.
#[test]
fn reads_nested_entries_the_wrong_way_round_in_time() {
    structure! {
        Deep {
            map: Option<BTreeMap<String, Deep>> = row("M", FLATTENED),
        }
    }
    let levels = 30;
    let text = "<M><value>".repeat(levels) + &"</value><key>k</key></M>".repeat(levels);
    let mut value = decode::<Deep>(&V, format!("<v>{text}</v>")).expect("XML");
    let mut depth = 0;
    while let Some(mut map) = value.map {
        value = map.remove("k").expect("the key");
        depth += 1;
    }
    assert_eq!(depth, levels);
}

/// Hours, if each attribute were compared with all before it.
#[test]
fn reads_many_attributes_in_time() {
    let attributes: String = (0..100_000).map(|number| format!(" a{number}=''")).collect();
    reads(
        &format!("<r{attributes} note='n'><x{attributes}/></r>"),
        Renamed { note: Some("n".into()), ..Renamed::default() },
    );
}

proptest! {
    #[test]
    fn any_text_that_xml_allows_reads_back(text in "[\t\r\n\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]*") {
        let value = Renamed { own: Some(text.clone()), note: Some(text), ..Renamed::default() };
        let written = encode(&ROOT, &value).expect("XML");
        prop_assert_eq!(decode::<Renamed>(&ROOT, written), Ok(value));
    }

    #[test]
    fn no_text_makes_it_panic(text in "(<|>|</|/>|v|Nested|More|member|Tags|entry|key|value|=|'|\"|&|;|#|x|1|<!--|-->|<!\\[CDATA\\[|\\]\\]>| )*") {
        let _ = decode::<Everything>(&ROOT, format!("<v>{text}</v>"));
        let _ = decode::<Order>(&ROOT, text);
    }
}
