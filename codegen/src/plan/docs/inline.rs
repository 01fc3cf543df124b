//! The text of a paragraph: emphasis, code, links, and the escaping of everything else.

/// A space within code, where a line is broken only if it has to be. A sign of control, of which documentation has none
/// once what shows nothing is gone, and in ASCII, as nearly all documentation is.
pub(super) const FIXED_SPACE: char = '\u{1f}';

/// Text with the markup that is open in it.
#[derive(Debug, Default)]
pub(super) struct Inline {
    /// All of it, what is in open markup last.
    text: String,
    open: Vec<Span>,
    /// What stood in the markup that is being closed.
    closed: String,
}

/// Markup that has been opened, and where the text since then begins.
#[derive(Debug)]
struct Span {
    markup: Markup,
    start: usize,
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
    /// Nothing, with room for `length` bytes.
    pub(super) fn with_capacity(length: usize) -> Self {
        Self { text: String::with_capacity(length), ..Self::default() }
    }

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
        self.open.push(Span { markup, start: self.text.len() });
    }

    /// Ends what was opened last. Documentation that closes in another order is read as if it did not.
    pub(super) fn close(&mut self) {
        let Some(Span { markup, start }) = self.open.pop() else { return };
        if self.is_code() {
            return self.close_in_code(markup, start);
        }
        let mut text = std::mem::take(&mut self.closed);
        text.clear();
        text.push_str(self.text.get(start..).unwrap_or_default());
        self.text.truncate(start);
        let inner = text.trim();
        if text.starts_with(char::is_whitespace) && !self.target().ends_with('(') {
            self.text.push(' ');
        }
        let written = self.text.len();
        match markup {
            _ if inner.is_empty() && !matches!(markup, Markup::Link(Some(_))) => {}
            // Twice the same would say something else: `**` instead of `*`.
            Markup::Emphasis(mark) if self.is_emphasized(mark) => self.text.push_str(inner),
            Markup::Emphasis(mark) => [mark, inner, mark].iter().for_each(|part| self.text.push_str(part)),
            Markup::Code | Markup::Link(None) => code(inner, &mut self.text),
            Markup::Link(Some(target)) => link(inner, &target, &mut self.text),
        }
        let before = self.text.get(self.start()..written).unwrap_or_default();
        if is_one_mark(before, self.text.get(written..).unwrap_or_default()) {
            self.text.insert(written, ' ');
        }
        if text.ends_with(char::is_whitespace) {
            self.text.push(' ');
        }
        self.closed = text;
    }

    /// Code has no markup in it, but a link can have code: the code ends where the link begins.
    fn close_in_code(&mut self, markup: Markup, start: usize) {
        if let (Markup::Link(Some(target)), Some(Span { markup: Markup::Code, .. })) =
            (markup, self.open.last())
        {
            let text = self.text.split_off(start);
            self.close();
            let inner = text.trim();
            let mut shown = String::new();
            if !inner.is_empty() {
                code(inner, &mut shown);
            }
            link(&shown, &target, &mut self.text);
            self.open_code();
        }
    }

    pub(super) fn text(&mut self, text: &str) {
        let is_code = self.is_code();
        let is_link = self.is_link();
        if is_code {
            self.text.push_str(text);
            return;
        }
        if is_end_of_clause(text) && self.target().ends_with(' ') {
            self.text.pop();
        }
        if text.starts_with(char::is_alphanumeric) && ends_with_closed_clause(self.target()) {
            self.text.push(' ');
        }
        let before = self.target().chars().next_back();
        escape(text, before, is_link, &mut self.text);
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
        let start = self.open.first().map_or(self.text.len(), |span| span.start);
        if !self.text.get(..start).unwrap_or_default().trim().is_empty() {
            self.text.insert_str(start, separator);
            self.open.iter_mut().for_each(|span| span.start += separator.len());
        }
    }

    /// The paragraph; whatever is open ends with it.
    pub(super) fn end(&mut self) -> &str {
        while !self.open.is_empty() {
            self.close();
        }
        &self.text
    }

    /// Makes room for the next paragraph.
    pub(super) fn clear(&mut self) {
        self.text.clear();
    }

    /// Where the text in the innermost open markup begins.
    fn start(&self) -> usize {
        self.open.last().map_or(0, |span| span.start)
    }

    /// The text in the innermost open markup.
    fn target(&self) -> &str {
        self.text.get(self.start()..).unwrap_or_default()
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

/// Appends a link to `target` that shows `text`, or else where it leads.
fn link(text: &str, target: &str, out: &mut String) {
    if text.is_empty() {
        out.push('<');
        encode(target, out);
        out.push('>');
    } else {
        out.push('[');
        out.push_str(text);
        out.push_str("](");
        encode(target, out);
        out.push(')');
    }
}

/// Appends `text` between as many backticks as it takes.
pub(super) fn code(text: &str, out: &mut String) {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or_default();
    if longest == 0 {
        out.push('`');
        push_words(text, out);
        out.push('`');
        return;
    }
    let fence = "`".repeat(longest + 1);
    out.push_str(&fence);
    out.push(FIXED_SPACE);
    push_words(text, out);
    out.push(FIXED_SPACE);
    out.push_str(&fence);
}

/// Appends words that stay on a line.
fn push_words(text: &str, out: &mut String) {
    for (index, word) in text.split_whitespace().enumerate() {
        if index > 0 {
            out.push(FIXED_SPACE);
        }
        out.push_str(word);
    }
}

/// Appends a target without the characters that would end it.
fn encode(target: &str, out: &mut String) {
    for character in target.trim().chars() {
        match character {
            ' ' => out.push_str("%20"),
            '(' => out.push_str("%28"),
            ')' => out.push_str("%29"),
            '<' => out.push_str("%3C"),
            '>' => out.push_str("%3E"),
            '\\' => out.push_str("%5C"),
            _ if character.is_control() || character.is_whitespace() => {}
            _ => out.push(character),
        }
    }
}

/// Appends `text`, which comes after `before`, so that Markdown reads it as text. URLs become links, unless `is_link` says
/// that they are in one.
fn escape(text: &str, mut before: Option<char>, is_link: bool, out: &mut String) {
    let mut rest = text;
    loop {
        // Most of it means nothing to Markdown, and is copied as it is.
        let (plain, special) = rest.split_at(markup(rest).unwrap_or(rest.len()));
        out.push_str(plain);
        before = plain.chars().next_back().or(before);
        rest = special;
        let Some(character) = rest.chars().next() else { break };
        if let Some(url) =
            url(rest).filter(|_| !is_link && before.is_none_or(|before| !before.is_alphanumeric()))
        {
            out.push('<');
            encode(url, out);
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

/// Where the first thing is that [`escape`] has to look at: a sign of Markdown, or a URL.
fn markup(text: &str) -> Option<usize> {
    let is_sign =
        |byte: &u8| matches!(byte, b'\\' | b'*' | b'[' | b']' | b'<' | b'>' | b'`' | b'_' | b'~' | b'&');
    let mut from = 0;
    loop {
        let rest = text.as_bytes().get(from..)?;
        let at = from + rest.iter().position(|byte| matches!(byte, b':' | b'h') || is_sign(byte))?;
        match text.as_bytes().get(at..) {
            // Of these letters and colons, few begin a URL or are in one.
            Some([b'h', next, ..]) if *next != b't' => from = at + 1,
            Some([b':', next, ..]) if *next != b'/' => from = at + 1,
            _ => return Some(at),
        }
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
