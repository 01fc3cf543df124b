//! All that is said while the cases run: by `tracing`, at every level and by every library, and by errors. None of it
//! may hold a secret.

use std::fmt::{self, Debug, Write as _};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use anyhow::{Result, ensure};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

/// A part of every secret that the cases have.
pub const SECRET: &str = "SECRET";

static SAID: Mutex<String> = Mutex::new(String::new());

/// Listens to all of the process.
///
/// # Errors
/// When something else does.
pub fn start() -> Result<()> {
    Ok(tracing::subscriber::set_global_default(Everything::default())?)
}

/// Takes note of what an error, a request or a response looks like.
pub fn note(thing: &impl Debug) {
    said(|said| {
        let _ = writeln!(said, "{thing:?}\n{thing:#?}");
    });
}

/// The text of an error, noted too.
pub fn text(error: &(impl Debug + fmt::Display)) -> String {
    note(error);
    let text = error.to_string();
    said(|said| {
        let _ = writeln!(said, "{text}");
    });
    text
}

/// How many lines there are; none holds a secret.
///
/// # Errors
/// The first one that does.
pub fn lines_without_secrets() -> Result<usize> {
    said(|said| {
        let leak = said.lines().find(|line| line.contains(SECRET));
        ensure!(leak.is_none(), "a secret in: {}", leak.unwrap_or_default());
        Ok(said.lines().count())
    })
}

/// Whether a line has all of these parts.
pub fn was_said(parts: &[&str]) -> bool {
    said(|said| said.lines().any(|line| parts.iter().all(|part| line.contains(part))))
}

fn said<T>(look: impl FnOnce(&mut String) -> T) -> T {
    look(&mut SAID.lock().unwrap_or_else(std::sync::PoisonError::into_inner))
}

/// A subscriber that writes down whatever it is told.
#[derive(Default)]
struct Everything(AtomicU64);

impl Subscriber for Everything {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        line(span.metadata(), |fields| span.record(fields));
        Id::from_u64(self.0.fetch_add(1, Ordering::Relaxed) + 1)
    }

    fn record(&self, _: &Id, values: &Record<'_>) {
        said(|said| values.record(&mut Fields(said)));
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        line(event.metadata(), |fields| event.record(fields));
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

fn line(metadata: &Metadata<'_>, record: impl FnOnce(&mut Fields<'_>)) {
    said(|said| {
        let _ = write!(said, "{} {} {}", metadata.level(), metadata.target(), metadata.name());
        record(&mut Fields(said));
        said.push('\n');
    });
}

struct Fields<'a>(&'a mut String);

impl Visit for Fields<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        let _ = write!(self.0, " {}={value:?}", field.name());
    }
}
