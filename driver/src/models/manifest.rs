//! Adding a service to a manifest, all else in it left as it is.

use anyhow::{Context, Result};
use sdk_codegen::diagnostic::Source;
use sdk_codegen::model::Manifest;
use toml_edit::{Array, DocumentMut, Item, Table, Value};

/// A manifest with a service in it.
pub struct Edit {
    pub text: String,
    /// The model that the manifest named for the module before.
    pub replaced: Option<String>,
}

/// The manifest `text` with a table for `module`. Without operations, those that the table has stay.
///
/// # Errors
/// When the manifest is not right, before or after.
pub fn with_service(
    path: &str,
    text: &str,
    module: &str,
    model: &str,
    operations: &[String],
) -> Result<Edit> {
    Manifest::parse(Source::new(path, text))?;
    let mut document: DocumentMut = text.parse().with_context(|| path.to_owned())?;
    if !document.contains_key(module) {
        // What stands after the last table, or is all there is, stays before the new one.
        let before = document.trailing().as_str().unwrap_or_default().to_owned();
        document.set_trailing("");
        let mut table = Table::new();
        table.decor_mut().set_prefix(if text.is_empty() { before } else { format!("{before}\n") });
        document.insert(module, Item::Table(table));
    }
    let table = document.entry(module).or_insert_with(|| Item::Table(Table::new()));
    let replaced = table.get("model").and_then(Item::as_str).map(str::to_owned);
    if replaced.as_deref() != Some(model) {
        set(table, "model", model.into());
    }
    if !operations.is_empty() {
        set(table, "operations", operations.iter().collect::<Array>().into());
    }
    let text = document.to_string();
    Manifest::parse(Source::new(path, &text))?;
    Ok(Edit { text, replaced })
}

/// Sets `key`, and leaves the comment behind it.
fn set(table: &mut Item, key: &str, mut value: Value) {
    if let Some(old) = table.get(key).and_then(Item::as_value) {
        *value.decor_mut() = old.decor().clone();
    }
    match table.get_mut(key) {
        Some(item) => *item = Item::Value(value),
        None => drop(table.as_table_like_mut().map(|table| table.insert(key, Item::Value(value)))),
    }
}

#[cfg(test)]
mod tests {
    use super::with_service;

    const MANIFEST: &str =
        "# Ours.\n\n[a]\n# the old one\nmodel = \"a/1/service-2.json\"   # yes\noperations = [\"X\"]\n";

    fn edited(module: &str, model: &str, operations: &[&str]) -> (String, Option<String>) {
        let operations: Vec<String> = operations.iter().map(|name| (*name).to_owned()).collect();
        let edit = with_service("services.toml", MANIFEST, module, model, &operations).expect("a manifest");
        (edit.text, edit.replaced)
    }

    #[test]
    fn a_service_is_added_at_the_end() {
        let (text, replaced) = edited("b", "b/2/service-2.json", &["Get*", "Put"]);
        assert_eq!(
            text,
            format!("{MANIFEST}\n[b]\nmodel = \"b/2/service-2.json\"\noperations = [\"Get*\", \"Put\"]\n")
        );
        assert_eq!(replaced, None);
    }

    #[test]
    fn a_service_that_is_there_keeps_its_operations_and_all_comments() {
        let (text, replaced) = edited("a", "a/2/service-2.json", &[]);
        assert_eq!(text, MANIFEST.replace("a/1/", "a/2/"));
        assert_eq!(replaced.as_deref(), Some("a/1/service-2.json"));
        assert_eq!(edited("a", "a/1/service-2.json", &[]).0, MANIFEST);
        assert_eq!(edited("a", "a/1/service-2.json", &["Y"]).0, MANIFEST.replace("\"X\"", "\"Y\""));
    }

    #[test]
    fn a_name_that_no_module_can_have_is_refused() {
        for module in ["type", "9", "a-b", ""] {
            assert!(with_service("services.toml", MANIFEST, module, "m.json", &[]).is_err(), "{module}");
        }
    }
}
