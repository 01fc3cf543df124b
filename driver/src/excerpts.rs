//! Excerpts of files in a document, kept up to date: the document says where each is from, in a comment before the block
//! of code that holds it.
//!
//! ````markdown
//! <!-- tests/models/traits/service-2.json: /shapes/Colour -->
//! ```json
//! "Colour": { … }
//! ```
//!
//! <!-- tests/generated/src/traits/types/colour.rs: pub enum Colour -->
//! ```rust
//! pub enum Colour { … }
//! ```
//! ````
//!
//! Of JSON that is a value, named by its pointer (RFC 6901); of anything else, the item whose first line starts like this,
//! with the comments and attributes before it.

use anyhow::{Context, Result, bail};
use serde_json::Value;

/// The longest line of JSON that is not broken.
const JSON_WIDTH: usize = 100;

/// `document` with every excerpt as it is now. `read` gives the text of a file.
///
/// # Errors
/// When a file cannot be read, or does not have what is asked for.
pub fn renew(document: &str, read: impl Fn(&str) -> Result<String>) -> Result<String> {
    let mut out = String::new();
    let mut lines = document.lines().enumerate();
    while let Some((number, line)) = lines.next() {
        out.push_str(line);
        out.push('\n');
        let Some((path, what)) = directive(line) else { continue };
        let context = || format!("line {}: {path}: {what}", number + 1);
        let Some((_, fence)) = lines.next().filter(|(_, fence)| fence.starts_with("```")) else {
            bail!("{}: expected a block of code after the comment", context());
        };
        if !lines.by_ref().any(|(_, line)| line == "```") {
            bail!("{}: the block of code does not end", context());
        }
        let text = read(path).with_context(context)?;
        let excerpt = if path.ends_with(".json") { json(&text, what) } else { item(&text, what) };
        out.push_str(&format!("{fence}\n{}\n```\n", excerpt.with_context(context)?));
    }
    Ok(out)
}

/// The file and what of it, if a line is a comment that names them.
fn directive(line: &str) -> Option<(&str, &str)> {
    line.strip_prefix("<!-- ")?.strip_suffix(" -->")?.split_once(": ").filter(|(path, _)| path.contains('/'))
}

/// The value at `pointer`, after its key if it has one.
fn json(text: &str, pointer: &str) -> Result<String> {
    let document: Value = serde_json::from_str(text).context("the file is not JSON")?;
    let value = document.pointer(pointer).context("there is no such value")?;
    let (parent, key) = pointer.rsplit_once('/').unwrap_or_default();
    let mut out = match document.pointer(parent) {
        Some(Value::Array(_)) => String::new(),
        _ => format!("\"{}\": ", key.replace("~1", "/").replace("~0", "~")),
    };
    write_json(value, 0, &mut out);
    Ok(out)
}

/// Writes a value on one line if it fits, and else on one line for each of its entries.
fn write_json(value: &Value, indent: usize, out: &mut String) {
    let compact = one_line(value);
    let used = out.len() - out.rfind('\n').map_or(0, |at| at + 1);
    let inner = indent + 2;
    match value {
        _ if used + compact.len() < JSON_WIDTH => out.push_str(&compact),
        Value::Object(entries) => {
            out.push('{');
            for (index, (key, value)) in entries.iter().enumerate() {
                out.push_str(&format!("{}\n{:inner$}\"{key}\": ", if index == 0 { "" } else { "," }, ""));
                write_json(value, inner, out);
            }
            out.push_str(&format!("\n{:indent$}}}", ""));
        }
        _ => out.push_str(&compact),
    }
}

fn one_line(value: &Value) -> String {
    match value {
        Value::Object(entries) if entries.is_empty() => "{}".to_owned(),
        Value::Object(entries) => {
            let entries: Vec<String> =
                entries.iter().map(|(key, value)| format!("\"{key}\": {}", one_line(value))).collect();
            format!("{{ {} }}", entries.join(", "))
        }
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(one_line).collect();
            format!("[{}]", items.join(", "))
        }
        simple => simple.to_string(),
    }
}

