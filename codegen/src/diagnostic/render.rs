//! The look of diagnostics.

use std::ops::Range;

use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Renderer, Snippet};

use super::{Error, Problem};

/// How diagnostics are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// As text alone.
    Plain,
    /// With the colours of a terminal.
    Coloured,
}

/// The most characters that are underlined: a value can be a page of documentation.
const UNDERLINED: usize = 60;
/// The characters of a line that are shown on either side of what is underlined, at most: a model may be written
/// without a single line break.
const CONTEXT: usize = 200;
/// The width that explanations are wrapped to.
const WIDTH: usize = 100;
/// The most problems that are shown. When there are more, they have a common cause.
const SHOWN: usize = 50;

pub(super) fn render(error: &Error, style: Style) -> String {
    let renderer = match style {
        Style::Plain => Renderer::plain(),
        Style::Coloured => Renderer::styled(),
    };
    let mut rendered: Vec<String> =
        error.problems.iter().take(SHOWN).map(|problem| one(&renderer, error, problem)).collect();
    if let Some(more @ 1..) = error.problems.len().checked_sub(SHOWN) {
        let more = format!("{} has {more} more problems", error.name);
        rendered.push(renderer.render(&[Group::with_title(Level::ERROR.primary_title(more))]));
    }
    rendered.join("\n\n")
}

fn one(renderer: &Renderer, error: &Error, problem: &Problem) -> String {
    let Problem { diagnostic, span, first } = problem;
    let text = error.text.as_str();
    let span = shortened(text, span);
    // Two places that are far apart in one line cannot both be shown.
    let (first, unseen) = match first {
        Some(first) if can_show_both(text, first, &span) => (Some(first), None),
        unseen => (None, unseen.as_ref()),
    };
    let excerpt = Excerpt::around(text, first.map_or(span.start, |first| first.start), span.end);

    let caret: Annotation<'_> =
        AnnotationKind::Primary.span(excerpt.within(&span)).label(diagnostic.expected.as_deref());
    let earlier = first.map(|first| {
        AnnotationKind::Context.span(excerpt.within(first)).label("given here for the first time")
    });
    let snippet = Snippet::source(excerpt.text)
        .path(error.name.as_str())
        .line_start(excerpt.line)
        .annotation(caret)
        .annotations(earlier);

    let level = if error.is_warning { Level::WARNING } else { Level::ERROR };
    let mut group = level.primary_title(diagnostic.message.as_str()).element(snippet);
    if let Some(place) = diagnostic.surroundings().map(|place| place.to_string())
        && !place.is_empty()
    {
        group = group.element(Level::NOTE.message(format!("in {place}")));
    }
    if let Some(unseen) = unseen {
        let (line, column) = position(text, unseen.start);
        group = group.element(Level::NOTE.message(format!("given for the first time at {line}:{column}")));
    }
    if let Some(help) = diagnostic.help.as_deref() {
        group = group.element(Level::HELP.message(wrapped(help)));
    }

    let rendered = renderer.render(&[group]);
    if excerpt.cut == 0 {
        return rendered;
    }
    // The renderer counts columns from the beginning of the excerpt.
    let (line, column) = position(text, span.start);
    let place = |column: usize| format!("{}:{line}:{column}", error.name);
    rendered.replacen(&place(column - excerpt.cut), &place(column), 1)
}

/// The part of the text that is given to the renderer. It spends time on all that it is given.
struct Excerpt<'a> {
    text: &'a str,
    /// Where it begins.
    start: usize,
    /// The number of its first line.
    line: usize,
    /// The number of characters before it in its first line.
    cut: usize,
}

impl<'a> Excerpt<'a> {
    /// The lines from one place to another. If they are in the same line, only what is near them.
    fn around(text: &'a str, from: usize, to: usize) -> Self {
        let before = text.get(..from).unwrap_or_default();
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        let one_line = text.get(from..to).is_some_and(|between| !between.contains('\n'));
        let start = match before.char_indices().rev().nth(CONTEXT) {
            Some((start, _)) if one_line => start.max(line_start),
            _ => line_start,
        };
        let behind = text.get(to..).unwrap_or_default();
        let line_end = behind.find('\n').unwrap_or(behind.len());
        let end = to + behind.char_indices().nth(CONTEXT).map_or(line_end, |(end, _)| end.min(line_end));
        Self {
            text: text.get(start..end).unwrap_or_default(),
            start,
            line: position(text, start).0,
            cut: text.get(line_start..start).map_or(0, |cut| cut.chars().count()),
        }
    }

    fn within(&self, span: &Range<usize>) -> Range<usize> {
        span.start - self.start..span.end - self.start
    }
}

/// The line and column of a byte, counted in characters from 1.
fn position(text: &str, offset: usize) -> (usize, usize) {
    let before = text.get(..offset).unwrap_or_default();
    let line = before.rsplit('\n').next().unwrap_or_default();
    (1 + before.matches('\n').count(), 1 + line.chars().count())
}

fn can_show_both(text: &str, first: &Range<usize>, span: &Range<usize>) -> bool {
    text.get(first.end..span.start).is_some_and(|between| between.len() < CONTEXT || between.contains('\n'))
}

/// Breaks a long text between words. The continuation is aligned by the renderer.
fn wrapped(text: &str) -> String {
    let mut lines = String::new();
    let mut width = 0;
    for word in text.split(' ') {
        if width > 0 && width + word.len() >= WIDTH {
            lines.push('\n');
            width = 0;
        } else if width > 0 {
            lines.push(' ');
            width += 1;
        }
        lines.push_str(word);
        width += word.len();
    }
    lines
}

/// The beginning of a span, within its first line.
fn shortened(text: &str, span: &Range<usize>) -> Range<usize> {
    let underlined = text.get(span.clone()).unwrap_or_default();
    let line = underlined.lines().next().unwrap_or_default();
    let end = line.char_indices().map(|(index, _)| index).nth(UNDERLINED).unwrap_or(line.len());
    span.start..span.start + end
}
