//! Paragraphs, lists and quotes: where lines begin, and where they break.

use std::borrow::Cow;

use super::inline::FIXED_SPACE;
use crate::bytes;

/// What begins and ends a block of code, and so must not begin the first of several lines of code in a paragraph.
const FENCE: &str = "```";

/// Lines of Markdown, block by block.
#[derive(Debug)]
pub(super) struct Blocks {
    width: usize,
    lines: Vec<String>,
    open: Vec<Container>,
    /// Whether a line of something else has to be kept apart from what follows by an empty one.
    is_apart: bool,
    /// The line that is being written.
    line: String,
}

/// What blocks stand in.
#[derive(Debug)]
enum Container {
    /// A list; the number of its next item if it is ordered.
    List(Option<usize>),
    /// An item: its mark, until it has been written.
    Item { mark: String, is_marked: bool },
    /// A quote: its label, until it has been written.
    Quote(Option<&'static str>),
}

impl Blocks {
    pub(super) fn new(width: usize) -> Self {
        Self {
            width,
            lines: Vec::new(),
            open: Vec::new(),
            is_apart: false,
            line: String::with_capacity(width),
        }
    }

    pub(super) fn open_list(&mut self, is_ordered: bool) {
        self.open.push(Container::List(is_ordered.then_some(1)));
    }

    pub(super) fn close_list(&mut self) {
        if self.close(|container| matches!(container, Container::List(_))) {
            self.is_apart = !self.open.iter().any(|container| matches!(container, Container::List(_)));
        }
    }

    pub(super) fn open_item(&mut self) {
        // An item that the one before it has not been closed for.
        if matches!(self.open.last(), Some(Container::Item { .. })) {
            self.open.pop();
        }
        let mark = match self.open.last_mut() {
            Some(Container::List(Some(number))) => {
                *number += 1;
                format!("{}. ", *number - 1)
            }
            _ => "* ".to_owned(),
        };
        self.open.push(Container::Item { mark, is_marked: false });
    }

    pub(super) fn close_item(&mut self) {
        self.close(|container| matches!(container, Container::Item { .. }));
    }

    pub(super) fn open_quote(&mut self, name: &str) {
        self.is_apart = true;
        self.open.push(Container::Quote(Some(match name {
            "important" => "**Important:**",
            "caution" => "**Caution:**",
            "warning" => "**Warning:**",
            "tip" => "**Tip:**",
            _ => "**Note:**",
        })));
    }

    pub(super) fn close_quote(&mut self) {
        self.close(|container| matches!(container, Container::Quote(_)));
        self.is_apart = true;
    }

    /// Closes the innermost container of a kind, and what is open in it. Reports whether there was one.
    fn close(&mut self, is_wanted: impl Fn(&Container) -> bool) -> bool {
        let place = self.open.iter().rposition(is_wanted);
        if let Some(place) = place {
            self.open.truncate(place);
        }
        place.is_some()
    }

    /// A paragraph of words, which have their escapes.
    pub(super) fn paragraph(&mut self, text: &str) {
        // Nearly all of it has no other space, and takes no knowledge of Unicode.
        let is_plain =
            |byte: u8| (b' '..=b'~').contains(&byte) | (byte == b'\n') | (char::from(byte) == FIXED_SPACE);
        if bytes::all(text, is_plain) {
            self.words(text.split_ascii_whitespace());
        } else {
            self.words(text.split_whitespace());
        }
    }

    fn words<'w>(&mut self, words: impl Iterator<Item = &'w str>) {
        let mut words = words.peekable();
        if words.peek().is_none() {
            return;
        }
        let label = self.open.iter_mut().rev().find_map(|container| match container {
            Container::Quote(label) => label.take(),
            _ => None,
        });
        let (first, rest) = self.prefixes();
        let mut line = std::mem::take(&mut self.line);
        line.clone_from(&first);
        let room = self.width.saturating_sub(columns(&rest));
        let mut is_empty = true;
        let mut width = columns(&line);
        let mut add = |word: &str, columns_of_word: usize| {
            if !is_empty && width + 1 + columns_of_word > self.width {
                push(&mut self.lines, &line);
                line.clone_from(&rest);
                width = columns(&line);
                is_empty = true;
            }
            if is_empty {
                let from = line.len();
                line.push_str(&at_line_start(word));
                width += columns(line.get(from..).unwrap_or_default());
            } else {
                line.push(' ');
                line.push_str(word);
                width += 1 + columns_of_word;
            }
            is_empty = false;
        };
        for word in label.into_iter().chain(words) {
            let width = columns(word);
            if width > room && !word.starts_with(FENCE) {
                pieces(word).into_iter().for_each(|piece| add(piece, columns(piece)));
            } else {
                add(word, width);
            }
        }
        push(&mut self.lines, &line);
        self.line = line;
        self.is_apart = true;
    }

