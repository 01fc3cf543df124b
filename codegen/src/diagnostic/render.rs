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

/// The most bytes that are underlined: a value can be a page of documentation.
const UNDERLINED: usize = 60;
/// The bytes shown around what is underlined, at least: the rest of a line is cut off, because a model may be written
/// without a single line break.
const CONTEXT: usize = 200;
/// The width that explanations are wrapped to.
const WIDTH: usize = 100;

pub(super) fn render(error: &Error, style: Style) -> String {
    let renderer = match style {
        Style::Plain => Renderer::plain(),
        Style::Coloured => Renderer::styled(),
    };
    let rendered: Vec<String> =
        error.problems.iter().map(|problem| renderer.render(&[group(error, problem)])).collect();
    rendered.join("\n\n")
}

fn group<'a>(error: &'a Error, problem: &'a Problem) -> Group<'a> {
    let Problem { diagnostic, span, first } = problem;
    let text = error.text.as_str();
    let span = shortened(text, span);
    // Two places that are far apart in one line cannot both be shown.
    let (first, unseen) = match first {
        Some(first) if can_show_both(text, first, &span) => (Some(first), None),
        unseen => (None, unseen.as_ref()),
    };

    let start = first.map_or(span.start, |first| first.start);
    let (line, line_start) = line_of(text, start);
    let excerpt = text.get(line_start..excerpt_end(text, span.end)).unwrap_or_default();
    let within = |span: &Range<usize>| span.start - line_start..span.end - line_start;

    let caret: Annotation<'_> =
        AnnotationKind::Primary.span(within(&span)).label(diagnostic.expected.as_deref());
    let earlier =
        first.map(|first| AnnotationKind::Context.span(within(first)).label("given here for the first time"));
    let snippet = Snippet::source(excerpt)
        .path(error.name.as_str())
        .line_start(line)
        .annotation(caret)
        .annotations(earlier);

    let mut group = Level::ERROR.primary_title(diagnostic.message.as_str()).element(snippet);
    if let Some(place) = diagnostic.surroundings().map(|place| place.to_string())
        && !place.is_empty()
    {
        group = group.element(Level::NOTE.message(format!("in {place}")));
    }
    if let Some(unseen) = unseen {
        let (line, line_start) = line_of(text, unseen.start);
        let column = 1 + text.get(line_start..unseen.start).map_or(0, |before| before.chars().count());
        group = group.element(Level::NOTE.message(format!("given for the first time at {line}:{column}")));
    }
    if let Some(help) = diagnostic.help.as_deref() {
        group = group.element(Level::HELP.message(wrapped(help)));
    }
    group
}

fn can_show_both(text: &str, first: &Range<usize>, span: &Range<usize>) -> bool {
    text.get(first.end..span.start).is_some_and(|between| between.len() < CONTEXT || between.contains('\n'))
}

/// The number of the line that a byte is in, and where the line begins.
fn line_of(text: &str, offset: usize) -> (usize, usize) {
    let before = text.get(..offset).unwrap_or_default();
    (1 + before.matches('\n').count(), before.rfind('\n').map_or(0, |newline| newline + 1))
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

/// The end of the line, or of as much of it as may be shown.
fn excerpt_end(text: &str, span_end: usize) -> usize {
    let rest = text.get(span_end..).unwrap_or_default();
    let line = rest.split('\n').next().unwrap_or_default();
    let shown = line.char_indices().map(|(index, _)| index).nth(CONTEXT).unwrap_or(line.len());
    span_end + shown
}