/// The item whose first line starts with `start`, with what belongs to it before and up to its end.
fn item(text: &str, start: &str) -> Result<String> {
    let lines: Vec<&str> = text.lines().collect();
    let found = lines.iter().position(|line| line.trim_start().starts_with(start));
    let found = found.context("no line starts like this")?;
    let indent = indent_of(lines.get(found).copied().unwrap_or_default());
    let belongs = |line: &&str| {
        let line = line.trim_start();
        line.starts_with("///") || line.starts_with("#[")
    };
    let before = lines.iter().take(found).rev().take_while(|line| belongs(line)).count();
    let ends =
        |line: &&str| indent_of(line) == indent && (line.ends_with(['}', ';', ',']) || line.ends_with(");"));
    let after = lines.iter().skip(found).position(ends).context("the item has no end")?;
    let excerpt = lines.iter().skip(found - before).take(before + after + 1);
    let excerpt: Vec<&str> = excerpt.map(|line| line.get(indent..).unwrap_or_default()).collect();
    Ok(excerpt.join("\n"))
}

fn indent_of(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

#[cfg(test)]
mod tests {
    use super::renew;

    const RUST: &str = "\
//! A file.

/// A type.
#[derive(Debug)]
pub struct Type {
    /// A member.
    pub a: u8,
}

impl Type {
    /// A method.
    pub fn new() -> Self {
        Self { a: 0 }
    }
}
";

    fn read(path: &str) -> anyhow::Result<String> {
        match path {
            "src/a.rs" => Ok(RUST.to_owned()),
            "src/a.json" => Ok(r#"{"shapes": {"A": {"type": "list", "member": {"shape": "B"}}}, "rules": [{"type": "tree"}]}"#.to_owned()),
            _ => anyhow::bail!("there is no such file"),
        }
    }

    #[test]
    fn blocks_are_replaced_and_all_else_stays() {
        let document = "\
# Title
<!-- a comment -->
<!-- src/a.json: /shapes/A -->
```json
old
```
text
<!-- src/a.json: /rules/0 -->
```json
```
<!-- src/a.rs: pub struct Type -->
```rust
```
<!-- src/a.rs: pub fn new -->
```rust
old
```
";
        let expected = "\
# Title
<!-- a comment -->
<!-- src/a.json: /shapes/A -->
```json
\"A\": { \"type\": \"list\", \"member\": { \"shape\": \"B\" } }
```
text
<!-- src/a.json: /rules/0 -->
```json
{ \"type\": \"tree\" }
```
<!-- src/a.rs: pub struct Type -->
```rust
/// A type.
#[derive(Debug)]
pub struct Type {
    /// A member.
    pub a: u8,
}
```
<!-- src/a.rs: pub fn new -->
```rust
/// A method.
pub fn new() -> Self {
    Self { a: 0 }
}
```
";
        let renewed = renew(document, read).expect("a document with excerpts that exist");
        assert_eq!(renewed, expected);
        assert_eq!(renew(&renewed, read).ok(), Some(renewed));
    }

    #[test]
    fn what_is_not_there_is_named() {
        for (document, problem) in [
            ("<!-- src/b.rs: x -->\n```\n```", "line 1: src/b.rs: x: there is no such file"),
            ("\n<!-- src/a.rs: x -->\n```\n```", "line 2: src/a.rs: x: no line starts like this"),
            (
                "<!-- src/a.json: /shapes/B -->\n```\n```",
                "line 1: src/a.json: /shapes/B: there is no such value",
            ),
            ("<!-- src/a.rs: x -->\n", "line 1: src/a.rs: x: expected a block of code after the comment"),
            ("<!-- src/a.rs: x -->\n```\n", "line 1: src/a.rs: x: the block of code does not end"),
        ] {
            let error = renew(document, read).expect_err("nothing to show");
            assert_eq!(format!("{error:#}"), problem);
        }
    }
}
