use std::collections::BTreeMap;

use bytes::Bytes;

use super::Validation::{Full, PathOnly, Required};
use super::*;
use crate::sample::{Choice, Colour, Line, Order, Origin, Upload, structure};
use crate::schema::{
    Location, Member, NONE, REQUIRED, SENSITIVE, Target, at_least, between, item, plain, row,
};

/// The lines after the first of the message about `value`.
#[track_caller]
fn check(value: &dyn Shape, level: Validation, expected: &[&str]) {
    let message = validate(value, level).map_or_else(|error| error.to_string(), |()| String::new());
    let lines: Vec<_> = message.split('\n').skip(1).collect();
    assert_eq!(lines, expected, "{level:?}");
    if !expected.is_empty() {
        assert!(
            message
                .starts_with(&format!("InvalidParameter: {} validation error(s) found.\n", expected.len()))
        );
    }
}

fn line(sku: &str) -> Line {
    Line { sku: sku.into(), origin: Some(Box::new(Origin { country: Some("DE".into()) })), ..Line::default() }
}

fn order() -> Order {
    Order { id: "1".into(), lines: vec![line("abc")], ..Order::default() }
}

#[test]
fn accepts_what_is_valid() {
    let order = Order {
        quantity: Some(100),
        price: Some(0.5),
        colour: Some(Colour::Blue),
        image: Some(Bytes::from_static(b"1234")),
        notes: Some(BTreeMap::from([("ä€🦀".into(), "12345".into())])),
        ..order()
    };
    for level in [PathOnly, Required, Full] {
        check(&order, level, &[]);
    }
}

#[test]
fn finds_each_constraint_at_full_only() {
    let cases: [(Order, &str); 12] = [
        (Order { id: "".into(), ..order() }, "minimum field size of 1, Order.Id"),
        (Order { id: "ä€🦀456".into(), ..order() }, "maximum field size of 5, Order.Id"),
        (Order { lines: vec![], ..order() }, "minimum field size of 1, Order.Lines"),
        (Order { quantity: Some(0), ..order() }, "minimum field value of 1, Order.Quantity"),
        (Order { quantity: Some(101), ..order() }, "maximum field value of 100, Order.Quantity"),
        (Order { price: Some(0.4), ..order() }, "minimum field value of 0.5, Order.Price"),
        (Order { price: Some(f64::INFINITY), ..order() }, "maximum field value of 99.5, Order.Price"),
        (
            Order { image: Some(Bytes::from_static(b"12345")), ..order() },
            "maximum field size of 4, Order.Image",
        ),
        (
            Order { colour: Some(Colour::Unknown("PINK".into())), ..order() },
            "unknown enum value \"PINK\" (expected one of BLUE, RED), Order.Colour",
        ),
        (
            Order { lines: vec![line("a"), line("A")], ..order() },
            "value \"A\" does not match the pattern ^[a-z]+$, Order.Lines[1].Sku",
        ),
        (
            Order { notes: Some(BTreeMap::from([("long".into(), "".into())])), ..order() },
            "maximum field size of 3, Order.Notes[long]",
        ),
        (
            Order { choice: Some(Choice::List(vec![Choice::Line(line("0"))])), ..order() },
            "value \"0\" does not match the pattern ^[a-z]+$, Order.Choice.List[0].Line.Sku",
        ),
    ];
    for (order, expected) in cases {
        check(&order, Full, &[&format!("- {expected}.")]);
        check(&order, Required, &[]);
    }
}

#[test]
fn nan_is_outside_of_every_range() {
    let order = Order { price: Some(f64::NAN), ..order() };
    check(
        &order,
        Full,
        &["- minimum field value of 0.5, Order.Price.", "- maximum field value of 99.5, Order.Price."],
    );
}

#[test]
fn collects_all_in_the_order_of_the_members() {
    let mut inner = order();
    inner.lines = vec![line("a"), Line { origin: Some(Box::default()), ..line("a") }];
    let order = Order {
        id: "".into(),
        lines: vec![Line { origin: None, gift: Some(Box::new(Line::default())), ..line("b") }],
        parent: Some(Box::new(inner)),
        ..order()
    };
    let missing = [
        "- missing required field, Order.Lines[0].Gift.Origin.",
        "- missing required field, Order.Lines[0].Origin.",
        "- missing required field, Order.Parent.Lines[1].Origin.Country.",
    ];
    check(&order, PathOnly, &[]);
    check(&order, Required, &missing);
    let [first, second, third] = missing;
    check(
        &order,
        Full,
        &[
            "- minimum field size of 1, Order.Id.",
            "- value \"\" does not match the pattern ^[a-z]+$, Order.Lines[0].Gift.Sku.",
            first,
            second,
            third,
        ],
    );
}

#[test]
fn insists_on_what_addresses_the_resource() {
    let upload = Upload { key: Some("k".into()), account: Some("a".into()), ..Upload::default() };
    let empty = "- minimum field size of 1, Upload.Bucket.";
    for level in [PathOnly, Required, Full] {
        check(&upload, level, &[empty]);
        check(
            &Upload::default(),
            level,
            &[empty, "- missing required field, Upload.Key.", "- missing required field, Upload.Account."],
        );
    }
}

#[test]
fn names_the_stricter_minimum_of_an_empty_label() {
    structure! {
        Labelled {
            label: String = Member {
                location: Location::Uri,
                target: &Target { length: at_least(3), pattern: Some("^[a-z]+$"), ..plain() },
                ..row("label", REQUIRED)
            },
        }
    }
    check(&Labelled { label: "".into() }, Full, &["- minimum field size of 3, Labelled.Label."]);
    check(&Labelled { label: "ab".into() }, Full, &["- minimum field size of 3, Labelled.Label."]);
    check(&Labelled { label: "ab".into() }, PathOnly, &[]);
}

