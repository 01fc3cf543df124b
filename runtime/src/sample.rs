//! Shapes for the tests of every codec and visitor, as the generator would write them.

use std::collections::BTreeMap;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};

use bytes::Bytes;
use futures_core::Stream;

use crate::document::Document;
use crate::enumeration::Enumeration;
use crate::kind::{Described, OfEnumeration, OfUnion};
use crate::schema::{
    HOST_LABEL, IDEMPOTENCY_TOKEN, JSON_VALUE, Location, Member, NONE, REQUIRED, SENSITIVE, SPARSE, Schema,
    Target, TimestampFormat, at_least, at_most, between, item, plain, row,
};
use crate::timestamp::Timestamp;
use crate::value::{Union, Value};

/// A structure from its fields, each with the member that describes it.
macro_rules! structure {
    ($(#[$attribute:meta])* $name:ident { $($field:ident: $type:ty = $member:expr,)* }) => {
        $(#[$attribute])*
        pub(crate) struct $name {
            $(pub(crate) $field: $type,)*
        }

        impl $crate::kind::Described for $name {
            type Kind = $crate::kind::OfStructure<$crate::kind::AtDefault>;
        }

        impl $crate::kind::Structure for $name {
            const SCHEMA: &'static $crate::schema::Schema = &$crate::schema::Schema {
                name: stringify!($name),
                members: &[$($member,)*],
                fields: stringify!($($field)*),
                ..$crate::schema::Schema::EMPTY
            };

            fn member(&self, index: usize) -> &dyn $crate::kind::Held {
                let members: &[&dyn $crate::kind::Held] = &[$(&self.$field,)*];
                members[index]
            }

            fn member_mut(&mut self, index: usize) -> &mut dyn $crate::kind::Held {
                let members: Vec<&mut dyn $crate::kind::Held> = vec![$(&mut self.$field,)*];
                members.into_iter().nth(index).expect("an index of the schema")
            }
        }

        impl Default for $name {
            fn default() -> Self {
                Self { $($field: $crate::value::Value::zero(),)* }
            }
        }

        impl Clone for $name {
            fn clone(&self) -> Self {
                $crate::kind::copy(self)
            }
        }

        impl PartialEq for $name {
            fn eq(&self, other: &Self) -> bool {
                $crate::kind::equal(self, other)
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                $crate::debug::structure(self, f)
            }
        }
    };
}
pub(crate) use structure;

/// Waits for `future` on this thread, without a runtime.
pub(crate) fn block_on<T>(future: impl Future<Output = T>) -> T {
    struct Unpark(Thread);
    impl Wake for Unpark {
        fn wake(self: Arc<Self>) {
            self.0.unpark();
        }
    }
    let waker = Waker::from(Arc::new(Unpark(thread::current())));
    let mut future = pin!(future);
    loop {
        match future.as_mut().poll(&mut Context::from_waker(&waker)) {
            Poll::Ready(output) => return output,
            Poll::Pending => thread::park(),
        }
    }
}

struct Slowly<I> {
    items: I,
    is_ready: bool,
}

/// A stream of `items` that makes its reader wait for each.
pub(crate) fn slowly<T: 'static>(
    items: impl IntoIterator<Item = T, IntoIter: Send + Unpin + 'static>,
) -> impl Stream<Item = T> + Send + 'static {
    Slowly { items: items.into_iter(), is_ready: false }
}

