//! What endpoints depend on of operations and their inputs.

use std::collections::BTreeSet;

use super::Resolver;
use crate::diagnostic::{Diagnostic, ModelPath};
use crate::model;
use crate::plan::path::{self, Path, Root, Ty};
use crate::plan::{Operation, RustType, Service, Structure};

/// The parameter that rules put into the host name or the path by themselves.
const BUCKET: &str = "Bucket";

/// What an endpoint depends on of an input.
#[derive(Debug)]
pub struct Input {
    /// The parameter.
    pub parameter: String,
    pub source: Source,
}

/// Where in an input a parameter is.
#[derive(Debug)]
pub enum Source {
    /// A string, flag or list of strings: the field.
    Member(String),
    /// An enum: the field, and whether it is optional.
    Enum(String, bool),
    /// The value of an expression, and the name of the function that it becomes.
    Path(String, Path),
}

/// Says of each operation of `service` what `resolver` wants to know of it.
///
/// # Errors
/// A parameter that is taken from what cannot be one.
pub fn bind(service: &mut Service, model: &model::Service, resolver: &Resolver) -> Result<(), Diagnostic> {
    let parameters = resolver.parameters.iter().filter(|parameter| parameter.is_used);
    let known: BTreeSet<&str> =
        parameters.flat_map(|parameter| &parameter.names).map(String::as_str).collect();
    let Service { operations, types, .. } = service;
    for operation in operations {
        let Some((key, modelled)) =
            model.operations.iter().find(|(_, modelled)| modelled.name == operation.name)
        else {
            continue;
        };
        let place = ModelPath::from(["operations", key.as_str()]);
        let constants = modelled.static_context_params.iter();
        let constants = constants.filter(|(name, _)| known.contains(name.as_str()));
        operation.endpoint_constants =
            constants.map(|(name, param)| (name.clone(), param.value.clone())).collect();

        let mut inputs = Vec::new();
        for (name, param) in
            modelled.operation_context_params.iter().filter(|(name, _)| known.contains(name.as_str()))
        {
            let root = Root { name: "input", structure: &operation.input };
            let path = path::compile(&param.path, root, path::Types::new(types));
            let place = place.key("operationContextParams").key(name).key("path");
            let path = path.map_err(|problem| {
                Diagnostic::at_value(place.clone(), problem.message).expected(problem.expected)
            })?;
            if !is_text(&path.ty) {
                return Err(Diagnostic::at_value(place, "it gives neither text nor texts"));
            }
            inputs.push(Input {
                parameter: name.clone(),
                source: Source::Path(crate::plan::names::field(name), path),
            });
        }
        let Some(shape) = modelled.input.as_ref().and_then(|input| model.shapes.get_key_value(&input.shape))
        else {
            operation.endpoint_inputs = inputs;
            continue;
        };
        for (name, member) in &shape.1.members {
            let Some(param) =
                member.context_param.as_ref().filter(|param| known.contains(param.name.as_str()))
            else {
                continue;
            };
            let source = member_source(&operation.input, name).ok_or_else(|| {
                let place =
                    ModelPath::from(["shapes", shape.0.as_str(), "members", name.as_str(), "contextParam"]);
                Diagnostic::at_value(place, "the member is neither text, flag nor list of texts")
            })?;
            inputs.push(Input { parameter: param.name.clone(), source });
            if param.name == BUCKET {
                remove_first_label(operation, name);
            }
        }
        operation.endpoint_inputs = inputs;
    }
    Ok(())
}

fn is_text(ty: &Ty) -> bool {
    let is_one = |ty: &Ty| matches!(ty, Ty::Text | Ty::Reference(RustType::String));
    match ty {
        Ty::Each(item) | Ty::Array(item, _) => is_one(item),
        ty => is_one(ty),
    }
}

fn member_source(input: &Structure, name: &str) -> Option<Source> {
    let field = input.fields.iter().find(|field| field.member.name == name)?;
    match &field.ty {
        RustType::String | RustType::Bool => Some(Source::Member(field.name.clone())),
        RustType::List(item, false) if **item == RustType::String => Some(Source::Member(field.name.clone())),
        RustType::Enum(_) => Some(Source::Enum(field.name.clone(), field.optional)),
        _ => None,
    }
}

/// The path without the bucket, which may leave nothing of it.
fn remove_first_label(operation: &mut Operation, member: &str) {
    let label = format!("/{{{member}}}");
    if let Some(rest) = operation.uri.strip_prefix(&label) {
        operation.uri = rest.to_owned();
    }
}
