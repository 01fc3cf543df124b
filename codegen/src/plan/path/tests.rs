//! Expressions about a model, as Rust.

use std::collections::BTreeSet;

use super::{Root, Types, compile};
use crate::diagnostic::Source;
use crate::emit;
use crate::model;
use crate::plan::{self, Service};

const MODEL: &str = r#"{
  "metadata": {"apiVersion": "2020-01-01", "endpointPrefix": "e", "protocol": "json", "jsonVersion": "1.1",
    "serviceFullName": "Stage", "serviceId": "Stage", "signatureVersion": "v4", "targetPrefix": "Stage"},
  "operations": {"Show": {"name": "Show", "output": {"shape": "Out"}}},
  "shapes": {
    "Out": {"type": "structure", "required": ["Must", "Musts", "Count"], "members": {
      "Text": {"shape": "String"}, "Must": {"shape": "String"}, "State": {"shape": "State"},
      "Flag": {"shape": "Boolean"}, "Count": {"shape": "Integer"}, "Size": {"shape": "Long"}, "Mean": {"shape": "Float"},
      "Plays": {"shape": "Plays"}, "Musts": {"shape": "Strings"}, "Play": {"shape": "Play"}, "When": {"shape": "Time"},
      "Lists": {"shape": "Lists"}, "Holes": {"shape": "Holes"}, "Casts": {"shape": "Casts"}, "Either": {"shape": "Either"},
      "Numbers": {"shape": "Numbers"}, "Any": {"shape": "Document"}, "type": {"shape": "String"}}},
    "Play": {"type": "structure", "required": ["Title", "State"], "members": {
      "Title": {"shape": "String"}, "State": {"shape": "State"}, "Acts": {"shape": "Acts"}, "Part": {"shape": "Play"},
      "Run": {"shape": "Integer"}, "Want": {"shape": "Integer"}, "Tag": {"shape": "String"}}},
    "Act": {"type": "structure", "members": {"Name": {"shape": "String"}, "State": {"shape": "State"}, "Play": {"shape": "Play"}}},
    "Either": {"type": "structure", "union": true, "members": {
      "Text": {"shape": "String"}, "Number": {"shape": "Integer"}, "Play": {"shape": "Play"}}},
    "Plays": {"type": "list", "member": {"shape": "Play"}}, "Acts": {"type": "list", "member": {"shape": "Act"}},
    "Strings": {"type": "list", "member": {"shape": "String"}}, "Lists": {"type": "list", "member": {"shape": "Strings"}},
    "Holes": {"type": "list", "sparse": true, "member": {"shape": "String"}},
    "Numbers": {"type": "list", "member": {"shape": "Integer"}},
    "Casts": {"type": "map", "key": {"shape": "String"}, "value": {"shape": "Act"}},
    "State": {"type": "string", "enum": ["OPEN", "SHUT"]}, "Document": {"type": "structure", "members": {}, "document": true},
    "String": {"type": "string"}, "Boolean": {"type": "boolean"}, "Integer": {"type": "integer"},
    "Long": {"type": "long"}, "Float": {"type": "float"}, "Time": {"type": "timestamp"}
  }
}"#;

fn service() -> Service {
    let model = model::Service::parse(Source::new("service-2.json", MODEL)).expect("a sound model");
    plan::lower(&model, &model::Companions::default(), "stage", &BTreeSet::from(["Show".to_owned()]))
        .expect("a plan")
}

/// The function that an expression becomes: its result, and its body.
fn rust(service: &Service, text: &str) -> Result<[String; 2], super::Problem> {
    let operation = &service.operations[0];
    let path =
        compile(text, Root { name: "output", structure: &operation.output }, Types::new(&service.types))?;
    let (result, body) = emit::path_tokens(&path);
    Ok([result, body].map(|tokens| tokens.to_string().replace(' ', "")))
}

