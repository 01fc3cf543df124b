//! Values with the secrets in them replaced, for whatever writes values.
//!
//! What is secret: what the model calls `sensitive`; strings and blobs whose names are those of passwords, keys and tokens,
//! which many models forget to say; signatures in URLs; and what the user names.

use std::borrow::Cow;
use std::cell::RefCell;

use bytes::Bytes;

use crate::codec::DecodeError;
use crate::document::Document;
use crate::enumeration::EnumValue;
use crate::event_stream::OutgoingEvents;
use crate::field::{FieldDecoder, FieldEncoder};
use crate::schema::{JSON_VALUE, Location, Member, SENSITIVE, Schema, no_member};
use crate::stream::ByteStream;
use crate::timestamp::Timestamp;
use crate::value::{List, Map, Shape, Union, Value};

/// What stands for a string or blob.
const REDACTED: &str = "REDACTED";
/// The same where the string is JSON.
const REDACTED_JSON: &str = "\"REDACTED\"";
/// What stands for content that is not in memory.
const LEFT_OUT: &str = "LEFT OUT";

/// How the names of secrets end, in lower case. Each of them is the name of a member, in some model of AWS's, that is a
/// secret and not marked as one: `SessionToken` of STS, `Password` of MQ, `authorizationToken` of ECR.
const SECRET_NAMES: &[&str] = &[
    "accesskeyid",
    "accesstoken",
    "authorizationtoken",
    "authtoken",
    "clientsecret",
    "idtoken",
    "password",
    "privatekey",
    "refreshtoken",
    "secretaccesskey",
    "secretkey",
    "securitytoken",
    "sessiontoken",
];

/// Headers that are secret whichever member they are of.
const SECRET_HEADERS: &[&str] =
    &["authorization", "cookie", "proxy-authorization", "set-cookie", "x-amz-security-token"];

/// What stands before signatures and what they are made with, in URLs above all, in lower case.
const SECRET_FOLLOWS: &[&str] = &[
    "x-amz-credential=",
    "x-amz-security-token=",
    "x-amz-signature=",
    "awsaccesskeyid=",
    "signature=",
    // A service that refuses a signature may say what it was to be made of, line by line.
    "x-amz-security-token:",
];

/// What is to be hidden, and what has been.
#[derive(Debug, Default)]
pub(crate) struct Veil<'a> {
    /// Names of members that the user wants hidden.
    names: &'a [String],
    /// Secrets that are hidden in any text.
    known: &'a [String],
    /// The strings that were hidden.
    found: RefCell<Vec<String>>,
}

impl<'a> Veil<'a> {
    /// Hides members with these `names`, besides what is secret anyway, and `known` secrets wherever they are.
    pub(crate) fn new(names: &'a [String], known: &'a [String]) -> Self {
        Self { names, known, found: RefCell::default() }
    }

    /// The strings that were hidden, so far.
    pub(crate) fn into_found(self) -> Vec<String> {
        self.found.into_inner()
    }

    /// The text without what is secret in it: known secrets, and what signatures are and are made of.
    pub(crate) fn clean<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let mut text = without_signatures(text);
        for secret in self.known.iter().filter(|secret| !secret.is_empty()) {
            if text.contains(secret.as_str()) {
                text = text.replace(secret.as_str(), REDACTED).into();
            }
        }
        text
    }

    fn hides(&self, member: &Member) -> bool {
        member.has(SENSITIVE)
            || self.names.iter().any(|name| name.eq_ignore_ascii_case(member.name))
            || (member.location == Location::Header
                && SECRET_HEADERS.iter().any(|name| name.eq_ignore_ascii_case(member.wire)))
    }
}

/// Whether text or bytes of this name are secret, whatever the model says.
fn has_secret_name(member: &Member) -> bool {
    let name = member.name.to_ascii_lowercase();
    SECRET_NAMES.iter().any(|secret| name.ends_with(secret))
}

/// The text with signatures in it replaced.
fn without_signatures(text: &str) -> Cow<'_, str> {
    let lower = text.to_ascii_lowercase();
    let starts = SECRET_FOLLOWS.iter().flat_map(|name| {
        // A name counts where a parameter may begin, so that `X-Amz-Signature` is not taken for `Signature` as well.
        let begins = |at: usize| !lower.get(..at).is_some_and(|before| before.ends_with(is_in_name));
        lower.match_indices(name).filter(move |(at, _)| begins(*at)).map(|(at, name)| at + name.len())
    });
    let mut starts: Vec<usize> = starts.collect();
    if starts.is_empty() {
        return text.into();
    }
    starts.sort_unstable();
    let (mut out, mut end) = (String::new(), 0);
    for start in starts {
        out.push_str(text.get(end..start).unwrap_or_default());
        let value = text.get(start..).unwrap_or_default();
        end = start + value.find(|c: char| c.is_whitespace() || "&\"'<>".contains(c)).unwrap_or(value.len());
        out.push_str(REDACTED);
    }
    out.push_str(text.get(end..).unwrap_or_default());
    out.into()
}

