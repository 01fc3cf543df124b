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
    // Two places in one long line cannot both be shown.
    let first = first.as_ref().filter(|first| {
        text.get(first.end..span.start)
            .is_some_and(|between| between.len() < CONTEXT || between.contains('\n'))
    });

    let start = first.map_or(span.start, |first| first.start);
    let line_start = text.get(..start).and_then(|before| before.rfind('\n')).map_or(0, |newline| newline + 1);
    let line = 1 + text.get(..line_start).map_or(0, |before| before.matches('\n').count());
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
    if let Some(place) = diagnostic.path().and_then(|path| path.parent()).map(|place| place.to_string())
        && !place.is_empty()
    {
        group = group.element(Level::NOTE.message(format!("in {place}")));
    }
    if let Some(help) = diagnostic.help.as_deref() {
        group = group.element(Level::HELP.message(help));
    }
    group
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
