//! Members in the query.

use std::collections::BTreeMap;

use super::*;
use crate::schema::{Location, Member, NONE, row};
use crate::timestamp::Timestamp;

const fn query(name: &'static str) -> Member {
    Member { location: Location::Query, ..row(name, NONE) }
}

structure! {
    Queried {
        text: Option<String> = query("Text"),
        odd: Option<String> = query("a b"),
        numbers: Option<Vec<i32>> = query("Numbers"),
        times: Option<Vec<Timestamp>> = query("Times"),
        any: Option<BTreeMap<String, String>> = query("any"),
        lists: Option<BTreeMap<String, Vec<String>>> = query("lists"),
    }
}

#[test]
fn writes_constants_then_members_then_maps() {
    let any = |key: &str, value: &str| Some(BTreeMap::from([(key.into(), value.into())]));
    let some = Queried::default;
    for (constants, input, expected) in [
        ("", some(), "/"),
        ("foo=bar&hello", some(), "/?foo=bar&hello"),
        ("foo=bar", Queried { text: Some("x".into()), ..some() }, "/?foo=bar&Text=x"),
        ("", Queried { text: Some(String::new()), ..some() }, "/?Text="),
        (
            "",
            Queried { text: Some(" %:/?#[]@!$&'()*+,;=😹".into()), ..some() },
            "/?Text=%20%25%3A%2F%3F%23%5B%5D%40%21%24%26%27%28%29%2A%2B%2C%3B%3D%F0%9F%98%B9",
        ),
        ("", Queried { odd: Some("x".into()), ..some() }, "/?a%20b=x"),
        ("", Queried { numbers: Some(vec![1, 2]), ..some() }, "/?Numbers=1&Numbers=2"),
        ("", Queried { numbers: Some(vec![]), ..some() }, "/"),
        (
            "",
            Queried { times: Some(vec![Timestamp::from_epoch_seconds(1)]), ..some() },
            "/?Times=1970-01-01T00%3A00%3A01Z",
        ),
        ("", Queried { any: any("k&", "v="), ..some() }, "/?k%26=v%3D"),
        ("", Queried { any: any("Text", "map"), ..some() }, "/?Text=map"),
        ("", Queried { any: any("Text", "map"), text: Some("own".into()), ..some() }, "/?Text=own"),
        ("a%20=1&b", Queried { any: any("a ", "map"), ..some() }, "/?a%20=1&b"),
        ("a%20=1&b", Queried { any: any("b", "map"), ..some() }, "/?a%20=1&b"),
        (
            "",
            Queried { lists: Some(BTreeMap::from([("l".into(), vec!["1".into(), "2".into()])])), ..some() },
            "/?l=1&l=2",
        ),
    ] {
        let mut path = "/".into();
        super::super::query_string::append(&mut path, constants, &input).expect("an encodable input");
        assert_eq!(path, expected);
    }
}

#[test]
fn refuses_what_has_no_text() {
    structure! {
        Deep {
            lists: Vec<Vec<String>> = query("Lists"),
            nested: Queried = query("Nested"),
            maps: BTreeMap<String, BTreeMap<String, String>> = query("Maps"),
        }
    }
    let problem = "is too deep a structure for a header, query parameter or label";
    let mut path = "".into();
    let input = Deep { lists: vec![vec!["a".into()]], ..Deep::default() };
    let error = super::super::query_string::append(&mut path, "", &input).expect_err("a list of lists");
    assert_eq!(error.to_string(), format!("member {problem}"));
    let error = super::super::query_string::append(&mut path, "", &Deep::default()).expect_err("a structure");
    assert_eq!(error.to_string(), format!("Nested {problem}"));
}