fn is_in_name(character: char) -> bool {
    character.is_ascii_alphanumeric() || character == '-'
}

/// A structure without its secrets. Nothing can be read into it.
pub(crate) struct Redacted<'a> {
    schema: &'static Schema,
    members: Vec<Veiled<'a>>,
}

impl<'a> Redacted<'a> {
    /// The members of `shape`, behind `veil`.
    pub(crate) fn new(shape: &'a dyn Shape, veil: &'a Veil<'a>) -> Self {
        Self::of(shape, Some(veil), false)
    }

    fn of(shape: &'a dyn Shape, veil: Option<&'a Veil<'a>>, hide: bool) -> Self {
        let schema = shape.schema();
        let values = (0..schema.members.len()).map(|index| shape.member(index));
        Self { schema, members: values.map(|value| Veiled { value, veil, hide }).collect() }
    }
}

impl Shape for Redacted<'_> {
    fn schema(&self) -> &'static Schema {
        self.schema
    }

    fn member(&self, index: usize) -> &dyn Value {
        match self.members.get(index) {
            Some(value) => value,
            None => no_member(self.schema, index),
        }
    }

    fn member_mut(&mut self, index: usize) -> &mut dyn Value {
        match self.members.get_mut(index) {
            Some(value) => value,
            None => no_member(self.schema, index),
        }
    }
}

/// A value that is shown behind a veil, or hidden with all that is in it.
struct Veiled<'a> {
    value: &'a dyn Value,
    veil: Option<&'a Veil<'a>>,
    hide: bool,
}

impl Value for Veiled<'_> {
    fn zero() -> Self {
        Self { value: &false, veil: None, hide: true }
    }

    fn is_set(&self) -> bool {
        self.value.is_set()
    }

    fn encode(&self, member: &'static Member, out: &mut dyn FieldEncoder) {
        let hide = self.hide || self.veil.is_none_or(|veil| veil.hides(member));
        self.value.encode(member, &mut Redacting { out, veil: self.veil, hide });
    }

    fn decode(&mut self, member: &'static Member, _: &mut dyn FieldDecoder) -> Result<(), DecodeError> {
        Err(DecodeError::new("a redacted value is only written").in_member(member.name))
    }
}

/// Tells `out` another value than the one that it is told, if that is to be hidden.
struct Redacting<'a, 'o> {
    out: &'o mut dyn FieldEncoder,
    veil: Option<&'a Veil<'a>>,
    hide: bool,
}

impl Redacting<'_, '_> {
    /// Whether to hide what is text or bytes.
    fn hides_text(&self, member: &Member) -> bool {
        self.hide || has_secret_name(member)
    }

    fn clean(&self, document: &Document) -> Document {
        match document {
            Document::String(text) => {
                Document::String(self.veil.map_or(REDACTED.into(), |veil| veil.clean(text)).into_owned())
            }
            Document::List(items) => Document::List(items.iter().map(|item| self.clean(item)).collect()),
            Document::Map(entries) => {
                Document::Map(entries.iter().map(|(key, value)| (key.clone(), self.clean(value))).collect())
            }
            other => other.clone(),
        }
    }

    fn found(&self, text: &str) {
        if let Some(veil) = self.veil.filter(|_| !text.is_empty()) {
            veil.found.borrow_mut().push(text.to_owned());
        }
    }
}

impl FieldEncoder for Redacting<'_, '_> {
    fn structure(&mut self, member: &'static Member, value: &dyn Shape) {
        self.out.structure(member, &Redacted::of(value, self.veil, self.hide));
    }

    fn union(&mut self, member: &'static Member, value: &dyn Union) {
        let variant = value.variant();
        let (veil, hide) = (self.veil, self.hide);
        let variant = variant.map(|(index, value)| (index, Veiled { value, veil, hide }));
        let unknown = value.unknown().to_owned();
        self.out.union(member, &RedactedUnion { schema: value.schema(), unknown, variant });
    }

    fn list(&mut self, member: &'static Member, value: &dyn List) {
        let items = (0..value.count()).filter_map(|index| value.at(index));
        let (veil, hide) = (self.veil, self.hide);
        let items = items.map(|value| Veiled { value, veil, hide }).collect();
        self.out.list(member, &RedactedList(items));
    }

    fn map(&mut self, member: &'static Member, value: &dyn Map) {
        let (veil, hide) = (self.veil, self.hide);
        let hides_keys = hide || veil.is_none_or(|veil| veil.hides(member.target.key));
        self.out.map(member, &RedactedMap { map: value, veil, hide, hides_keys, nothing: Veiled::zero() });
    }

    fn string(&mut self, member: &'static Member, value: &str) {
        if !self.hides_text(member) {
            let clean = self.veil.map_or(REDACTED.into(), |veil| veil.clean(value));
            return self.out.string(member, &clean);
        }
        self.found(value);
        self.out.string(member, if member.has(JSON_VALUE) { REDACTED_JSON } else { REDACTED });
    }

