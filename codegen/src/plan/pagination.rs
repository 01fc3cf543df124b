//! How an operation answers in pages.

use super::path::{self, Code, Root, Ty, Types};
use super::{Operation, RustType, Sparse};
use crate::diagnostic::{Diagnostic, ModelPath, nearest};
use crate::jmespath::{self, Kind};
use crate::model;

/// What an operation that answers in pages has.
#[derive(Debug)]
pub struct Pagination {
    /// What says where a page begins.
    pub tokens: Vec<PageToken>,
    /// Whether there is another page: a boolean of `output`.
    pub more: Option<Code>,
    pub items: Option<PageItems>,
    pub limit: Option<PageLimit>,
}

/// A member of the input that says where a page begins.
#[derive(Debug)]
pub struct PageToken {
    pub field: String,
    pub ty: RustType,
    /// Its next value, an `Option` made of `output`.
    pub next: Code,
}

/// What is in a page.
#[derive(Debug)]
pub struct PageItems {
    pub kind: ItemKind,
    /// The list or map, taken out of `output`.
    pub code: Code,
}

/// What the items of a page are.
#[derive(Debug)]
pub enum ItemKind {
    /// Those of a list, and whether they may be null.
    Item(RustType, Sparse),
    /// The entries of a map, and whether their values may be null.
    Entry(RustType, RustType, Sparse),
}

/// The member of the input that says how many items a page may have.
#[derive(Debug)]
pub struct PageLimit {
    pub field: String,
    pub optional: bool,
    pub kind: LimitKind,
}

/// As what a number is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LimitKind {
    I32,
    I64,
    Text,
}

/// Plans the pages of `operation`, whose entry in the file is called `key`.
///
/// # Errors
/// Why there can be none, to be shown in the file.
pub fn plan(
    key: &str,
    operation: &Operation,
    paginator: &model::Paginator,
    types: Types<'_>,
) -> Result<Pagination, Diagnostic> {
    let planner = Planner { at: ModelPath::from(["pagination", key]), operation, types };
    let (inputs, outputs) = (&paginator.input_token, &paginator.output_token);
    if inputs.len() != outputs.len() || !(1..=3).contains(&inputs.len()) {
        let message = format!("{} input tokens and {} output tokens", inputs.len(), outputs.len());
        return Err(Diagnostic::inside(planner.at, message).expected("expected as many, one to three"));
    }
    let mut tokens = Vec::new();
    for (index, (member, text)) in inputs.iter().zip(outputs).enumerate() {
        let index = (inputs.len() > 1).then_some(index);
        tokens.push(planner.token(member, text, index)?);
    }
    let more = paginator.more_results.as_deref().map(|text| planner.more(text)).transpose()?;
    let items = planner.items(&paginator.result_key)?;
    let limit = paginator.limit_key.as_deref().map(|member| planner.limit(member)).transpose()?;
    Ok(Pagination { tokens, more, items, limit })
}

struct Planner<'a> {
    at: ModelPath,
    operation: &'a Operation,
    types: Types<'a>,
}

