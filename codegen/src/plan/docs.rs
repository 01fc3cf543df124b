//! The documentation of a model, HTML as AWS writes it, as Markdown for rustdoc.
//!
//! Rustdoc sees neither HTML nor a broken link nor a bare URL nor a block of code that it would run: everything that
//! Markdown would take for its own is escaped, and what is no markup here stays text.

mod block;
mod inline;

use std::borrow::Cow;
use std::convert::Infallible;

use html5gum::{DefaultEmitter, Token, Tokenizer};

use self::block::Blocks;
use self::inline::Inline;
use crate::bytes;

/// The Markdown of `html` in lines of at most `width` columns where words allow; an empty line parts paragraphs.
pub fn markdown(html: &str, width: usize) -> Vec<String> {
    if html.is_empty() {
        return Vec::new();
    }
    let inline = Inline::with_capacity(html.len());
    let mut writer = Writer { html, blocks: Blocks::new(width), inline, preformatted: None };
    let rest = writer.usual(html);
    if !rest.is_empty() {
        for token in Tokenizer::new_with_emitter(rest, DefaultEmitter::new_with_span()) {
            let Ok(token): Result<Token<usize>, Infallible> = token;
            writer.token(token, rest);
        }
    }
    writer.end_block();
    writer.blocks.finish()
}

/// The Markdown of text that is not HTML, in one line.
pub fn text(plain: &str) -> String {
    let mut inline = Inline::default();
    inline.text(&visible(plain));
    inline.end().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// `text` as code within a line.
pub fn code(text: &str) -> String {
    let mut code = String::with_capacity(text.len() + 2);
    inline::code(&visible(text), &mut code);
    match code.as_str() {
        "``" => "(empty)".to_owned(),
        code if code.contains(inline::FIXED_SPACE) => code.replace(inline::FIXED_SPACE, " "),
        _ => code,
    }
}

struct Writer<'a> {
    html: &'a str,
    blocks: Blocks,
    /// The text of the block that is being read.
    inline: Inline,
    /// What stands in a `<pre>`, as it is.
    preformatted: Option<String>,
}

impl Writer<'_> {
    /// Reads what nearly all documentation is made of: tags without attributes or with a target alone, and text without
    /// references. Returns the rest, from the first of anything else on, which takes a tokenizer.
    fn usual<'h>(&mut self, mut html: &'h str) -> &'h str {
        while !html.is_empty() {
            let (text, markup) = html.split_at(memchr::memchr(b'<', html.as_bytes()).unwrap_or(html.len()));
            let tag = Tag::usual(markup);
            if !is_verbatim(text) || tag.is_none() && !markup.is_empty() {
                break;
            }
            if !text.is_empty() {
                self.text(text);
            }
            let Some((tag, rest)) = tag else { return "" };
            match tag {
                Tag::Start(name) => self.start(name, None, markup.get(..name.len() + 2).unwrap_or_default()),
                Tag::Link(href) => self.start("a", Some(href.to_owned()), ""),
                Tag::End(name) => self.end(name),
            }
            html = rest;
        }
        html
    }

    /// A token of `html`.
    fn token(&mut self, token: Token<usize>, html: &str) {
        match token {
            Token::String(text) => self.text(&String::from_utf8_lossy(&text)),
            Token::StartTag(tag) => {
                let name = String::from_utf8_lossy(&tag.name).into_owned();
                let href =
                    tag.attributes.get(&b"href"[..]).map(|href| String::from_utf8_lossy(href).into_owned());
                let source = html.get(tag.span.start..tag.span.end).unwrap_or_default();
                self.start(&name, href, source);
                if tag.self_closing {
                    self.end(&name);
                }
            }
            Token::EndTag(tag) => self.end(&String::from_utf8_lossy(&tag.name)),
            Token::Comment(_) | Token::Doctype(_) | Token::Error(_) => {}
        }
    }

    fn text(&mut self, text: &str) {
        let text = visible(text);
        match &mut self.preformatted {
            Some(raw) => raw.push_str(&text),
            None => self.inline.text(&text),
        }
    }

    /// A start tag, which is written `source`.
    fn start(&mut self, name: &str, href: Option<String>, source: &str) {
        match name {
            "a" => self.inline.open_link(href),
            "code" => self.inline.open_code(),
            "b" | "strong" => self.inline.open("**"),
            "i" | "em" => self.inline.open("*"),
            "ul" | "ol" => {
                self.end_block();
                self.blocks.open_list(name == "ol");
            }
            "li" | "tr" => {
                self.end_block();
                self.blocks.open_item();
            }
            "dt" => {
                self.end_block();
                self.inline.open("**");
            }
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "title" => {
                self.end_block();
                self.inline.open("**");
            }
            "note" | "important" | "caution" | "warning" | "tip" => {
                self.end_block();
                self.blocks.open_quote(name);
            }
            "pre" => {
                self.end_block();
                self.preformatted = Some(String::new());
            }
            "table" => {
                self.end_block();
                self.blocks.open_list(false);
            }
            "td" | "th" => self.inline.separate(" — "),
            "p" | "div" | "br" | "hr" | "dd" | "dl" | "fullname" | "para" => self.end_block(),
            // The text in it stays. What never ends is no tag: `arn:aws:s3:<region>`, `Option<T>`.
            _ if self.html.contains(&format!("</{name}>")) => {}
            _ => self.text(source),
        }
    }

    fn end(&mut self, name: &str) {
        match name {
            "a" | "code" | "b" | "strong" | "i" | "em" => self.inline.close(),
            "ul" | "ol" | "table" => {
                self.end_block();
                self.blocks.close_list();
            }
            "li" | "tr" => {
                self.end_block();
                self.blocks.close_item();
            }
            "note" | "important" | "caution" | "warning" | "tip" => {
                self.end_block();
                self.blocks.close_quote();
            }
            "pre" => self.end_block(),
            "p" | "div" | "dd" | "dt" | "dl" | "fullname" | "title" | "h1" | "h2" | "h3" | "h4" | "h5"
            | "h6" => {
                self.end_block();
            }
            _ => {}
        }
    }

    fn end_block(&mut self) {
        if let Some(raw) = self.preformatted.take() {
            self.blocks.code(&raw);
        }
        self.blocks.paragraph(self.inline.end());
        self.inline.clear();
    }
}

