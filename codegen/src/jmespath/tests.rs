//! The syntax, by how expressions are taken apart.

use super::{Comparison, Expression, Kind, parse};

/// The expression with parentheses around everything that has parts, and `each` after a colon.
fn shown(Expression { kind, .. }: &Expression) -> String {
    let list = |items: &[Expression]| items.iter().map(shown).collect::<Vec<_>>().join(", ");
    match kind {
        Kind::Current => "@".to_owned(),
        Kind::Field(name) => name.clone(),
        Kind::Literal(value) => format!("`{value}`"),
        Kind::Sub(left, right) => format!("({}.{})", shown(left), shown(right)),
        Kind::Pipe(left, right) => format!("({} | {})", shown(left), shown(right)),
        Kind::Index(of, index) => format!("{}[{index}]", shown(of)),
        Kind::Slice { of, start, stop, step, each } => {
            format!("({}[{start:?}:{stop:?}:{step:?}]: {})", shown(of), shown(each))
        }
        Kind::Project { list, each } => format!("({}[*]: {})", shown(list), shown(each)),
        Kind::Flatten { list, each } => format!("({}[]: {})", shown(list), shown(each)),
        Kind::Values { object, each } => format!("({}.*: {})", shown(object), shown(each)),
        Kind::Filter { list, condition, each } => {
            format!("({}[?{}]: {})", shown(list), shown(condition), shown(each))
        }
        Kind::List(items) => format!("[{}]", list(items)),
        Kind::Hash(entries) => {
            let entries: Vec<_> =
                entries.iter().map(|(key, value)| format!("{key}: {}", shown(value))).collect();
            format!("{{{}}}", entries.join(", "))
        }
        Kind::Or(left, right) => format!("({} || {})", shown(left), shown(right)),
        Kind::And(left, right) => format!("({} && {})", shown(left), shown(right)),
        Kind::Not(operand) => format!("!{}", shown(operand)),
        Kind::Compare(comparison, left, right) => {
            let sign = match comparison {
                Comparison::Equal => "==",
                Comparison::NotEqual => "!=",
                Comparison::Less => "<",
                Comparison::LessOrEqual => "<=",
                Comparison::Greater => ">",
                Comparison::GreaterOrEqual => ">=",
            };
            format!("({} {sign} {})", shown(left), shown(right))
        }
        Kind::Call(name, arguments) => format!("{name}({})", list(arguments)),
        Kind::Reference(operand) => format!("&{}", shown(operand)),
    }
}

#[test]
fn takes_expressions_apart() {
    for (text, expected) in [
        ("a.b.c", "((a.b).c)"),
        (r#" "a b" . @"#, "error"),
        (r#""a \"b\"".c"#, r#"(a "b".c)"#),
        ("a[0].b[-1]", "(a[0].b[-1])"),
        ("a[*].b[0]", "(a[*]: b[0])"),
        ("(a[*].b)[0]", "(a[*]: b)[0]"),
        ("a[].b[].c", "((a[]: b)[]: c)"),
        ("a.*.b", "(a.*: b)"),
        ("*", "(@.*: @)"),
        ("a[1:-1].b", "(a[Some(1):Some(-1):None]: b)"),
        ("[::2]", "(@[None:None:Some(2)]: @)"),
        ("a[?b == 'x' || c].d", "(a[?((b == `\"x\"`) || c)]: d)"),
        ("a[?!(b && c > `1`)] | [0]", "((a[?!(b && (c > `1`))]: @) | @[0])"),
        ("a || b && c || d", "((a || (b && c)) || d)"),
        ("!a.b", "(!a.b)"),
        ("!a == b", "(!a == b)"),
        ("a.[b, c.d][]", "((a.[b, (c.d)])[]: @)"),
        ("{a: b, \"c\": d}", "{a: b, c: d}"),
        ("length(a[]) >= `0`", "(length((a[]: @)) >= `0`)"),
        ("sort_by(@, &a.b)", "sort_by(@, &(a.b))"),
        ("f()", "f()"),
        (r"'it\'s \\ \n'", r#"`"it's \\\\ \\n"`"#),
        ("`{\"a\": [1, null]}`", "`{\"a\":[1,null]}`"),
        ("`bare`", "`\"bare\"`"),
    ] {
        let found = parse(text).map_or("error".to_owned(), |expression| shown(&expression));
        assert_eq!(found, expected, "{text}");
    }
}

#[test]
fn says_what_is_wrong_and_where() {
    for (text, part, message, expected) in [
        ("", "", "the expression ends too early", "expected an expression"),
        ("a.", "", "the expression ends too early", "expected a name, `*`, `[` or `{` after the dot"),
        ("a b", "b", "this cannot stand here", "expected the expression to end"),
        ("a[?b", "", "the expression ends too early", "expected `]`"),
        ("a[b]", "b", "this cannot stand here", "expected `]`"),
        ("a = b", "=", "`=` alone means nothing", "did you mean `==`?"),
        ("a.#", "#", "`#` is no part of JMESPath", "expected an expression"),
        ("a == 'b", "'b", "this ' is never closed", "expected another '"),
        (
            "a[99999999999999999999]",
            "99999999999999999999",
            "`99999999999999999999` is no index",
            "expected a whole number",
        ),
        ("a == `\"`", "`\"`", "this is no JSON", "expected a JSON value in backticks"),
        ("\"f\"(a)", "(", "this cannot stand here", "the name of a function has no quotes"),
        ("[0](a)", "(", "this cannot stand here", "only a name can be called"),
    ] {
        let problem = parse(text).expect_err(text);
        assert_eq!(&text[problem.span.clone()], part, "{text}");
        assert_eq!((problem.message.as_str(), problem.expected.as_str()), (message, expected), "{text}");
    }
}

#[test]
fn gives_up_on_what_nests_without_end() {
    for text in ["(".repeat(100_000), "!".repeat(100_000), "a.".repeat(100_000), "a[".repeat(100_000)] {
        assert!(parse(&text).is_err());
    }
}

#[test]
fn knows_where_each_part_stands() {
    let text = "a.b[?c == 'x'].d";
    let Kind::Filter { list, condition, each } = parse(text).expect("an expression").kind else {
        panic!("not a filter")
    };
    assert_eq!([list, condition, each].map(|part| text[part.span].to_owned()), ["a.b", "c == 'x'", "d"]);
}
