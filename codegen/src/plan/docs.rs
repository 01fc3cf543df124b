//! The documentation of a model, HTML as AWS writes it, as Markdown for rustdoc.
//!
//! Rustdoc sees neither HTML nor a broken link nor a bare URL nor a block of code that it would run: everything that
//! Markdown would take for its own is escaped, and what is no markup here stays text.

mod block;
mod inline;

use std::convert::Infallible;

use html5gum::{DefaultEmitter, Token, Tokenizer};

use self::block::Blocks;
use self::inline::Inline;

/// The Markdown of `html` in lines of at most `width` columns where words allow; an empty line parts paragraphs.
pub fn markdown(html: &str, width: usize) -> Vec<String> {
    let mut writer = Writer { blocks: Blocks::new(width), inline: Inline::default(), preformatted: None };
    let tokenizer: Tokenizer<_, DefaultEmitter<()>> = Tokenizer::new(html);
    for token in tokenizer {
        let Ok(token): Result<Token<()>, Infallible> = token;
        writer.token(token);
    }
    writer.end_block();
    writer.blocks.finish()
}

struct Writer {
    blocks: Blocks,
    /// The text of the block that is being read.
    inline: Inline,
    /// What stands in a `<pre>`, as it is.
    preformatted: Option<String>,
}

impl Writer {
    fn token(&mut self, token: Token<()>) {
        match token {
            Token::String(text) => self.text(&String::from_utf8_lossy(&text)),
            Token::StartTag(tag) => {
                let name = String::from_utf8_lossy(&tag.name).into_owned();
                let href =
                    tag.attributes.get(&b"href"[..]).map(|href| String::from_utf8_lossy(href).into_owned());
                self.start(&name, href);
                if tag.self_closing {
                    self.end(&name);
                }
            }
            Token::EndTag(tag) => self.end(&String::from_utf8_lossy(&tag.name)),
            Token::Comment(_) | Token::Doctype(_) | Token::Error(_) => {}
        }
    }

    fn text(&mut self, text: &str) {
        match &mut self.preformatted {
            Some(raw) => raw.push_str(text),
            None => self.inline.text(text),
        }
    }

    fn start(&mut self, name: &str, href: Option<String>) {
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
            "p" | "div" | "br" | "dd" | "dl" | "fullname" => self.end_block(),
            // Whatever else it is, its text stays.
            _ => {}
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
        let text = self.inline.take();
        self.blocks.paragraph(&text);
    }
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
            ("<ul><li>One</li><li><p>Two</p></li></ul>", "* One\n* Two"),
            (
                "<ol> <li> <p>One</p> <p>More</p> </li> <li>Two</li> </ol>After",
                "1. One\n\n   More\n2. Two\n\nAfter",
            ),
            ("<ul><li>A<ul><li>B</li></ul></li><li>C</li></ul>", "* A\n  * B\n* C"),
            ("<note><p>Mind.</p><p>More.</p></note><p>x</p>", "> **Note:** Mind.\n>\n> More.\n\nx"),
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
    fn wraps_between_words_and_never_within_code() {
        let html =
            "<ul><li>aaaa bbbb <code>c c c c</code> dddd <a href=\"https://a.test\">e f</a> gggg</li></ul>";
        let lines = markdown(html, 16);
        assert_eq!(lines, ["* aaaa bbbb", "  `c c c c` dddd", "  [e", "  f](https://a.test)", "  gggg"]);
        let lines = markdown("one two # three - four", 8);
        assert_eq!(lines, ["one two", r"\# three", r"\- four"]);
    }
}
