//! The files that AWS's tools share, `~/.aws/config` and `~/.aws/credentials`: sections with settings.
//!
//! The format is laid down in the AWS SDKs and Tools Reference Guide, "Shared config and credentials files".

use std::path::Path;

use super::Named;
use crate::failure::ConfigError;

/// The longest file that is read, in bytes: some thousand profiles.
const MAX_FILE: u64 = 1 << 20;

/// Which of the two files it is. They name their sections in different ways.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Sections have a type and a name, except `default`.
    Config,
    /// All sections are profiles.
    Credentials,
}

/// The settings of a section, by their names in lower case. A setting within another, as in `s3`, has a name with a
/// dot.
pub(crate) type Settings = Named<String>;

/// The sections of both files, by type and name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Sections {
    pub(crate) profiles: Named<Settings>,
    pub(crate) services: Named<Settings>,
    pub(crate) sso_sessions: Named<Settings>,
}

impl Sections {
    /// Adds the sections of a file. A setting that is there already is replaced. No file is one without sections.
    ///
    /// # Errors
    /// When the file cannot be read, or is not in the format; with its name.
    pub(super) fn read(&mut self, path: &Path, kind: Kind) -> Result<(), ConfigError> {
        let wrong = |problem: &str| {
            ConfigError::new(format!("cannot read the AWS configuration {}: {problem}", path.display()))
        };
        let metadata = match std::fs::metadata(path) {
            Ok(metadata) => metadata,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(wrong(&error.to_string())),
        };
        if !metadata.is_file() {
            return Err(wrong("it is not a file"));
        }
        if metadata.len() > MAX_FILE {
            return Err(wrong(&format!("it has {} bytes, more than the {MAX_FILE} allowed", metadata.len())));
        }
        let bytes = std::fs::read(path).map_err(|error| wrong(&error.to_string()))?;
        let text = std::str::from_utf8(&bytes).map_err(|error| {
            wrong(&format!("it is not UTF-8: the byte at {} is part of no character", error.valid_up_to()))
        })?;
        self.parse(text, kind).map_err(|Problem { line, text }| wrong(&format!("line {line}: {text}")))
    }

    fn parse(&mut self, text: &str, kind: Kind) -> Result<(), Problem> {
        // What a line that is indented belongs to.
        let mut section: Option<&mut Settings> = None;
        let mut is_known = false;
        let mut parent: Option<String> = None;
        for (index, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
            let wrong = |text: &str| Problem { line: index + 1, text: text.to_owned() };
            let is_indented = line.starts_with([' ', '\t']);
            let trimmed = line.trim();
            if trimmed.is_empty() || trimmed.starts_with(['#', ';']) {
                continue;
            }
            if let Some(rest) = trimmed.strip_prefix('[').filter(|_| !is_indented) {
                let (name, _) = rest.split_once(']').ok_or_else(|| {
                    wrong("a section begins with `[`, but the `]` after its name is missing")
                })?;
                (section, is_known, parent) = (self.section(name.trim(), kind), true, None);
                continue;
            }
            if !is_known {
                return Err(wrong("expected a section, such as `[default]`, before the first setting"));
            }
            // Of a section that is for others.
            let Some(settings) = section.as_deref_mut() else { continue };
            let setting = without_comment(trimmed).split_once('=');
            match (&parent, setting) {
                (Some(parent), Some((name, value))) if is_indented && is_parent(settings, parent) => {
                    let name = format!("{parent}.{}", name.trim().to_ascii_lowercase());
                    settings.insert(name, value.trim().to_owned());
                }
                (Some(parent), _) if is_indented => {
                    if let Some(value) = settings.get_mut(parent) {
                        value.push('\n');
                        value.push_str(trimmed);
                    }
                }
                (_, Some((name, value))) if !name.trim().is_empty() => {
                    let name = name.trim().to_ascii_lowercase();
                    settings.insert(name.clone(), value.trim().to_owned());
                    parent = Some(name);
                }
                _ => return Err(wrong("expected `name = value`")),
            }
        }
        Ok(())
    }

    /// The settings of the section with this heading; `None` where that is none of AWS's.
    fn section(&mut self, heading: &str, kind: Kind) -> Option<&mut Settings> {
        let (sections, name) = match (kind, heading.split_once(char::is_whitespace)) {
            (Kind::Credentials, None) => (&mut self.profiles, heading),
            (Kind::Config, None) if heading == "default" => (&mut self.profiles, heading),
            (_, Some(("profile", name))) => (&mut self.profiles, name),
            (Kind::Config, Some(("services", name))) => (&mut self.services, name),
            (Kind::Config, Some(("sso-session", name))) => (&mut self.sso_sessions, name),
            _ => return None,
        };
        let name = name.trim().trim_matches('"');
        if sections.get(name).is_none() {
            sections.insert(name.to_owned(), Settings::default());
        }
        sections.get_mut(name)
    }
}

