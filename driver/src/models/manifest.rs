//! A service in the text of `services.toml`, which keeps its comments and its order.

use anyhow::{Context, Result};
use toml_edit::{Array, DocumentMut, Item, Table, Value, value};

/// The longest line of a list of operations; a longer one has a line for each.
const WIDTH: usize = 100;

/// `text` with a table `module`, the path of its model in it, and the operations if any are given. Other keys of a table
/// that is there stay.
///
/// # Errors
/// When `text` is not TOML, or `module` not a table.
pub fn with_service(text: &str, module: &str, model: &str, operations: &[String]) -> Result<String> {
    let mut document: DocumentMut = text.parse().context("services.toml")?;
    if !document.contains_key(module) {
        // A comment at the end of the file stays before what comes after it.
        let end = document.trailing().as_str().unwrap_or_default().to_owned();
        let mut table = Table::new();
        let blank = if text.is_empty() || end.ends_with("\n\n") { "" } else { "\n" };
        table.decor_mut().set_prefix(format!("{end}{blank}"));
        document.set_trailing("");
        document.insert(module, Item::Table(table));
    }
    let table = document.get_mut(module).and_then(Item::as_table_like_mut);
    let table = table.with_context(|| format!("services.toml: {module} is not a table"))?;
    let mut set = |key: &str, mut new: Value| match table.get_mut(key) {
        Some(item) => {
            if let Some(old) = item.as_value() {
                *new.decor_mut() = old.decor().clone();
            }
            *item = value(new);
        }
        None => drop(table.insert(key, value(new))),
    };
    set("model", model.into());
    if !operations.is_empty() {
        set("operations", array(operations).into());
    }
    Ok(document.to_string())
}

fn array(items: &[String]) -> Array {
    let mut array: Array = items.iter().collect();
    if "operations = []".len() + items.iter().map(|item| item.len() + 4).sum::<usize>() > WIDTH {
        array.iter_mut().for_each(|item| item.decor_mut().set_prefix("\n    "));
        array.set_trailing("\n");
        array.set_trailing_comma(true);
    }
    array
}

#[cfg(test)]
mod tests {
    use super::with_service;

    #[test]
    fn keeps_all_else_as_it_was() {
        let one = ["Send*".to_owned()];
        for (text, operations, expected) in [
            ("", &[][..], "[sqs]\nmodel = \"new\"\n"),
            ("# All.\n", &one, "# All.\n\n[sqs]\nmodel = \"new\"\noperations = [\"Send*\"]\n"),
            (
                "# All.\n\n[a] # first\nmodel = 'x'\n# last\n",
                &[],
                "# All.\n\n[a] # first\nmodel = 'x'\n# last\n\n[sqs]\nmodel = \"new\"\n",
            ),
            (
                "[sqs]\n# Why.\nmodel = \"old\" # which\noperations = [\"Send*\"]\n\n# Then.\n[b]\nmodel = \"b\"\n",
                &[],
                "[sqs]\n# Why.\nmodel = \"new\" # which\noperations = [\"Send*\"]\n\n# Then.\n[b]\nmodel = \"b\"\n",
            ),
            (
                "[sqs]\noperations = [\n    \"*\", # all\n]\nmodel = \"old\"\n",
                &one,
                "[sqs]\noperations = [\"Send*\"]\nmodel = \"new\"\n",
            ),
        ] {
            assert_eq!(with_service(text, "sqs", "new", operations).unwrap(), expected, "{text}");
        }
    }

    #[test]
    fn many_operations_have_a_line_each() {
        let many: Vec<String> = (0..20).map(|number| format!("Operation{number}")).collect();
        let text = with_service("", "sqs", "new", &many).unwrap();
        assert!(text.contains("operations = [\n    \"Operation0\",\n    \"Operation1\",\n"), "{text}");
        assert!(text.ends_with("    \"Operation19\",\n]\n"), "{text}");
    }
}