#[test]
fn expressions_become_what_one_would_write() {
    let service = service();
    for (text, result, body) in [
        ("Text", "Option<&String>", "output.text.as_ref()"),
        ("Must", "&String", "&output.must"),
        ("type", "Option<&String>", "output.r#type.as_ref()"),
        ("Count", "i32", "output.count"),
        ("Flag", "Option<bool>", "output.flag"),
        ("State", "Option<&types::State>", "output.state.as_ref()"),
        ("@", "&types::ShowOutput", "output"),
        ("Play.Title", "Option<&String>", "Some(&output.play.as_ref()?.title)"),
        ("Play.Part.Tag", "Option<&String>", "output.play.as_ref()?.part.as_deref()?.tag.as_ref()"),
        (
            "Either.Play.Run",
            "Option<i32>",
            "(if let types::Either::Play(value) = output.either.as_ref()? { Some(value) } else { None })?.run",
        ),
        ("Plays[0].Tag", "Option<&String>", "output.plays.as_ref()?.first()?.tag.as_ref()"),
        ("Plays[-1].Tag", "Option<&String>", "output.plays.as_ref()?.last()?.tag.as_ref()"),
        ("Musts[2]", "Option<&String>", "output.musts.get(2)"),
        ("Numbers[-2]", "Option<i32>", "output.numbers.as_ref()?.iter().nth_back(1).copied()"),
        ("Holes[0]", "Option<&String>", "output.holes.as_ref()?.first().and_then(Option::as_ref)"),
        (
            "Plays[].State",
            "Option<impl Iterator<Item = &types::State>>",
            "Some(output.plays.as_ref()?.iter().map(|play| &play.state))",
        ),
        (
            "Plays[*].Tag",
            "Option<impl Iterator<Item = &String>>",
            "Some(output.plays.as_ref()?.iter().filter_map(|play| play.tag.as_ref()))",
        ),
        (
            "Plays[].Acts[].State",
            "Option<impl Iterator<Item = &types::State>>",
            "Some(output.plays.as_ref()?.iter().filter_map(|play| play.acts.as_ref()).flatten().filter_map(|act| act.state.as_ref()))",
        ),
        (
            "Plays[].Part.Part.Tag",
            "Option<impl Iterator<Item = &String>>",
            "Some(output.plays.as_ref()?.iter().filter_map(|play| play.part.as_deref()?.part.as_deref()?.tag.as_ref()))",
        ),
        (
            "Lists[][]",
            "Option<impl Iterator<Item = &String>>",
            "Some(output.lists.as_ref()?.iter().flatten())",
        ),
        (
            "Lists[*][0]",
            "Option<impl Iterator<Item = &String>>",
            "Some(output.lists.as_ref()?.iter().filter_map(|list| list.first()))",
        ),
        ("Holes[]", "Option<impl Iterator<Item = &String>>", "Some(output.holes.as_ref()?.iter().flatten())"),
        (
            "Casts.*.State",
            "Option<impl Iterator<Item = &types::State>>",
            "Some(output.casts.as_ref()?.values().filter_map(|act| act.state.as_ref()))",
        ),
        ("keys(Casts)", "Option<impl Iterator<Item = &String>>", "Some(output.casts.as_ref()?.keys())"),
        (
            "Plays[*].[Tag, Title][]",
            "Option<impl Iterator<Item = &String>>",
            "Some(output.plays.as_ref()?.iter().flat_map(|play| [play.tag.as_ref(), Some(&play.title)]).flatten())",
        ),
        (
            "Plays[?State == 'OPEN'].Title",
            "Option<impl Iterator<Item = &String>>",
            "Some(output.plays.as_ref()?.iter().filter(|&play| rt::Enumeration::as_str(&play.state) == \"OPEN\").map(|play| &play.title))",
        ),
        (
            "Musts[?@ != 'x']",
            "impl Iterator<Item = &String>",
            "output.musts.iter().filter(|&text| text.as_str() != \"x\")",
        ),
        (
            "Text || Plays[-1].Title",
            "Option<&String>",
            "output.text.as_ref().filter(|text| !text.is_empty()).or_else(|| Some(&output.plays.as_ref()?.last()?.title))",
        ),
        (
            "length(Text || '') > `0`",
            "bool",
            "output.text.as_deref().filter(|text| !text.is_empty()).unwrap_or(\"\").chars().count() > 0",
        ),
        ("length(Plays) == `0`", "bool", "output.plays.as_ref().map_or(0, Vec::len) == 0"),
        ("length(Musts) == `0`", "bool", "output.musts.is_empty()"),
        ("length(Musts) > `0`", "bool", "!output.musts.is_empty()"),
        ("length(Plays[]) > `0`", "bool", "output.plays.iter().flatten().count() > 0"),
        (
            "length(Plays[].Title) > `0`",
            "bool",
            "output.plays.iter().flatten().map(|play| &play.title).count() > 0",
        ),
        (
            "State != 'OPEN' && Text != 'x'",
            "bool",
            "output.state.as_ref().map(rt::Enumeration::as_str) != Some(\"OPEN\") && output.text.as_deref() != Some(\"x\")",
        ),
        (
            "length(Plays[?!(length(Acts) == `1` && Run == Want)]) == `0`",
            "bool",
            "output.plays.iter().flatten().filter(|&play| !(play.acts.as_ref().map_or(0, Vec::len) == 1 && play.run == play.want)).count() == 0",
        ),
        ("Count > `3`", "bool", "output.count > 3"),
        ("Size >= `3`", "bool", "output.size.is_some_and(|number| number >= 3)"),
        ("Mean < `3`", "bool", "output.mean.is_some_and(|number| number < 3.0)"),
        (
            "Count < Size",
            "bool",
            "output.size.map(|number| number as f64).is_some_and(|number| (output.count as f64) < number)",
        ),
        ("!Flag", "bool", "!(output.flag == Some(true))"),
        ("Play == `null`", "bool", "output.play.as_ref().is_none()"),
        ("contains(Musts, 'x')", "bool", "output.musts.iter().any(|text| text.as_str() == \"x\")"),
        (
            "contains(Numbers, `3`)",
            "bool",
            "output.numbers.iter().flatten().copied().any(|number| number == 3)",
        ),
        ("contains(Text, 'x')", "bool", "output.text.as_deref().is_some_and(|text| text.contains(\"x\"))"),
        (
            "Plays[].Title | [0]",
            "Option<&String>",
            "output.plays.as_ref()?.iter().map(|play| &play.title).next()",
        ),
    ] {
        let found = rust(&service, text).unwrap_or_else(|problem| panic!("{text}: {problem:?}"));
        let expected = [result, body].map(|text| text.replace(' ', ""));
        assert_eq!(found, expected, "{text}");
    }
}

