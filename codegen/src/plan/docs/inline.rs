//! The text of a paragraph: emphasis, code, links, and the escaping of everything else.

/// A space within code, where a line must not be broken. From the private use area, which no documentation uses.
pub(super) const FIXED_SPACE: char = '\u{e000}';

/// Text with the markup that is open in it.
#[derive(Debug, Default)]
pub(super) struct Inline {
    text: String,
    open: Vec<Span>,
}

/// Markup that has been opened, and the text since then.
#[derive(Debug)]
struct Span {
    markup: Markup,
    text: String,
}

#[derive(Debug)]
enum Markup {
    /// `*` or `**` around it.
    Emphasis(&'static str),
    Code,
    /// A link; without a target it is the name of something in the same model.
    Link(Option<String>),
}

impl Inline {
    pub(super) fn open(&mut self, mark: &'static str) {
        self.push(Markup::Emphasis(mark));
    }

    pub(super) fn open_code(&mut self) {
        self.push(Markup::Code);
    }

    /// A link to `href`, if that is a place on the web.
    pub(super) fn open_link(&mut self, href: Option<String>) {
        let is_named = href.is_none();
        let target = href
            .filter(|href| ["https://", "http://", "mailto:"].iter().any(|start| href.starts_with(start)));
        match (target, is_named) {
            (None, true) => self.push(Markup::Link(None)),
            (None, false) => self.push(Markup::Emphasis("")),
            (target, _) => self.push(Markup::Link(target)),
        }
    }

    fn push(&mut self, markup: Markup) {
        self.open.push(Span { markup, text: String::new() });
    }

    /// Ends what was opened last. Documentation that closes in another order is read as if it did not.
    pub(super) fn close(&mut self) {
        let Some(Span { markup, text }) = self.open.pop() else { return };
        let inner = text.trim();
        let written = match markup {
            _ if inner.is_empty() && !matches!(markup, Markup::Link(Some(_))) => String::new(),
            Markup::Emphasis(mark) => format!("{mark}{inner}{mark}"),
            Markup::Code | Markup::Link(None) => code(inner),
            Markup::Link(Some(target)) if inner.is_empty() => format!("<{}>", encoded(&target)),
            Markup::Link(Some(target)) => format!("[{inner}]({})", encoded(&target)),
        };
        let out = self.target();
        if text.starts_with(char::is_whitespace) {
            out.push(' ');
        }
        out.push_str(&written);
        if text.ends_with(char::is_whitespace) {
            out.push(' ');
        }
    }

    pub(super) fn text(&mut self, text: &str) {
        // In code nothing means anything.
        let is_literal =
            self.open.iter().any(|span| matches!(span.markup, Markup::Code | Markup::Link(None)));
        let is_link = self.open.iter().any(|span| matches!(span.markup, Markup::Link(_)));
        let out = self.target();
        if is_literal {
            out.push_str(text);
        } else {
            escape(text, is_link, out);
        }
    }

    /// Puts `separator` between what is there and what follows.
    pub(super) fn separate(&mut self, separator: &str) {
        if !self.text.trim().is_empty() {
            self.text.push_str(separator);
        }
    }

    /// The paragraph; whatever is open ends with it.
    pub(super) fn take(&mut self) -> String {
        while !self.open.is_empty() {
            self.close();
        }
        std::mem::take(&mut self.text)
    }

    fn target(&mut self) -> &mut String {
        match self.open.last_mut() {
            Some(span) => &mut span.text,
            None => &mut self.text,
        }
    }
}

/// `text` between as many backticks as it takes.
fn code(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let text = words.join(&FIXED_SPACE.to_string());
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or_default();
    if longest == 0 {
        return format!("`{text}`");
    }
    let fence = "`".repeat(longest + 1);
    format!("{fence}{FIXED_SPACE}{text}{FIXED_SPACE}{fence}")
}

/// A target without the characters that would end it.
fn encoded(target: &str) -> String {
    let mut encoded = String::with_capacity(target.len());
    for character in target.trim().chars() {
        match character {
            ' ' => encoded.push_str("%20"),
            '(' => encoded.push_str("%28"),
            ')' => encoded.push_str("%29"),
            '<' => encoded.push_str("%3C"),
            '>' => encoded.push_str("%3E"),
            '\\' => encoded.push_str("%5C"),
            _ if character.is_control() || character.is_whitespace() => {}
            _ => encoded.push(character),
        }
    }
    encoded
}

/// Appends `text` so that Markdown reads it as text. URLs become links, unless `is_link` says that they are in one.
fn escape(text: &str, is_link: bool, out: &mut String) {
    let mut rest = text;
    let mut before = out.chars().last();
    while let Some(character) = rest.chars().next() {
        if let Some(url) =
            url(rest).filter(|_| !is_link && before.is_none_or(|before| !before.is_alphanumeric()))
        {
            out.push('<');
            out.push_str(&encoded(url));
            out.push('>');
            before = url.chars().last();
            rest = rest.get(url.len()..).unwrap_or_default();
            continue;
        }
        rest = rest.get(character.len_utf8()..).unwrap_or_default();
        let next = rest.chars().next();
        let in_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let escaped = match character {
            '\\' | '*' | '[' | ']' | '<' | '>' | '`' => true,
            '_' => !(in_word(before) && in_word(next)),
            '~' => before == Some('~') || next == Some('~'),
            '&' => next.is_some_and(|next| next.is_alphanumeric() || next == '#'),
            // Rustdoc warns of a URL even where it is no link.
            ':' => is_link && rest.starts_with("//"),
            _ => false,
        };
        if escaped {
            out.push('\\');
        }
        out.push(character);
        before = Some(character);
    }
}

/// The URL that `text` starts with, without the punctuation of the sentence around it.
fn url(text: &str) -> Option<&str> {
    if !text.starts_with("https://") && !text.starts_with("http://") {
        return None;
    }
    let ends = |c: char| c.is_whitespace() || c.is_control() || "<>\"'`{}|\\^[]".contains(c);
    let url = text.split(ends).next()?.trim_end_matches(['.', ',', ';', ':', '!', '?', ')', '*', '_']);
    (url.len() > "https://".len()).then_some(url)
}