/// Whether HTML means by `text` what it says: no references in it, and no line ends or signs that it changes.
fn is_verbatim(text: &str) -> bool {
    bytes::all(text, |byte| (byte != b'&') & (byte != b'\r') & (byte != 0))
}

/// A tag as nearly all are.
enum Tag<'h> {
    Start(&'h str),
    Link(&'h str),
    End(&'h str),
}

impl<'h> Tag<'h> {
    /// The tag that `html` begins with, if it is such a one, and what comes after it.
    fn usual(html: &'h str) -> Option<(Self, &'h str)> {
        let (content, rest) = html.strip_prefix('<')?.split_once('>')?;
        let is_name = |name: &str| {
            name.starts_with(|first: char| first.is_ascii_lowercase())
                && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
        };
        let tag = if is_name(content) {
            Self::Start(content)
        } else if let Some(name) = content.strip_prefix('/') {
            Some(Self::End(name)).filter(|_| is_name(name))?
        } else {
            let href = content.strip_prefix("a href=\"")?.strip_suffix('"')?;
            Some(Self::Link(href)).filter(|_| is_verbatim(href) && !href.contains('"'))?
        };
        Some((tag, rest))
    }
}

/// The text without what shows nothing.
fn visible(text: &str) -> Cow<'_, str> {
    // Nearly all of it.
    if bytes::all(text, |byte| (b' '..=b'~').contains(&byte) | (byte == b'\n')) {
        text.into()
    } else if text.contains(is_invisible) {
        text.replace(is_invisible, "").into()
    } else {
        text.into()
    }
}

/// Whether a character shows nothing, like a zero-width space, or changes the direction of what does, which rustc
/// refuses in comments.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
        || (c.is_control() && !c.is_whitespace())
}

#[cfg(test)]
mod tests {
    use super::markdown;