    fn enumeration(&mut self, member: &'static Member, value: EnumValue<'_>) {
        match self.hide {
            true => self.out.string(member, REDACTED),
            false => self.out.enumeration(member, value),
        }
    }

    fn boolean(&mut self, member: &'static Member, value: bool) {
        self.out.boolean(member, value && !self.hide);
    }

    fn integer(&mut self, member: &'static Member, value: i32) {
        self.out.integer(member, if self.hide { 0 } else { value });
    }

    fn long(&mut self, member: &'static Member, value: i64) {
        self.out.long(member, if self.hide { 0 } else { value });
    }

    fn float(&mut self, member: &'static Member, value: f32) {
        self.out.float(member, if self.hide { 0.0 } else { value });
    }

    fn double(&mut self, member: &'static Member, value: f64) {
        self.out.double(member, if self.hide { 0.0 } else { value });
    }

    fn blob(&mut self, member: &'static Member, value: &Bytes) {
        match self.hides_text(member) {
            true => self.out.blob(member, &Bytes::from_static(REDACTED.as_bytes())),
            false => self.out.blob(member, value),
        }
    }

    fn timestamp(&mut self, member: &'static Member, value: Timestamp) {
        self.out.timestamp(member, if self.hide { Timestamp::UNIX_EPOCH } else { value });
    }

    fn document(&mut self, member: &'static Member, value: &Document) {
        match self.hide {
            true => self.out.document(member, &Document::String(REDACTED.to_owned())),
            false => self.out.document(member, &self.clean(value)),
        }
    }

    fn stream(&mut self, member: &'static Member, value: &ByteStream) {
        match value.as_bytes() {
            _ if self.hide => self.out.stream(member, &ByteStream::from(REDACTED)),
            None => self.out.stream(member, &ByteStream::from(LEFT_OUT)),
            Some(_) => self.out.stream(member, value),
        }
    }

    fn events(&mut self, member: &'static Member, _: &dyn OutgoingEvents) {
        self.out.stream(member, &ByteStream::from(LEFT_OUT));
    }
}

struct RedactedUnion<'a> {
    schema: &'static Schema,
    /// The name of a member that the model does not know.
    unknown: String,
    variant: Option<(usize, Veiled<'a>)>,
}

impl Union for RedactedUnion<'_> {
    fn schema(&self) -> &'static Schema {
        self.schema
    }

    fn variant(&self) -> Option<(usize, &dyn Value)> {
        self.variant.as_ref().map(|(index, value)| (*index, value as &dyn Value))
    }

    fn variant_mut(&mut self, index: usize) -> &mut dyn Value {
        match &mut self.variant {
            Some((variant, value)) if *variant == index => value,
            _ => no_member(self.schema, index),
        }
    }

    fn unknown(&self) -> &str {
        &self.unknown
    }

    fn from_unknown(name: &str) -> Self {
        Self { schema: &Schema::EMPTY, unknown: name.to_owned(), variant: None }
    }

    fn set_unknown(&mut self, name: &str) {
        *self = Self::from_unknown(name);
    }
}

struct RedactedList<'a>(Vec<Veiled<'a>>);

impl List for RedactedList<'_> {
    fn count(&self) -> usize {
        self.0.len()
    }

    fn at(&self, index: usize) -> Option<&dyn Value> {
        self.0.get(index).map(|item| item as &dyn Value)
    }

    fn grow(&mut self) -> &mut dyn Value {
        self.0.push_mut(Veiled::zero())
    }

    fn reset(&mut self) {
        self.0.clear();
    }
}

struct RedactedMap<'a> {
    map: &'a dyn Map,
    veil: Option<&'a Veil<'a>>,
    hide: bool,
    hides_keys: bool,
    /// What refuses to be read into.
    nothing: Veiled<'a>,
}

impl RedactedMap<'_> {
    /// The key of an entry. How many there are is not hidden.
    fn key(&self, number: usize, key: &str) -> String {
        match self.hides_keys {
            true => format!("{REDACTED}-{number:04}"),
            false => key.to_owned(),
        }
    }
}

impl Map for RedactedMap<'_> {
    fn count(&self) -> usize {
        self.map.count()
    }

    fn visit(&self, visit: &mut dyn FnMut(&str, &dyn Value)) {
        let (veil, hide) = (self.veil, self.hide);
        let mut number = 0;
        self.map.visit(&mut |key, value| {
            number += 1;
            if let Some(veil) = veil.filter(|_| self.hides_keys) {
                veil.found.borrow_mut().push(key.to_owned());
            }
            visit(&self.key(number, key), &Veiled { value, veil, hide });
        });
    }

    fn insert(&mut self, _: &str) -> Option<&mut dyn Value> {
        Some(&mut self.nothing)
    }

    fn reset(&mut self) {}
}
