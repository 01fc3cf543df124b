//! The documentation of a model, HTML, as Markdown for rustdoc.

/// Markdown lines of at most `width` characters; an empty line parts paragraphs.
pub fn markdown(html: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for paragraph in html.split("</p>") {
        let text = paragraph.replace("<p>", "").replace("<code>", "`").replace("</code>", "`");
        if text.trim().is_empty() {
            continue;
        }
        if !lines.is_empty() {
            lines.push(String::new());
        }
        let mut line = String::new();
        for word in text.split_whitespace() {
            if !line.is_empty() && line.len() + 1 + word.len() > width {
                lines.push(std::mem::take(&mut line));
            }
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
        lines.push(line);
    }
    lines
}