#[test]
fn what_the_types_do_not_fit_is_shown() {
    let service = service();
    for (text, part, message, expected) in [
        ("Texte", "Texte", "a `ShowOutput` has no member `Texte`", "did you mean `Text`?"),
        ("Play.Titles.X", "Titles", "a `Play` has no member `Titles`", "did you mean `Title`?"),
        ("Text.X", "X", "`X` is asked of a string", "expected a structure before it"),
        ("Any.X", "X", "`X` is asked of a document", "expected a structure before it"),
        ("Play[]", "Play", "the items of a `Play` are asked for", "expected a list"),
        ("Text[0]", "Text[0]", "an item is asked of a string", "expected a list before the bracket"),
        ("Play.*", "Play", "the values of a `Play` are asked for", "expected a map"),
        (
            "Plays[?Title == `1`]",
            "Title == `1`",
            "a string is compared with a number",
            "expected strings, numbers or booleans on both sides",
        ),
        ("Text > 'a'", "Text > 'a'", "a string has no order", "expected numbers on both sides"),
        ("Must == `null`", "Must", "this is compared with null", "is never null"),
        ("Text || Plays", "Text || Plays", "this is a string, or a list", "expected one type on both sides"),
        (
            "[Text, Count]",
            "[Text, Count]",
            "the values of this list have different types",
            "expected values of one type",
        ),
        ("length(Count)", "Count", "the length of a number is asked for", "expected a string, list or map"),
        ("length()", "length()", "`length` takes one argument, not 0", "expected one argument"),
        ("lenght(Text)", "lenght(Text)", "there is no function `lenght`", "expected a function of JMESPath"),
        ("sort(Musts)", "sort(Musts)", "the function `sort` cannot be made Rust of", "not supported"),
        ("Musts[1:]", "Musts[1:]", "a slice cannot be made Rust of", "not supported"),
        ("Text && Play", "Text", "here `&&` gives a string", "expected conditions on both sides"),
    ] {
        let problem = rust(&service, text).expect_err(text);
        let found = (&text[problem.span], problem.message.as_str(), problem.expected.as_str());
        assert_eq!(found, (part, message, expected), "{text}");
    }
}

#[test]
fn what_would_grow_without_end_is_refused() {
    let service = service();
    let doubling = format!("Text{}", " | [@, @] | [0]".repeat(40));
    let conjunction = vec!["Flag == `true`"; 60].join(" && ");
    assert!(rust(&service, &doubling).expect_err("2⁴⁰ times the text").message.contains("without end"));
    assert!(rust(&service, &conjunction).is_ok());
}