/// Whether a setting has no value of its own, so that indented lines are settings within it.
fn is_parent(settings: &Settings, name: &str) -> bool {
    settings.get(name).is_some_and(String::is_empty)
}

/// The line up to a comment, which begins with a space.
fn without_comment(line: &str) -> &str {
    let start = [" #", " ;", "\t#", "\t;"].iter().filter_map(|mark| line.find(mark)).min();
    start.and_then(|start| line.get(..start)).unwrap_or(line)
}

/// What is wrong in which line.
#[derive(Debug, PartialEq, Eq)]
struct Problem {
    line: usize,
    text: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(pairs: &[(&str, &str)]) -> Settings {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn reads_sections_of_both_files() {
        let mut sections = Sections::default();
        let config = "\u{feff}# a comment\n[default]\nRegion = eu-north-1 ; why not\noutput=json\n\n\
                      [profile \"with space\"]\nregion = us-east-1#no-comment\ns3 =\n  addressing_style = path\n\
                      \tuse_accelerate_endpoint = true\nservices = mine\n\n\
                      [services mine]\ndynamodb =\n  endpoint_url = http://localhost:8000\n\
                      [sso-session corp]\nsso_region = eu-west-1\n[plugins]\nwhat ever\n[profile a]\n\
                      role_arn = x\n continued\n";
        sections.parse(config, Kind::Config).unwrap();
        sections.parse("[default]\naws_access_key_id = AKID\noutput = text\n", Kind::Credentials).unwrap();
        let expected = [
            ("default", &[("aws_access_key_id", "AKID"), ("output", "text"), ("region", "eu-north-1")][..]),
            (
                "with space",
                &[
                    ("region", "us-east-1#no-comment"),
                    ("s3", ""),
                    ("s3.addressing_style", "path"),
                    ("s3.use_accelerate_endpoint", "true"),
                    ("services", "mine"),
                ],
            ),
            ("a", &[("role_arn", "x\ncontinued")]),
        ];
        let expected = expected.map(|(name, pairs)| (name.to_owned(), settings(pairs)));
        assert_eq!(sections.profiles, Named::from_iter(expected));
        let services = settings(&[("dynamodb", ""), ("dynamodb.endpoint_url", "http://localhost:8000")]);
        assert_eq!(sections.services.get("mine"), Some(&services));
        assert_eq!(sections.sso_sessions.get("corp"), Some(&settings(&[("sso_region", "eu-west-1")])));
    }

    #[test]
    fn says_what_is_wrong_and_where() {
        for (text, line, problem) in [
            ("region = x", 1, "expected a section, such as `[default]`, before the first setting"),
            ("[default", 1, "a section begins with `[`, but the `]` after its name is missing"),
            ("[default]\nregion", 2, "expected `name = value`"),
            ("[default]\n\n= x", 3, "expected `name = value`"),
        ] {
            let found = Sections::default().parse(text, Kind::Config).unwrap_err();
            assert_eq!((found.line, &*found.text), (line, problem), "{text:?}");
        }
    }

    #[test]
    fn files_that_cannot_be_read_are_named() {
        let directory = tempfile::tempdir().unwrap();
        let path = |name: &str| directory.path().join(name);
        std::fs::write(path("latin"), b"[default]\nregion = \xe9").unwrap();
        std::fs::write(path("huge"), vec![b'x'; 10 << 20]).unwrap();
        std::fs::write(path("nonsense"), "{}".repeat(1000)).unwrap();
        std::fs::create_dir(path("directory")).unwrap();
        for (name, problem) in [
            ("latin", "it is not UTF-8: the byte at 19 is part of no character"),
            ("huge", "it has 10485760 bytes, more than the 1048576 allowed"),
            ("nonsense", "line 1: expected a section, such as `[default]`, before the first setting"),
            ("directory", "it is not a file"),
        ] {
            let error = Sections::default().read(&path(name), Kind::Config).unwrap_err().to_string();
            let expected = format!("cannot read the AWS configuration {}: {problem}", path(name).display());
            assert_eq!(error, expected);
        }
        let mut none = Sections::default();
        none.read(&path("missing"), Kind::Config).unwrap();
        assert_eq!(none, Sections::default());
    }
}