#[test]
fn shows_the_start_of_a_long_value_and_nothing_of_a_secret() {
    let long = "0ü".repeat(40);
    let start = "0ü".repeat(20);
    let order = Order {
        lines: vec![Line { password: Some("hunter".into()), ..line(&long) }],
        secrets: Some(vec![line("HUNTER")]),
        ..order()
    };
    check(
        &order,
        Full,
        &[
            &format!("- value \"{start}…\" does not match the pattern ^[a-z]+$, Order.Lines[0].Sku."),
            "- value <redacted> does not match the pattern [0-9], Order.Lines[0].Password.",
            "- value <redacted> does not match the pattern ^[a-z]+$, Order.Secrets[0].Sku.",
        ],
    );
}

#[test]
fn keys_and_items_have_constraints_and_secrets() {
    const LOWER: &Target = &Target { pattern: Some("^[a-z]+$"), ..plain() };
    const SECRET: &Member = &Member { target: LOWER, ..item("secret", SENSITIVE) };
    structure! {
        Secrets {
            list: Vec<String> = Member { target: &Target { item: SECRET, ..plain() }, ..row("List", NONE) },
            keys: BTreeMap<String, String> =
                Member { target: &Target { key: SECRET, ..plain() }, ..row("Keys", NONE) },
            deep: Vec<BTreeMap<String, String>> = Member {
                target: &Target { item: &Member { target: &Target { value: SECRET, ..plain() }, ..item("", NONE) }, ..plain() },
                ..row("Deep", NONE)
            },
            whole: Vec<BTreeMap<String, String>> = Member {
                target: &Target {
                    item: &Member {
                        target: &Target { value: &Member { target: LOWER, ..item("value", NONE) }, ..plain() },
                        ..item("", NONE)
                    },
                    ..plain()
                },
                ..row("Whole", SENSITIVE)
            },
        }
    }
    let map = || BTreeMap::from([("HUNTER".to_owned(), "HUNTER".to_owned())]);
    let value = Secrets { list: vec!["HUNTER".into()], keys: map(), deep: vec![map()], whole: vec![map()] };
    let mismatch = "- value <redacted> does not match the pattern ^[a-z]+$, Secrets.";
    check(
        &value,
        Full,
        &[
            &format!("{mismatch}List[0]."),
            &format!("{mismatch}Keys[<redacted>]."),
            &format!("{mismatch}Deep[0][HUNTER]."),
            &format!("{mismatch}Whole[0][<redacted>]."),
        ],
    );
}

#[test]
fn violations_are_data() {
    let error = validate(&Order { quantity: Some(0), ..order() }, Full).unwrap_err();
    let [violation] = error.violations() else { panic!("{error}") };
    assert_eq!(violation.path, "Order.Quantity");
    assert_eq!(violation.kind, ViolationKind::TooSmall { min: Bound::Integer(1) });
    let value = Order { colour: Some(Colour::Unknown("PINK".into())), ..order() };
    let error = validate(&value, Full).unwrap_err();
    let expected = ViolationKind::Unlisted { listed: vec!["BLUE", "RED"], value: Some("PINK".into()) };
    assert_eq!(error.violations()[0].kind, expected);
}

#[test]
fn names_ten_values_of_an_enum_at_most() {
    let listed: Vec<_> = "a b c d e f g h i j k".split(' ').collect();
    let message = ViolationKind::Unlisted { listed, value: None }.to_string();
    assert_eq!(message, "unknown enum value <redacted> (expected one of a, b, c, d, e, f, g, h, i, j, …)");
}

#[test]
fn patterns_match_any_part_and_are_skipped_where_unsupported() {
    structure! {
        Patterns {
            part: String = Member {
                target: &Target { pattern: Some("[0-9]{2}"), ..plain() },
                ..row("Part", NONE)
            },
            beyond: String = Member {
                target: &Target { pattern: Some(r"^[\u0020-\uD7FF\uD800\uDC00-\uDBFF\uDFFF]*$"), ..plain() },
                ..row("Beyond", NONE)
            },
            ahead: String = Member {
                target: &Target { pattern: Some("^(?!aws)"), length: between(1, 9), ..plain() },
                ..row("Ahead", NONE)
            },
        }
    }
    let value = Patterns { part: "x12y".into(), beyond: "a🦀".into(), ahead: "aws".into() };
    check(&value, Full, &[]);
    let value = Patterns { part: "1x2".into(), beyond: "\t".into(), ahead: "".into() };
    check(
        &value,
        Full,
        &[
            "- value \"1x2\" does not match the pattern [0-9]{2}, Patterns.Part.",
            r#"- value "\t" does not match the pattern ^[\u0020-\uD7FF\uD800\uDC00-\uDBFF\uDFFF]*$, Patterns.Beyond."#,
            "- minimum field size of 1, Patterns.Ahead.",
        ],
    );
}

#[test]
fn leaves_what_is_too_deep_to_write_to_the_encoder() {
    // The innermost lacks its origin.
    let nested = |levels| {
        (0..levels).fold(Line::default(), |gift, _| Line { gift: Some(Box::new(gift)), ..line("a") })
    };
    assert!(validate(&nested(100), Required).is_err());
    assert!(validate(&nested(1000), Required).is_ok());
}