impl<I: Iterator + Unpin> Stream for Slowly<I> {
    type Item = I::Item;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<I::Item>> {
        self.is_ready = !self.is_ready;
        if self.is_ready {
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        Poll::Ready(self.items.next())
    }
}

structure! {
    /// A member of every kind, all optional and unconstrained. Nests in itself.
    Everything {
        text: Option<String> = Member { wire: "text", ..row("Text", NONE) },
        flag: Option<bool> = row("Flag", NONE),
        integer: Option<i32> = row("Integer", NONE),
        long: Option<i64> = row("Long", NONE),
        float: Option<f32> = row("Float", NONE),
        double: Option<f64> = row("Double", NONE),
        blob: Option<Bytes> = row("Blob", NONE),
        time: Option<Timestamp> = row("Time", NONE),
        iso_time: Option<Timestamp> =
            Member { timestamp: Some(TimestampFormat::Iso8601), ..row("IsoTime", NONE) },
        http_time: Option<Timestamp> =
            Member { timestamp: Some(TimestampFormat::HttpDate), ..row("HttpTime", NONE) },
        epoch_time: Option<Timestamp> =
            Member { timestamp: Some(TimestampFormat::EpochSeconds), ..row("EpochTime", NONE) },
        colour: Option<Colour> = row("Colour", NONE),
        document: Option<Document> = row("Document", NONE),
        json: Option<String> = row("Json", JSON_VALUE),
        names: Option<Vec<String>> = row("Names", NONE),
        sparse_names: Option<Vec<Option<String>>> = row("SparseNames", SPARSE),
        tags: Option<BTreeMap<String, String>> = row("Tags", NONE),
        sparse_counts: Option<BTreeMap<String, Option<i32>>> = row("SparseCounts", SPARSE),
        by_colour: Option<BTreeMap<Colour, i64>> = row("ByColour", NONE),
        choice: Option<Choice> = row("Choice", NONE),
        nested: Option<Box<Everything>> = row("Nested", NONE),
        more: Option<Vec<Everything>> = row("More", NONE),
    }
}

structure! {
    /// Required members and every kind of constraint.
    Order {
        id: String = Member {
            target: &Target { length: between(1, 5), ..plain() },
            ..row("id", REQUIRED)
        },
        lines: Vec<Line> = Member {
            target: &Target { length: at_least(1), ..plain() },
            ..row("Lines", REQUIRED)
        },
        parent: Option<Box<Order>> = row("Parent", NONE),
        quantity: Option<i32> = Member {
            target: &Target { range: between(1, 100), ..plain() },
            ..row("Quantity", NONE)
        },
        price: Option<f64> = Member {
            target: &Target { float_range: between(0.5, 99.5), ..plain() },
            ..row("Price", NONE)
        },
        colour: Option<Colour> = row("Colour", NONE),
        image: Option<Bytes> = Member {
            target: &Target { length: at_most(4), ..plain() },
            ..row("Image", NONE)
        },
        notes: Option<BTreeMap<String, String>> = Member {
            target: &Target {
                length: at_most(2),
                key: &Member { target: &Target { length: at_most(3), ..plain() }, ..item("key", NONE) },
                value: &Member { target: &Target { length: at_most(5), ..plain() }, ..item("value", NONE) },
                ..plain()
            },
            ..row("Notes", NONE)
        },
        secrets: Option<Vec<Line>> = row("Secrets", SENSITIVE),
        choice: Option<Choice> = row("Choice", NONE),
    }
}

structure! {
    /// What [`Order`] holds: a string with a pattern, one that is sensitive, and a required member that can be unset.
    Line {
        sku: String = Member {
            target: &Target { pattern: Some("^[a-z]+$"), ..plain() },
            ..row("Sku", REQUIRED)
        },
        password: Option<String> = Member {
            target: &Target { pattern: Some("[0-9]"), ..plain() },
            ..row("Password", SENSITIVE)
        },
        gift: Option<Box<Line>> = row("Gift", NONE),
        origin: Option<Box<Origin>> = row("Origin", REQUIRED),
    }
}

structure! {
    /// A structure with one required member.
    Origin {
        country: Option<String> = row("Country", REQUIRED),
    }
}

structure! {
    /// The input of an operation of a REST protocol: a member at each location.
    Upload {
        bucket: String = Member { location: Location::Uri, ..row("Bucket", REQUIRED) },
        key: Option<String> = Member { location: Location::Uri, wire: "key", ..row("Key", REQUIRED) },
        account: Option<String> = row("Account", REQUIRED | HOST_LABEL),
        acl: Option<String> = Member { location: Location::Header, wire: "x-amz-acl", ..row("ACL", NONE) },
        metadata: Option<BTreeMap<String, String>> =
            Member { location: Location::Headers, wire: "x-amz-meta-", ..row("Metadata", NONE) },
        version: Option<String> =
            Member { location: Location::Query, wire: "versionId", ..row("VersionId", NONE) },
        token: Option<String> = row("Token", REQUIRED | IDEMPOTENCY_TOKEN),
        comment: Option<String> = row("Comment", NONE),
    }
}

/// An open enum.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Colour {
    Blue,
    Red,
    Unknown(String),
}