impl Planner<'_> {
    fn root(&self) -> Root<'_> {
        Root { name: "output", structure: &self.operation.output }
    }

    fn place(&self, key: &str, index: Option<usize>) -> ModelPath {
        let place = self.at.key(key);
        index.map_or(place.clone(), |index| place.index(index))
    }

    fn input_member(&self, member: &str, at: ModelPath) -> Result<&super::Field, Diagnostic> {
        let input = &self.operation.input;
        input.fields.iter().find(|field| field.member.name == member).ok_or_else(|| {
            let known = input.fields.iter().map(|field| field.member.name.as_str());
            let problem = Diagnostic::at_value(
                at,
                format!("the input of `{}` has no member `{member}`", self.operation.name),
            );
            match nearest(member, known) {
                Some(near) => problem.expected(format!("did you mean `{near}`?")),
                None => problem.expected("no such member"),
            }
        })
    }

    fn token(&self, member: &str, text: &str, index: Option<usize>) -> Result<PageToken, Diagnostic> {
        let (input, output) = (self.place("input_token", index), self.place("output_token", index));
        let field = self.input_member(member, input.clone())?;
        if !field.optional || field.boxed {
            let message = format!("`{member}` is required: there is no first page without one");
            return Err(Diagnostic::at_value(input, message).expected("expected a member that may be unset"));
        }
        if !matches!(
            field.ty,
            RustType::String | RustType::I32 | RustType::I64 | RustType::Enum(_) | RustType::Map(..)
        ) {
            let message = format!("`{member}` cannot say where a page begins");
            return Err(
                Diagnostic::at_value(input, message).expected("expected a string, an integer or a map")
            );
        }
        // Several are put together to a tuple, in which `?` would end too much.
        let path = path::compile_in(text, self.root(), self.types, index.is_none())
            .map_err(|problem| problem.at(output.clone()))?;
        if path.ty != Ty::of_member(&field.ty) {
            let message = format!("`{text}` and `{member}` have different types");
            return Err(
                Diagnostic::at_value(output, message).expected("expected the type of the input's member")
            );
        }
        Ok(PageToken { field: field.name.clone(), ty: field.ty.clone(), next: path.into_owned() })
    }

    fn more(&self, text: &str) -> Result<Code, Diagnostic> {
        path::compile_condition(text, self.root(), self.types)
            .map_err(|problem| problem.at(self.place("more_results", None)))
    }

    fn limit(&self, member: &str) -> Result<PageLimit, Diagnostic> {
        let at = self.place("limit_key", None);
        let field = self.input_member(member, at.clone())?;
        let kind = match field.ty {
            RustType::I32 => LimitKind::I32,
            RustType::I64 => LimitKind::I64,
            RustType::String => LimitKind::Text,
            _ => {
                let message = format!("`{member}` holds no number");
                return Err(Diagnostic::at_value(at, message).expected("expected an integer or a string"));
            }
        };
        Ok(PageLimit { field: field.name.clone(), optional: field.optional, kind })
    }

    /// The items: what the first of `keys` that leads to a list or map does. Without one, there are only pages.
    fn items(&self, keys: &[String]) -> Result<Option<PageItems>, Diagnostic> {
        for (index, text) in keys.iter().enumerate() {
            let at = self.place("result_key", (keys.len() > 1).then_some(index));
            let path =
                path::compile(text, self.root(), self.types).map_err(|problem| problem.at(at.clone()))?;
            let kind = match path.ty {
                Ty::Reference(RustType::List(item, sparse)) => ItemKind::Item(*item, sparse),
                Ty::Reference(RustType::Map(key, value, sparse)) => ItemKind::Entry(*key, *value, sparse),
                Ty::Each(_) | Ty::Array(..) => {
                    let problem = Diagnostic::at_value(at, format!("`{text}` cannot be taken out of a page"));
                    return Err(problem.expected("expected names with dots between them"));
                }
                _ => continue,
            };
            let expression = jmespath::parse(text).map_err(|problem| problem.at(at.clone()))?;
            let code = self.taken_out(&expression).ok_or_else(|| {
                Diagnostic::at_value(at, format!("`{text}` cannot be taken out of a page"))
                    .expected("expected names with dots between them")
            })?;
            return Ok(Some(PageItems { kind, code }));
        }
        Ok(None)
    }

    /// The value that names with dots between them lead to, moved out of `output`, and empty where it is not there.
    fn taken_out(&self, expression: &jmespath::Expression) -> Option<Code> {
        let mut names = Vec::new();
        let mut rest = expression;
        loop {
            match &rest.kind {
                Kind::Field(name) => {
                    names.push(name);
                    break;
                }
                Kind::Sub(left, right) => {
                    let Kind::Field(name) = &right.kind else { return None };
                    names.push(name);
                    rest = left;
                }
                _ => return None,
            }
        }
        let mut structure = &self.operation.output;
        let mut code = Code::Name("output".to_owned());
        let mut optional = false;
        while let Some(name) = names.pop() {
            let field = structure.fields.iter().find(|field| field.member.name == *name)?;
            code = if optional {
                let variable = path::variable(&structure.name);
                let method = if field.optional { "and_then" } else { "map" };
                code.and(method, variable, &field.name)
            } else {
                Code::Field(Box::new(code), field.name.clone())
            };
            optional |= field.optional;
            if let RustType::Structure(inner) = &field.ty {
                structure = self.types.structure(inner)?;
            }
        }
        Some(if optional { Code::Method(Box::new(code), "unwrap_or_default", Vec::new()) } else { code })
    }
}
