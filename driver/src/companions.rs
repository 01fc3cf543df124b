//! The files beside a model: read, and what of them is left out.

use anyhow::Result;
use sdk_codegen::LeftOut;
use sdk_codegen::diagnostic::{self, Diagnostic, Source};
use sdk_codegen::model::{self, Paginators, Waiters};

/// The companions of a model, with their texts.
pub struct Companions {
    pub parsed: model::Companions,
    paginators: Option<File>,
    waiters: Option<File>,
}

struct File {
    path: String,
    text: String,
}

impl File {
    fn source(&self) -> Source<'_> {
        Source::new(&self.path, &self.text)
    }
}

impl Companions {
    /// Reads what lies in `folder`. `read` gives the text of a file, called without its extension, if there is one.
    ///
    /// # Errors
    /// When a file cannot be read or is not what it is called.
    pub fn read(folder: &str, read: impl Fn(&str) -> Result<Option<String>>) -> Result<Self> {
        let file = |name: &str| {
            let text = read(name)?;
            anyhow::Ok(text.map(|text| File { path: format!("{folder}/{name}.json"), text }))
        };
        let (paginators, waiters) = (file("paginators-1")?, file("waiters-2")?);
        let rules = file("endpoint-rule-set-1")?;
        let parsed = model::Companions {
            endpoint_rules: rules
                .as_ref()
                .map(|file| sdk_codegen::endpoint_rules(file.source()))
                .transpose()?,
            paginators: paginators.as_ref().map(|file| Paginators::parse(file.source())).transpose()?,
            waiters: waiters.as_ref().map(|file| Waiters::parse(file.source())).transpose()?,
        };
        Ok(Self { parsed, paginators, waiters })
    }

    /// What is left out, to be shown in the files.
    pub fn warnings(&self, left_out: &LeftOut) -> Vec<diagnostic::Error> {
        let files: [(_, &[Diagnostic]); 2] =
            [(&self.paginators, &left_out.paginators), (&self.waiters, &left_out.waiters)];
        let shown = files.into_iter().filter(|(_, problems)| !problems.is_empty());
        shown
            .filter_map(|(file, problems)| {
                let error = diagnostic::Error::new(file.as_ref()?.source(), problems.iter().cloned());
                Some(error.as_warnings())
            })
            .collect()
    }
}