    /// A block of text as it is.
    pub(super) fn code(&mut self, raw: &str) {
        let raw = raw.trim_matches('\n').trim_end();
        if raw.is_empty() {
            return;
        }
        let (first, rest) = self.prefixes();
        let longest = raw.split(|c| c != '`').map(str::len).max().unwrap_or_default();
        let fence = "`".repeat(FENCE.len().max(longest + 1));
        push(&mut self.lines, &format!("{first}{fence}text"));
        for line in raw.lines() {
            push(&mut self.lines, &format!("{rest}{}", line.replace('\t', "    ")));
        }
        push(&mut self.lines, &format!("{rest}{fence}"));
        self.is_apart = true;
    }

    /// What the first line of the next block begins with, and what the others do.
    fn prefixes(&mut self) -> (String, String) {
        let starts_item =
            self.open.iter().any(|container| matches!(container, Container::Item { is_marked: false, .. }));
        let is_list_start =
            starts_item && self.lines.last().is_none_or(|line| !is_item(line.trim_start_matches("> ")));
        let nested =
            self.open.iter().filter(|container| matches!(container, Container::Item { .. })).count() > 1;
        let separate = self.is_apart && !(starts_item && (!is_list_start || nested));
        let (mut first, mut rest) = (String::new(), String::new());
        let mut empty = String::new();
        for container in &mut self.open {
            match container {
                Container::List(_) => {}
                Container::Quote(_) => {
                    first.push_str("> ");
                    rest.push_str("> ");
                    empty.clone_from(&rest);
                }
                Container::Item { mark, is_marked } => {
                    let indent = " ".repeat(mark.len());
                    first.push_str(if *is_marked { &indent } else { mark });
                    rest.push_str(&indent);
                    *is_marked = true;
                }
            }
        }
        if separate && !self.lines.is_empty() {
            // Within a quote the empty line belongs to it, if the line before does.
            let is_inside =
                self.lines.last().is_some_and(|line| line.starts_with('>')) && empty.starts_with('>');
            self.lines.push(if is_inside { empty.trim_end().to_owned() } else { String::new() });
        }
        self.is_apart = false;
        (first, rest)
    }

    pub(super) fn finish(self) -> Vec<String> {
        self.lines
    }
}

/// Appends a line, with spaces that can be seen as such.
fn push(lines: &mut Vec<String>, line: &str) {
    let mut line = if line.contains(FIXED_SPACE) { line.replace(FIXED_SPACE, " ") } else { line.to_owned() };
    line.truncate(line.trim_end().len());
    lines.push(line);
}

/// The parts of code that is too long for a line. Each can begin one: Markdown reads it as neither list nor heading.
fn pieces(word: &str) -> Vec<&str> {
    let is_break = |(at, _): &(usize, &str)| {
        let next = word.get(at + FIXED_SPACE.len_utf8()..).and_then(|rest| rest.chars().next());
        next.is_some_and(|next| next.is_alphabetic() || "\"'/$".contains(next))
    };
    let mut pieces = Vec::new();
    let mut start = 0;
    for (at, space) in word.match_indices(FIXED_SPACE).filter(is_break) {
        pieces.extend(word.get(start..at));
        start = at + space.len();
    }
    pieces.extend(word.get(start..));
    pieces
}

fn columns(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.chars().count() }
}

/// Whether a line belongs to an item of a list.
fn is_item(line: &str) -> bool {
    let content = line.trim_start();
    content.len() < line.len()
        || content.starts_with("* ")
        || content.split_once(". ").is_some_and(|(number, _)| is_number(number))
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The word with an escape if it would begin a heading, a list or a rule at the start of a line.
fn at_line_start(word: &str) -> Cow<'_, str> {
    let number = word.strip_suffix(['.', ')']).filter(|number| is_number(number));
    match (number, word.chars().next()) {
        (Some(number), _) => format!("{number}\\{}", word.get(number.len()..).unwrap_or_default()).into(),
        (None, Some('#' | '+' | '-' | '=' | '|')) => format!("\\{word}").into(),
        _ => word.into(),
    }
}
