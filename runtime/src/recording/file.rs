//! Recordings as files.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use super::Recording;
use crate::json;

/// What is in a file: JSON with a line for each value, keys in a fixed order, so that what changes between two recordings
/// is what a comparison of the files shows.
impl fmt::Display for Recording {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = json::to_string(self).map_err(|_| fmt::Error)?;
        f.write_str(&in_lines(&text))
    }
}

impl FromStr for Recording {
    type Err = json::Error;

    fn from_str(text: &str) -> Result<Self, json::Error> {
        json::from_str(text)
    }
}

impl Recording {
    /// Writes a file, over one that is there.
    ///
    /// # Errors
    /// What the system says, or that a part of it that was added by hand is of an [unknown kind](super::Content::Unknown).
    pub fn save(&self, path: impl AsRef<Path>) -> io::Result<()> {
        let text =
            json::to_string(self).map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))?;
        std::fs::write(path, in_lines(&text))
    }

    /// Reads what [`save`](Self::save) has written, or somebody by hand.
    ///
    /// # Errors
    /// That there is no such file, or what is wrong with it.
    pub fn load(path: impl AsRef<Path>) -> Result<Self, LoadError> {
        let path = path.as_ref();
        let fail = |cause| LoadError { path: path.to_owned(), cause };
        let text = std::fs::read_to_string(path).map_err(|error| fail(Cause::Io(error)))?;
        text.parse().map_err(|error| fail(Cause::Json(error)))
    }
}

/// Why there is no recording in a file.
#[derive(Debug)]
pub struct LoadError {
    path: PathBuf,
    cause: Cause,
}

#[derive(Debug)]
enum Cause {
    Io(io::Error),
    Json(json::Error),
}

impl fmt::Display for LoadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "no recording in {}: ", self.path.display())?;
        match &self.cause {
            Cause::Io(error) => error.fmt(f),
            Cause::Json(error) => error.fmt(f),
        }
    }
}

// `Display` has said what the cause says.
impl std::error::Error for LoadError {}

/// JSON without whitespace, with a line for each value and two spaces for each level.
fn in_lines(json: &str) -> String {
    let mut out = String::with_capacity(2 * json.len());
    let (mut depth, mut in_string, mut escaped) = (0, false, false);
    let mut characters = json.chars().peekable();
    while let Some(character) = characters.next() {
        if in_string {
            out.push(character);
            in_string = escaped || character != '"';
            escaped = !escaped && character == '\\';
            continue;
        }
        let line = |out: &mut String, depth: usize| {
            out.push('\n');
            out.extend(std::iter::repeat_n("  ", depth));
        };
        match character {
            '{' | '[' => {
                out.push(character);
                // An empty one stays on its line.
                if let Some(end) = characters.next_if(|next| "}]".contains(*next)) {
                    out.push(end);
                } else {
                    depth += 1;
                    line(&mut out, depth);
                }
            }
            '}' | ']' => {
                depth = usize::saturating_sub(depth, 1);
                line(&mut out, depth);
                out.push(character);
            }
            ',' => {
                out.push(',');
                line(&mut out, depth);
            }
            ':' => out.push_str(": "),
            _ => {
                in_string = character == '"';
                out.push(character);
            }
        }
    }
    out.push('\n');
    out
}