impl Enumeration for Colour {
    const ALL: &'static [Self] = &[Self::Blue, Self::Red];

    fn unknown(text: &str) -> Self {
        Self::Unknown(text.to_owned())
    }
}

impl AsRef<str> for Colour {
    fn as_ref(&self) -> &str {
        match self {
            Self::Blue => "BLUE",
            Self::Red => "RED",
            Self::Unknown(text) => text,
        }
    }
}

impl Described for Colour {
    type Kind = OfEnumeration;
}

/// A union whose members are a scalar, a structure, a list and a secret.
#[derive(Clone, PartialEq)]
pub(crate) enum Choice {
    Number(i64),
    Line(Line),
    List(Vec<Choice>),
    Secret(String),
    Unknown(String),
}

static CHOICE: Schema = Schema {
    name: "Choice",
    members: &[row("Number", NONE), row("Line", NONE), row("List", NONE), row("Secret", SENSITIVE)],
    fields: "Number Line List Secret",
    ..Schema::EMPTY
};

impl Union for Choice {
    fn schema(&self) -> &'static Schema {
        &CHOICE
    }

    fn variant(&self) -> Option<(usize, &dyn Value)> {
        match self {
            Self::Number(value) => Some((0, value)),
            Self::Line(value) => Some((1, value)),
            Self::List(value) => Some((2, value)),
            Self::Secret(value) => Some((3, value)),
            Self::Unknown(_) => None,
        }
    }

    fn variant_mut(&mut self, index: usize) -> &mut dyn Value {
        *self = match index {
            0 => Self::Number(Value::zero()),
            1 => Self::Line(Value::zero()),
            2 => Self::List(Value::zero()),
            _ => Self::Secret(Value::zero()),
        };
        match self {
            Self::Number(value) => value,
            Self::Line(value) => value,
            Self::List(value) => value,
            Self::Secret(value) | Self::Unknown(value) => value,
        }
    }

    fn unknown(&self) -> &str {
        match self {
            Self::Unknown(name) => name,
            _ => "",
        }
    }

    fn from_unknown(name: &str) -> Self {
        Self::Unknown(name.to_owned())
    }

    fn set_unknown(&mut self, name: &str) {
        *self = Self::from_unknown(name);
    }
}

impl Described for Choice {
    type Kind = OfUnion;
}

impl std::fmt::Debug for Choice {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        crate::debug::union(self, f)
    }
}

impl Everything {
    /// A value with every member set, nested once, in the order of the schema.
    pub(crate) fn full() -> Self {
        Self {
            text: Some("a \"b\" \\ \u{1} ü 🦀".into()),
            flag: Some(true),
            integer: Some(i32::MIN),
            long: Some(i64::MAX),
            float: Some(0.1),
            double: Some(-1e300),
            blob: Some(Bytes::from_static(b"\x00\xff!")),
            time: Some(Timestamp::from_epoch_seconds_and_nanos(1_515_531_081, 123_000_000)),
            iso_time: Some(Timestamp::from_epoch_seconds(482_196_050)),
            http_time: Some(Timestamp::from_epoch_seconds(482_196_050)),
            epoch_time: Some(Timestamp::from_epoch_seconds(-1)),
            colour: Some(Colour::Red),
            document: Some(Document::List(vec![
                Document::Null,
                Document::Boolean(false),
                Document::Integer(7),
                Document::Double(1.5),
                Document::Map(BTreeMap::from([("k".into(), Document::String("v".into()))])),
            ])),
            json: Some(r#"{"a":1}"#.into()),
            names: Some(vec!["x".into(), "".into()]),
            sparse_names: Some(vec![Some("x".into()), None]),
            tags: Some(BTreeMap::from([("b".into(), "1".into()), ("\"".into(), "2".into())])),
            sparse_counts: Some(BTreeMap::from([("none".into(), None), ("one".into(), Some(1))])),
            by_colour: Some(BTreeMap::from([(Colour::Blue, 1), (Colour::Unknown("PINK".into()), 2)])),
            choice: Some(Choice::Line(Line { sku: "s".into(), ..Line::default() })),
            nested: Some(Box::new(Self { text: Some("inner".into()), ..Self::default() })),
            more: Some(vec![Self::default()]),
        }
    }
}
