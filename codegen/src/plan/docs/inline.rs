//! The text of a paragraph: emphasis, code, links, and the escaping of everything else.

/// A space within code, where a line is broken only if it has to be. From the private use area, which no documentation uses.
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
        let is_nested = self.is_link();
        let target = href
            .filter(|_| !is_nested)
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
        if self.is_code() {
            return self.close_in_code(markup, &text);
        }
        let inner = text.trim();
        let written = match markup {
            _ if inner.is_empty() && !matches!(markup, Markup::Link(Some(_))) => String::new(),
            // Twice the same would say something else: `**` instead of `*`.
            Markup::Emphasis(mark) if self.is_emphasized(mark) => inner.to_owned(),
            Markup::Emphasis(mark) => format!("{mark}{inner}{mark}"),
            Markup::Code | Markup::Link(None) => code(inner),
            Markup::Link(Some(target)) => link(inner, &target),
        };
        let out = self.target();
        let is_apart = text.starts_with(char::is_whitespace) && !out.ends_with('(');
        if is_apart || is_one_mark(out, &written) {
            out.push(' ');
        }
        out.push_str(&written);
        if text.ends_with(char::is_whitespace) {
            out.push(' ');
        }
    }

    /// Code has no markup in it, but a link can have code: the code ends where the link begins.
    fn close_in_code(&mut self, markup: Markup, text: &str) {
        match (markup, self.open.last()) {
            (Markup::Link(Some(target)), Some(Span { markup: Markup::Code, .. })) => {
                self.close();
                let inner = text.trim();
                let code = if inner.is_empty() { String::new() } else { code(inner) };
                self.target().push_str(&link(&code, &target));
                self.open_code();
            }
            _ => self.target().push_str(text),
        }
    }

    pub(super) fn text(&mut self, text: &str) {
        let is_code = self.is_code();
        let is_link = self.is_link();
        let out = self.target();
        if is_code {
            out.push_str(text);
            return;
        }
        if is_end_of_clause(text) && out.ends_with(' ') {
            out.pop();
        }
        if text.starts_with(char::is_alphanumeric) && ends_with_closed_clause(out) {
            out.push(' ');
        }
        escape(text, is_link, out);
    }

    fn is_emphasized(&self, with: &str) -> bool {
        self.open.iter().any(|span| matches!(span.markup, Markup::Emphasis(mark) if mark == with))
    }

    fn is_link(&self) -> bool {
        self.open.iter().any(|span| matches!(span.markup, Markup::Link(_)))
    }

    /// Whether nothing means anything, since it is in code.
    fn is_code(&self) -> bool {
        self.open.iter().any(|span| matches!(span.markup, Markup::Code | Markup::Link(None)))
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

/// Whether `text` begins with punctuation that no space stands before.
fn is_end_of_clause(text: &str) -> bool {
    text.strip_prefix(['.', ',', ';', ':', ')']).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
}

/// Whether Markdown would take the end of `before` and the start of `written` for one mark, or the latter for none.
fn is_one_mark(before: &str, written: &str) -> bool {
    let inner = written.trim_start_matches('*');
    let is_emphasis = inner.len() < written.len();
    before.ends_with('`') && written.starts_with('`')
        || is_emphasis && before.ends_with('*')
        || is_emphasis && before.ends_with(char::is_alphanumeric) && inner.starts_with(is_punctuation)
}

/// Whether `text` ends with emphasis like `**Note:**`. Markdown sees its end only if no word follows directly.
fn ends_with_closed_clause(text: &str) -> bool {
    let inner = text.trim_end_matches('*');
    inner.len() < text.len() && !inner.ends_with('\\') && inner.ends_with(is_punctuation)
}

fn is_punctuation(c: char) -> bool {
    c.is_ascii_punctuation()
}

/// A link to `target` that shows `text`, or else where it leads.
fn link(text: &str, target: &str) -> String {
    let target = encoded(target);
    if text.is_empty() { format!("<{target}>") } else { format!("[{text}]({target})") }
}

/// `text` between as many backticks as it takes.
pub(super) fn code(text: &str) -> String {
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
    let mut before = out.chars().next_back();
    loop {
        // Most of it means nothing to Markdown, and is copied as it is.
        let (plain, special) = rest.split_at(rest.bytes().position(may_be_markup).unwrap_or(rest.len()));
        out.push_str(plain);
        before = plain.chars().next_back().or(before);
        rest = special;
        let Some(character) = rest.chars().next() else { break };
        if let Some(url) =
            url(rest).filter(|_| !is_link && before.is_none_or(|before| !before.is_alphanumeric()))
        {
            out.push('<');
            out.push_str(&encoded(url));
            out.push('>');
            before = url.chars().next_back();
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

/// Whether [`escape`] has to look at what begins with `byte`: a sign of Markdown, or a URL.
fn may_be_markup(byte: u8) -> bool {
    matches!(byte, b'\\' | b'*' | b'[' | b']' | b'<' | b'>' | b'`' | b'_' | b'~' | b'&' | b':' | b'h')
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
