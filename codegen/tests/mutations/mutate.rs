//! Changes that nobody would make to a model on purpose.

use fastrand::Rng;
use serde_json::{Map, Value, json};

/// Names that are none, or that mean something elsewhere: to JSON, Rust, Markdown, TOML, a shell, a file system.
const NASTY: &[&str] = &[
    "",
    " ",
    "..",
    "../../escape",
    "/etc/passwd",
    "C:\\x",
    "a/b",
    "con",
    "\"",
    "'",
    "`",
    "``` ",
    "*/",
    "/*",
    "//",
    "\\",
    "\n",
    "\r",
    "\r\n}",
    "\t",
    "\0",
    "{",
    "}",
    "{}",
    "{x}",
    "#",
    "#[x]",
    "]",
    "[x](y)",
    "](",
    "<p>",
    "$crate",
    "r#type",
    "type",
    "gen",
    "self",
    "Self",
    "crate",
    "super",
    "_",
    "__",
    "0",
    "9x",
    "é",
    "日本",
    "\u{202e}",
    "\u{2028}",
    "\u{feff}",
    "👩‍👩‍👧",
    "Option",
    "String",
    "Vec",
    "Box",
    "Result",
    "Value",
    "Client",
    "Document",
    "UnknownValue",
    "new",
    "1.5",
];

/// What shapes can be.
const TYPES: &[&str] = &[
    "structure",
    "list",
    "map",
    "string",
    "integer",
    "long",
    "float",
    "double",
    "boolean",
    "blob",
    "timestamp",
    "character",
    "sting",
];

/// Changes `model` in one place or a few.
pub fn mutate(model: &mut Value, dice: &mut Rng) {
    for _ in 0..dice.usize(1..4) {
        match dice.u8(..10) {
            // Everywhere: what refers to it still does.
            0..4 => rename_everywhere(model, dice),
            4 => set_type(model, dice),
            5 => swap(model, dice),
            _ => change(somewhere(model, dice), dice),
        }
    }
}

/// A text that is no JSON any more, most likely.
pub fn garble(text: &str, dice: &mut Rng) -> String {
    let mut place = dice.usize(..=text.len());
    while !text.is_char_boundary(place) {
        place -= 1;
    }
    let (before, after) = text.split_at(place);
    match dice.u8(..3) {
        0 => before.to_owned(),
        1 => format!("{before}{}{after}", nasty(dice)),
        _ => format!("{before}{}", after.chars().skip(dice.usize(1..20)).collect::<String>()),
    }
}

pub fn nasty(dice: &mut Rng) -> String {
    let one = dice.choice(NASTY).copied().unwrap_or_default();
    match dice.u8(..8) {
        0 => format!("{one}{}", dice.choice(NASTY).copied().unwrap_or_default()),
        1 => format!("Abc{one}"),
        2 => format!("{one}Abc"),
        3 => "long".repeat(dice.usize(1..50)),
        _ => one.to_owned(),
    }
}

/// A value at any depth.
fn somewhere<'a>(mut value: &'a mut Value, dice: &mut Rng) -> &'a mut Value {
    loop {
        let length = match value {
            Value::Object(map) => map.len(),
            Value::Array(items) => items.len(),
            _ => 0,
        };
        if length == 0 || dice.u8(..6) == 0 {
            return value;
        }
        let place = dice.usize(..length);
        value = match value {
            Value::Object(map) => map.values_mut().nth(place),
            Value::Array(items) => items.get_mut(place),
            _ => None,
        }
        .expect("there is one");
    }
}

fn change(value: &mut Value, dice: &mut Rng) {
    match (value, dice.u8(..8)) {
        (Value::Object(map), 0..3) => {
            let _ = random_key(map, dice).and_then(|key| map.shift_remove(&key));
        }
        (Value::Object(map), 3..6) => {
            let Some(key) = random_key(map, dice) else { return };
            let new = nasty(dice);
            *map = std::mem::take(map)
                .into_iter()
                .map(|(name, value)| if name == key { (new.clone(), value) } else { (name, value) })
                .collect();
        }
        (Value::Array(items), 0..3) if !items.is_empty() => {
            items.remove(dice.usize(..items.len()));
        }
        (Value::Array(items), 3..6) => items.push(nasty(dice).into()),
        (Value::String(text), 0..4) => *text = nasty(dice),
        (Value::String(text), 4) => text.insert_str(0, &nasty(dice)),
        (Value::Bool(flag), 0..4) => *flag = !*flag,
        (value @ Value::Number(_), 0..4) => {
            *value = dice
                .choice([json!(0), json!(-1), json!(1.5), json!(u64::MAX), json!(i64::MIN), json!(1e300)])
                .expect("one");
        }
        (value, 6) => {
            let inner = value.take();
            *value = if dice.bool() { json!([inner]) } else { json!({ "shape": inner }) };
        }
        (value, _) => {
            let others = [
                json!(null),
                json!(true),
                json!(7),
                json!("Text"),
                json!([]),
                json!({}),
                json!({ "shape": "Gone" }),
            ];
            *value = dice.choice(others).expect("one");
        }
    }
}

/// Puts the value of one place to another as well.
fn swap(model: &mut Value, dice: &mut Rng) {
    let copy = somewhere(model, dice).clone();
    // A copy of the whole would grow with each.
    if copy.as_object().is_none_or(|map| !map.contains_key("shapes") && map.len() < 200) {
        *somewhere(model, dice) = copy;
    }
}

fn set_type(model: &mut Value, dice: &mut Rng) {
    let Some(shapes) = section(model, "shapes") else { return };
    let Some(key) = random_key(shapes, dice) else { return };
    if let Some(Value::Object(shape)) = shapes.get_mut(&key) {
        shape.insert("type".to_owned(), dice.choice(TYPES).copied().into());
    }
}

/// Renames a shape, an operation, a member or a value wherever it is named.
fn rename_everywhere(model: &mut Value, dice: &mut Rng) {
    let Some(map) = section(model, if dice.u8(..4) == 0 { "operations" } else { "shapes" }) else { return };
    let Some(mut old) = random_key(map, dice) else { return };
    let shape = map.get_mut(&old).and_then(Value::as_object_mut);
    if let Some(Value::Object(members)) = shape.and_then(|shape| shape.get_mut("members"))
        && dice.bool()
        && let Some(member) = random_key(members, dice)
    {
        old = member;
    }
    let new = nasty(dice);
    replace(model, &old, &new);
}

fn replace(value: &mut Value, old: &str, new: &str) {
    match value {
        Value::String(text) if text == old => new.clone_into(text),
        Value::Array(items) => items.iter_mut().for_each(|item| replace(item, old, new)),
        Value::Object(map) => {
            if map.contains_key(old) {
                *map = std::mem::take(map)
                    .into_iter()
                    .map(|(name, value)| if name == old { (new.to_owned(), value) } else { (name, value) })
                    .collect();
            }
            map.values_mut().for_each(|value| replace(value, old, new));
        }
        _ => {}
    }
}

fn section<'a>(model: &'a mut Value, name: &str) -> Option<&'a mut Map<String, Value>> {
    model.get_mut(name)?.as_object_mut()
}

fn random_key(map: &Map<String, Value>, dice: &mut Rng) -> Option<String> {
    map.keys().nth(dice.usize(..map.len().max(1))).cloned()
}
