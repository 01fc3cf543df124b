//! From rules to functions.

use std::collections::BTreeSet;

use super::endings::endings;
use super::guard::guard;
use super::refine::refine;
use super::share::share;
use super::translate::{Result, Translation};
use super::{Part, Resolver, Value};
use crate::diagnostic::{Diagnostic, ModelPath};
use crate::model::endpoint::RuleSet;
use crate::plan::names::Scope;

/// What generated functions call, and the names that they have themselves.
pub(super) const RESERVED: &[&str] = &[
    "at",
    "concat",
    "is_valid_host_label",
    "is_virtual_hostable_s3_bucket",
    "missing",
    "p",
    "parameters",
    "params",
    "refuse",
    "resolve",
    "substring",
    "uri",
    "uri_encode",
];

/// Plans the functions that rules become.
///
/// # Errors
/// The first thing in the rules that makes no sense.
pub fn lower(rules: &RuleSet) -> Result<Resolver> {
    let translation = Translation::new(rules);
    let mut block = translation.implicit();
    let mut path = ModelPath::from(["rules"]);
    block.extend(translation.block(&rules.rules, &translation.scope(), &mut path)?);
    let mut functions = share(refine(block));
    for function in &mut functions {
        function.body = guard(std::mem::take(&mut function.body));
    }
    check(&translation, &functions)?;
    let Translation { mut parameters, .. } = translation;
    let used = used_parameters(&functions);
    for (index, parameter) in parameters.iter_mut().enumerate() {
        parameter.is_used = used.contains(&index);
    }
    let mut taken = Scope::default();
    RESERVED.iter().for_each(|name| drop(taken.claim((*name).to_owned())));
    functions.iter().for_each(|function| drop(taken.claim(function.name.clone())));
    let endings = endings(&functions, &mut taken);
    Ok(Resolver { parameters, functions, endings })
}

/// Texts are made of what is there.
fn check(translation: &Translation, functions: &[Part]) -> Result<()> {
    let mut missing = None;
    let mut note = |value: &Value| {
        let pieces = match value {
            Value::Concat(pieces) => pieces.as_slice(),
            value => std::slice::from_ref(value),
        };
        missing = missing.take().or_else(|| pieces.iter().find(|piece| piece.is_nullable()).cloned());
    };
    functions.iter().flat_map(|function| &function.body).for_each(|step| step.texts(&mut note));
    match missing {
        None => Ok(()),
        Some(Value::Parameter(index, ..)) => {
            let name =
                translation.indices.iter().find(|(_, known)| **known == index).map(|(name, _)| name.as_str());
            let path = ModelPath::from(["parameters", name.unwrap_or_default()]);
            Err(Diagnostic::at_key(path, "it may have no value where a text is made of it")
                .help("a rule has to ask whether it `isSet`"))
        }
        Some(_) => Err(Diagnostic::at_value(
            ModelPath::from(["rules"]),
            "a text is made of something that may be missing",
        )
        .help("a condition has to `assign` it")),
    }
}

/// The parameters that an answer depends on, by their indices.
fn used_parameters(functions: &[Part]) -> BTreeSet<usize> {
    let mut used = BTreeSet::new();
    let mut note = |part: &Value| {
        if let Value::Parameter(index, ..) = part {
            used.insert(*index);
        }
    };
    let mut parts = |value: &Value| value.parts(&mut note);
    functions.iter().flat_map(|function| &function.body).for_each(|step| step.values(&mut parts));
    used
}
