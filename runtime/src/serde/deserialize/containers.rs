//! Structures, unions, lists and maps.

use std::fmt;

use serde_core::Deserializer;
use serde_core::de::{DeserializeSeed, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::{Scope, Seed};
use crate::codec::members::{self, MemberSet};
use crate::schema::{Member, REQUIRED, SPARSE};
use crate::validate::ViolationKind;
use crate::value::{List, Map, Shape, Union};

/// The members of a structure.
pub(super) struct Members<'a> {
    pub(super) value: &'a mut dyn Shape,
    pub(super) scope: Scope<'a>,
    pub(super) is_for_people: bool,
}

impl<'de> Visitor<'de> for Members<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a map of the members of {}", self.value.schema().name)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let Self { value, scope, is_for_people } = self;
        let members = value.schema().members;
        let (mut seen, mut expected) = (MemberSet::default(), 0);
        while let Some(key) = map.next_key::<String>()? {
            let Some((index, member)) = members::find(members, expected, |member| member.key() == key) else {
                map.next_value::<IgnoredAny>()?;
                continue;
            };
            expected = index + 1;
            if !seen.insert(index) {
                return Err(A::Error::custom(format_args!("{key} is there twice")));
            }
            let mark = scope.missing.borrow().mark();
            let seed = Seed { member, value: value.member_mut(index), scope };
            let presence = match is_for_people {
                true => map.next_value_seed(Nullable(seed))?,
                false => map.next_value_seed(seed).map(|()| Presence::Value)?,
            };
            let mut missing = scope.missing.borrow_mut();
            missing.in_member(mark, member);
            if presence == Presence::Null && member.has(REQUIRED) {
                missing.add_in(member, ViolationKind::Missing);
            }
        }
        for (index, member) in members.iter().enumerate() {
            if member.has(REQUIRED) && !seen.contains(index) {
                scope.missing.borrow_mut().add_in(member, ViolationKind::Missing);
            }
        }
        Ok(())
    }
}

/// The one member of a union.
pub(super) struct Variants<'a> {
    pub(super) value: &'a mut dyn Union,
    pub(super) scope: Scope<'a>,
}

impl<'de> Visitor<'de> for Variants<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a map with one member of {}", self.value.schema().name)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let Self { value, scope } = self;
        let Some(key) = map.next_key::<String>()? else {
            return Err(A::Error::custom("expected a member of a union, found none"));
        };
        let known = value.schema().members.iter().enumerate().find(|(_, member)| member.wire == key);
        match known {
            Some((index, member)) => {
                let mark = scope.missing.borrow().mark();
                map.next_value_seed(Seed { member, value: value.variant_mut(index), scope })?;
                scope.missing.borrow_mut().in_member(mark, member);
            }
            None => {
                value.set_unknown(&key);
                map.next_value::<IgnoredAny>()?;
            }
        }
        match map.next_key::<IgnoredAny>()? {
            Some(_) => Err(A::Error::custom("expected one member of a union, found a second")),
            None => Ok(()),
        }
    }
}

/// The items of a list.
pub(super) struct Items<'a> {
    pub(super) member: &'static Member,
    pub(super) value: &'a mut dyn List,
    pub(super) scope: Scope<'a>,
    pub(super) is_for_people: bool,
}

impl<'de> Visitor<'de> for Items<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        let Self { member, value, scope, is_for_people } = self;
        let is_sparse = member.has(SPARSE);
        let mut position = 0;
        loop {
            let mark = scope.missing.borrow().mark();
            let item = Item { member: member.target.item, list: value, scope };
            let presence = match is_for_people || is_sparse {
                true => list.next_element_seed(Nullable(item))?,
                false => list.next_element_seed(Plain(item))?.map(|()| Presence::Value),
            };
            match presence {
                None => return Ok(()),
                Some(Presence::Null) if is_sparse => drop(value.grow()),
                Some(_) => {}
            }
            scope.missing.borrow_mut().in_item(mark, member, position);
            position += 1;
        }
    }
}

/// What cannot be null.
struct Plain<R>(R);

impl<'de, R: Reads> DeserializeSeed<'de> for Plain<R> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        self.0.read(deserializer)
    }
}

/// The entries of a map.
pub(super) struct Entries<'a> {
    pub(super) member: &'static Member,
    pub(super) value: &'a mut dyn Map,
    pub(super) scope: Scope<'a>,
    pub(super) is_for_people: bool,
}

/// A place for the value of an entry.
struct EntryValue<'a> {
    member: &'static Member,
    map: &'a mut dyn Map,
    key: &'a str,
    scope: Scope<'a>,
}

impl Reads for EntryValue<'_> {
    fn read<'de, D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        let Self { member, map, key, scope } = self;
        match map.insert(key) {
            Some(value) => Seed { member, value, scope }.deserialize(deserializer),
            None => Err(repeated_key()),
        }
    }
}

fn repeated_key<E: Error>() -> E {
    E::custom("a key is there twice")
}

impl<'de> Visitor<'de> for Entries<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a map")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let Self { member, value, scope, is_for_people } = self;
        let is_sparse = member.has(SPARSE);
        while let Some(key) = map.next_key::<String>()? {
            let mark = scope.missing.borrow().mark();
            let entry = EntryValue { member: member.target.value, map: value, key: &key, scope };
            let presence = match is_for_people || is_sparse {
                true => map.next_value_seed(Nullable(entry))?,
                false => map.next_value_seed(Plain(entry)).map(|()| Presence::Value)?,
            };
            if matches!(presence, Presence::Null) && is_sparse && value.insert(&key).is_none() {
                return Err(repeated_key());
            }
            scope.missing.borrow_mut().in_entry(mark, member, &key);
        }
        Ok(())
    }
}

/// Calls `read` with what is there, unless that is null.
struct Nullable<F>(F);

impl<'de, F: Reads> DeserializeSeed<'de> for Nullable<F> {
    type Value = Presence;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Presence, D::Error> {
        deserializer.deserialize_option(self)
    }
}

impl<'de, F: Reads> Visitor<'de> for Nullable<F> {
    type Value = Presence;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value or null")
    }

    fn visit_none<E: Error>(self) -> Result<Presence, E> {
        Ok(Presence::Null)
    }

    fn visit_unit<E: Error>(self) -> Result<Presence, E> {
        Ok(Presence::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Presence, D::Error> {
        self.0.read(deserializer).map(|()| Presence::Value)
    }
}

/// Whether something was read.
#[derive(PartialEq, Eq)]
enum Presence {
    Value,
    Null,
}

trait Reads {
    fn read<'de, D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error>;
}

impl Reads for Seed<'_> {
    fn read<'de, D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        self.deserialize(deserializer)
    }
}

/// A place for an item, which is made when there is one.
struct Item<'a> {
    member: &'static Member,
    list: &'a mut dyn List,
    scope: Scope<'a>,
}

impl Reads for Item<'_> {
    fn read<'de, D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        let Self { member, list, scope } = self;
        Seed { member, value: list.grow(), scope }.deserialize(deserializer)
    }
}
