//! What endpoints have besides their URL, said once for all that have the same.

use std::collections::BTreeMap;

use super::{Auth, Document, Extras, Outcome, Part, Scheme, Step, Ty, Value, Variable};
use crate::plan::names::{self, Scope};

/// A function that makes an endpoint of a URL, and adds the rest.
#[derive(Debug)]
pub struct Ending {
    pub name: String,
    /// Texts that it takes after the URL.
    pub arguments: Vec<String>,
    /// With the arguments as variables.
    pub extras: Extras,
}

/// The functions that the answers of `parts` take, by what is the same about those answers.
pub(super) fn endings(parts: &[Part], taken: &mut Scope) -> Vec<Ending> {
    let mut found: BTreeMap<Extras, Vec<String>> = BTreeMap::new();
    for part in parts {
        outcomes(&part.body, &mut |outcome| {
            if let Outcome::Endpoint { extras, .. } = outcome
                && !extras.is_empty()
            {
                let (extras, arguments) = extras.abstracted();
                found.insert(extras, arguments.into_iter().map(|(name, _)| name).collect());
            }
        });
    }
    found
        .into_iter()
        .map(|(extras, arguments)| Ending { name: taken.claim(name(&extras)), arguments, extras })
        .collect()
}

fn outcomes(block: &[Step], visit: &mut dyn FnMut(&Outcome)) {
    for step in block {
        match step {
            Step::If(_, inner) | Step::Guard(_, inner) => outcomes(inner, visit),
            Step::Return(outcome) => visit(outcome),
            Step::Let(..) | Step::Call { .. } => {}
        }
    }
}

/// `sigv4_s3`.
fn name(extras: &Extras) -> String {
    let Some(auth) = extras.auth.first() else { return "with_properties".to_owned() };
    let scheme = match auth.scheme {
        Scheme::SigV4 => "sigv4",
        Scheme::SigV4a => "sigv4a",
        Scheme::S3Express => "session",
        Scheme::Bearer => "bearer",
        Scheme::None => "anonymous",
    };
    let constants =
        [("", &auth.name), ("in_", &auth.region)].into_iter().filter_map(|(prefix, value)| match value {
            Some(Value::Text(text)) => Some(format!("{prefix}{}", names::plain_field(&names::field(text)))),
            _ => None,
        });
    [scheme.to_owned()].into_iter().chain(constants).collect::<Vec<_>>().join("_")
}

impl Extras {
    /// The same with variables for all that is not constant, and what these stand for.
    pub fn abstracted(&self) -> (Self, Vec<(String, Value)>) {
        let mut arguments = Arguments::default();
        arguments.scope.claim("url".to_owned());
        let auth = self.auth.iter().map(|auth| Auth {
            name: auth.name.as_ref().map(|name| arguments.take("name", name)),
            region: auth.region.as_ref().map(|region| arguments.take("region", region)),
            region_set: auth.region_set.iter().map(|region| arguments.take("region", region)).collect(),
            ..auth.clone()
        });
        let auth = auth.collect();
        let properties = self.properties.iter();
        let properties = properties.map(|(name, value)| (name.clone(), arguments.document(value))).collect();
        let headers = self.headers.iter();
        let headers =
            headers.map(|(name, value)| (name.clone(), arguments.take(&names::field(name), value))).collect();
        (Self { auth, properties, headers }, arguments.list)
    }
}

#[derive(Default)]
struct Arguments {
    list: Vec<(String, Value)>,
    scope: Scope,
}

impl Arguments {
    /// `value` if it is a constant, or a variable like `wanted` for it.
    fn take(&mut self, wanted: &str, value: &Value) -> Value {
        if matches!(value, Value::Text(_)) {
            return value.clone();
        }
        let known = self.list.iter().find(|(_, known)| known == value).map(|(name, _)| name.clone());
        let name = known.unwrap_or_else(|| {
            let name = self.scope.claim(wanted.to_owned());
            self.list.push((name.clone(), value.clone()));
            name
        });
        Value::Variable(Variable { name, ty: Ty::Text })
    }

    fn document(&mut self, document: &Document) -> Document {
        match document {
            Document::Text(text) => Document::Text(self.take("text", text)),
            Document::List(items) => Document::List(items.iter().map(|item| self.document(item)).collect()),
            Document::Map(entries) => Document::Map(
                entries.iter().map(|(name, value)| (name.clone(), self.document(value))).collect(),
            ),
            other => other.clone(),
        }
    }
}
