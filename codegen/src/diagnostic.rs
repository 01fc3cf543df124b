//! What is wrong with an input file, shown where it is wrong.
//!
//! A [`Diagnostic`] names a place by its path in the document, such as `shapes.Foo.members.Bar`. Only when it is to be
//! shown, an [`Error`] walks the text of the file along that path to find line and column. So nothing that reads
//! models carries positions around, and a model that is right pays nothing.

mod explain;
mod json;
mod locate;
mod nearest;
mod path;
mod render;
mod toml;

use std::fmt;
use std::ops::Range;

pub use self::json::parse_json;
pub(crate) use self::json::parse_part;
pub(crate) use self::locate::{entries, span_in};
pub use self::nearest::nearest;
pub use self::path::{ModelPath, Segment};
pub use self::render::Style;
pub use self::toml::parse_toml;

/// The text of an input file and the name to call it by.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    /// The name, as a reader would have to type it to open the file.
    pub name: &'a str,
    /// What the file holds.
    pub text: &'a str,
}

impl<'a> Source<'a> {
    /// A file by name and text.
    #[must_use]
    pub const fn new(name: &'a str, text: &'a str) -> Self {
        Self { name, text }
    }
}

/// One thing that is wrong with an input file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    message: String,
    place: Place,
    expected: Option<String>,
    help: Option<String>,
}

/// Where the caret goes.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Place {
    /// Under the value at a path.
    Value(ModelPath),
    /// Under a part of the string at a path.
    Part(ModelPath, String),
    /// Under some bytes of the string at a path, counted with its escapes resolved.
    Within(ModelPath, Range<usize>),
    /// At the beginning of the object or array at a path: something is missing in it.
    Inside(ModelPath),
    /// Under the key that a path ends with.
    Key(ModelPath),
    /// Under the second of the equal keys that a path ends with; the first is shown as well.
    RepeatedKey(ModelPath),
    /// Under a range of bytes.
    Span(Range<usize>),
}

impl Diagnostic {
    /// Something is wrong with the value at the path.
    #[must_use]
    pub fn at_value(path: ModelPath, message: impl Into<String>) -> Self {
        Self::new(Place::Value(path), message)
    }

    /// Something is wrong with a part of the string at the path.
    #[must_use]
    pub fn at_part(path: ModelPath, part: impl Into<String>, message: impl Into<String>) -> Self {
        Self::new(Place::Part(path, part.into()), message)
    }

    /// Something is wrong with some bytes of the string at the path, counted with its escapes resolved.
    #[must_use]
    pub fn within(path: ModelPath, span: Range<usize>, message: impl Into<String>) -> Self {
        Self::new(Place::Within(path, span), message)
    }

    /// Something is missing in the object at the path, or the object as a whole is wrong.
    #[must_use]
    pub fn inside(path: ModelPath, message: impl Into<String>) -> Self {
        Self::new(Place::Inside(path), message)
    }

    /// Something is wrong with the key that the path ends with: it should not be there, or not be called that.
    #[must_use]
    pub fn at_key(path: ModelPath, message: impl Into<String>) -> Self {
        Self::new(Place::Key(path), message)
    }

    /// Something is wrong with the bytes of the range.
    #[must_use]
    pub fn at_span(span: Range<usize>, message: impl Into<String>) -> Self {
        Self::new(Place::Span(span), message)
    }

    fn new(place: Place, message: impl Into<String>) -> Self {
        Self { message: message.into(), place, expected: None, help: None }
    }

    /// Says beside the caret what was expected there.
    #[must_use]
    pub fn expected(mut self, expected: impl Into<String>) -> Self {
        self.expected = Some(expected.into());
        self
    }

    /// Says what to do about it.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// What is wrong, in one sentence without a full stop.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }

    /// What is wrong, with the hint that belongs to it, for where there is no document to show.
    #[must_use]
    pub fn sentence(&self) -> String {
        match &self.expected {
            Some(expected) => format!("{}: {expected}", self.message),
            None => self.message.clone(),
        }
    }

    /// The place in the document, unless it is only known as a range of bytes.
    #[must_use]
    pub fn path(&self) -> Option<&ModelPath> {
        match &self.place {
            Place::Value(path)
            | Place::Part(path, _)
            | Place::Within(path, _)
            | Place::Inside(path)
            | Place::Key(path)
            | Place::RepeatedKey(path) => Some(path),
            Place::Span(_) => None,
        }
    }

    /// The object or array that the problem is in.
    fn surroundings(&self) -> Option<ModelPath> {
        match &self.place {
            Place::Inside(path) => Some(path.clone()),
            _ => self.path()?.parent(),
        }
    }
}

/// Everything that is wrong with one input file, in the order of the file.
///
/// [`Display`](fmt::Display) is [`render`](Self::render) without colours.
pub struct Error {
    is_warning: bool,
    name: String,
    text: String,
    problems: Vec<Problem>,
}

/// A diagnostic that has been found in the text.
struct Problem {
    diagnostic: Diagnostic,
    span: Range<usize>,
    /// Where the first of two equal keys stands.
    first: Option<Range<usize>>,
}

impl Error {
    /// The diagnostics of a file, sorted by where they stand in it.
    #[must_use]
    pub fn new(source: Source<'_>, diagnostics: impl IntoIterator<Item = Diagnostic>) -> Self {
        let mut document = locate::Document::new(source.text);
        let mut problems: Vec<Problem> =
            diagnostics.into_iter().map(|diagnostic| Problem::find(&mut document, diagnostic)).collect();
        problems.sort_by_key(|problem| (problem.span.start, problem.span.end));
        Self { is_warning: false, name: source.name.to_owned(), text: source.text.to_owned(), problems }
    }

    /// The same, as warnings: what they are about is left out, and all else goes on.
    #[must_use]
    pub fn as_warnings(self) -> Self {
        Self { is_warning: true, ..self }
    }

    /// The problems with excerpts of the file, ready to be printed.
    #[must_use]
    pub fn render(&self, style: Style) -> String {
        render::render(self, style)
    }

    /// What is wrong, in the order of the file.
    pub fn diagnostics(&self) -> impl ExactSizeIterator<Item = &Diagnostic> {
        self.problems.iter().map(|problem| &problem.diagnostic)
    }
}

impl Problem {
    fn find(document: &mut locate::Document<'_>, diagnostic: Diagnostic) -> Self {
        let (span, first) = match &diagnostic.place {
            Place::Value(path) | Place::Inside(path) => (document.value(path), None),
            Place::Part(path, part) => (document.part(path, part), None),
            Place::Within(path, span) => (document.within(path, span), None),
            Place::Key(path) => (document.key(path), None),
            Place::RepeatedKey(path) => {
                let (first, again) = document.repeated_key(path);
                (again, first)
            }
            Place::Span(span) => (span.clone(), None),
        };
        Self { diagnostic, span, first }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.render(Style::Plain))
    }
}

impl fmt::Debug for Error {
    /// The same as `Display`: a derived form would print the file.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

impl std::error::Error for Error {}