    #[test]
    fn says_in_markdown_what_html_says() {
        for (html, expected) in [
            ("", ""),
            ("plain", "plain"),
            ("<p>One.</p><p>Two.</p>", "One.\n\nTwo."),
            ("<p> much \n  space </p> ", "much space"),
            ("<p>Set <code>a_b*</code> or <code>``</code>.</p>", "Set `a_b*` or ``` `` ```."),
            (
                "<p><b>Bold</b>, <i> slanted </i>and <b><i>both</i></b>.</p>",
                "**Bold**, *slanted* and ***both***.",
            ),
            (
                "<a href=\"https://a.test/x_y\">the <code>X</code> page</a>",
                "[the `X` page](https://a.test/x_y)",
            ),
            ("<a href=\"https://a.test/(x) y\">z</a>", "[z](https://a.test/%28x%29%20y)"),
            ("<a href=\"/relative\">text</a> <a>CreateToken</a>", "text `CreateToken`"),
            ("<a href=\"https://a.test\"></a>", "<https://a.test>"),
            ("See https://a.test/b_c?d=1.", "See <https://a.test/b_c?d=1>."),
            ("<code>https://a.test</code>", "`https://a.test`"),
            (
                "a < b > c &lt;d&gt; [e] *f* _g_ h_i `j` \\k",
                r"a \< b \> c \<d\> \[e\] \*f\* \_g\_ h_i \`j\` \\k",
            ),
            ("&amp;lt; &copy; &#x41; AT&amp;T", r"\&lt; © A AT\&T"),
            ("<code>a<i>b</i><b>c</b></code>, <code><a>CreateToken</a></code>.", "`abc`, `CreateToken`."),
            (
                "the <code> <a href=\"https://a.test\">X</a>.y</code> of it",
                "the [`X`](https://a.test)`.y` of it",
            ),
            ("<p>(<code> x </code>), <i> y </i>. <b>z </b>.NET</p>", "(`x`), *y*. **z** .NET"),
            ("<b>Note:</b>word <b>No</b>te <i><i>two</i></i>", "**Note:** word **No**te *two*"),
            ("<b>a</b><b>b</b><code>c</code><code>d</code>e<i>.</i>", "**a** **b**`c` `d`e *.*"),
            ("<a href=\"https://a.test\">b <a href=\"https://c.test\">c</a></a>", "[b c](https://a.test)"),
            ("no\u{200b} trick\u{202e}s\u{7}", "no tricks"),
            ("arn:<region>:<Key id=\"1\"/><u>x</u>", "arn:\\<region\\>:\\<Key id=\"1\"/\\>x"),
            ("<ul><li>One</li><li><p>Two</p></li></ul>", "* One\n* Two"),
            (
                "<ol> <li> <p>One</p> <p>More</p> </li> <li>Two</li> </ol>After",
                "1. One\n\n   More\n2. Two\n\nAfter",
            ),
            ("<ul><li>A<ul><li>B</li></ul></li><li>C</li></ul>", "* A\n  * B\n* C"),
            ("<note><p>Mind.</p><p>More.</p></note><p>x</p>", "> **Note:** Mind.\n>\n> More.\n\nx"),
            ("<note><p>Mind:</p><ul><li>A</li><li>B</li></ul></note>", "> **Note:** Mind:\n>\n> * A\n> * B"),
            ("<dl><dt>Term</dt><dd>What it is</dd></dl>", "**Term**\n\nWhat it is"),
            ("<pre>{\n\t\"a\": 1\n}</pre>", "```text\n{\n    \"a\": 1\n}\n```"),
            ("<pre><code>x &lt; y</code></pre>", "```text\nx < y\n```"),
            ("<table><tr><td>a</td><td>b</td></tr></table>", "* a — b"),
            ("# no heading", r"\# no heading"),
            ("1. no list", r"1\. no list"),
            ("- no list<br>+ nor this", "\\- no list\n\n\\+ nor this"),
            ("<h3>Title</h3>text", "**Title**\n\ntext"),
            ("<p>broken <b>tags<p>and more</b></i></p>", "broken **tags**\n\nand more"),
            ("<script>x</script><unknown>y</unknown>", "xy"),
            ("${a}|b", "${a}|b"),
        ] {
            assert_eq!(markdown(html, 80).join("\n"), expected, "{html}");
        }
    }

    #[test]
    fn wraps_between_words_and_within_code_only_where_it_must() {
        let html =
            "<ul><li>aaaa bbbb <code>c c c c</code> dddd <a href=\"https://a.test\">e f</a> gggg</li></ul>";
        let lines = markdown(html, 16);
        assert_eq!(lines, ["* aaaa bbbb", "  `c c c c` dddd", "  [e", "  f](https://a.test)", "  gggg"]);
        // Not where a list would begin.
        let lines = markdown("<code>aaaa - 1. bbbb cccc dddd</code>", 10);
        assert_eq!(lines, ["`aaaa - 1.", "bbbb cccc", "dddd`"]);
        let lines = markdown("one two # three - four", 8);
        assert_eq!(lines, ["one two", r"\# three", r"\- four"]);
    }
}
