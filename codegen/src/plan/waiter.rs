//! What can be waited for.

use serde_json::Value as Json;

use super::names::{self, Kind, Names, Scope};
use super::path::{self, Code, Function, Path, Pattern, Root, Ty, Types};
use super::{Operation, docs};
use crate::diagnostic::{Diagnostic, ModelPath, nearest};
use crate::model::{self, Matcher as Looks, WaiterState};

/// The columns that documentation is wrapped at, before its indent and `///`.
const DOC_WIDTH: usize = 104;

/// The most words of an expression that its function is called by.
const LONGEST_NAME: usize = 5;

/// The waiters of a service.
#[derive(Debug, Default)]
pub struct WaiterPlan {
    /// By name.
    pub waiters: Vec<Waiter>,
    /// What they look at in outputs.
    pub paths: Vec<WaiterPath>,
}

/// Something that can be waited for.
#[derive(Debug)]
pub struct Waiter {
    /// The name in the model.
    pub name: String,
    /// The constant with its facts.
    pub constant: String,
    /// The method of the client: `wait_until_bucket_exists`.
    pub method: String,
    pub docs: Vec<String>,
    /// The input and output of its operation.
    pub input: String,
    pub output: String,
    pub delay: u64,
    pub acceptors: Vec<Acceptor>,
}

/// What a kind of response means.
#[derive(Debug)]
pub struct Acceptor {
    pub state: WaiterState,
    /// What the response is like, in words.
    pub when: String,
    pub matcher: Matcher,
}

/// Which responses an acceptor matches.
#[derive(Debug)]
pub enum Matcher {
    /// Those whose output this function says yes to.
    Output(Code),
    Status(u16),
    Error(String),
    AnyError,
    NoError,
}

/// A function that finds something in an output.
#[derive(Debug)]
pub struct WaiterPath {
    pub name: String,
    /// The expression.
    pub text: String,
    /// The type of the output.
    pub output: String,
    pub path: Path,
}

/// Plans the waiters of a file. `operation` gives the operation that is called so in the model, unless it is left out.
pub fn plan<'a>(
    file: &model::Waiters,
    operation: impl Fn(&str) -> Option<&'a Operation>,
    types: Types<'_>,
) -> (WaiterPlan, Vec<Diagnostic>) {
    let constants = Names::assign(file.waiters.keys().map(String::as_str), Kind::Constant, []);
    let methods = Names::assign(file.waiters.keys().map(String::as_str), Kind::Ending, []);
    let mut planner = Planner { types, plan: WaiterPlan::default(), functions: Scope::default() };
    let mut problems = Vec::new();
    let mut sorted: Vec<_> = file.waiters.iter().collect();
    sorted.sort_by_key(|(name, _)| *name);
    for (name, waiter) in sorted {
        let Some(operation) = operation(&waiter.operation) else { continue };
        let (Ok(constant), Ok(method)) = (constants.get(name), methods.get(name)) else { continue };
        match planner.acceptors(name, operation, waiter) {
            Err(problem) => problems.push(problem),
            Ok(acceptors) => planner.plan.waiters.push(Waiter {
                name: name.clone(),
                constant,
                method: format!("wait_until_{}", method),
                docs: documentation(name, operation, waiter),
                input: operation.input.name.clone(),
                output: operation.output.name.clone(),
                delay: waiter.delay,
                acceptors,
            }),
        }
    }
    (planner.plan, problems)
}

fn documentation(name: &str, operation: &Operation, waiter: &model::Waiter) -> Vec<String> {
    let mut lines = docs::markdown(waiter.description.as_deref().unwrap_or_default(), DOC_WIDTH);
    if lines.is_empty() {
        lines.push(format!("Waits for `{name}`."));
    }
    let expected = waiter.delay.saturating_mul(waiter.max_attempts);
    lines.extend([
        String::new(),
        format!("Calls [`{0}`](Self::{0}) until a response says so,", operation.method),
        format!("with pauses of at least {} s. Up to {expected} s are to be expected.", waiter.delay),
    ]);
    lines
}

struct Planner<'a> {
    types: Types<'a>,
    plan: WaiterPlan,
    functions: Scope,
}

impl Planner<'_> {
    fn acceptors(
        &mut self,
        name: &str,
        operation: &Operation,
        waiter: &model::Waiter,
    ) -> Result<Vec<Acceptor>, Diagnostic> {
        let at = ModelPath::from(["waiters", name, "acceptors"]);
        let acceptors = waiter.acceptors.iter().enumerate();
        acceptors.map(|(index, acceptor)| self.acceptor(&at.index(index), operation, acceptor)).collect()
    }

    fn acceptor(
        &mut self,
        at: &ModelPath,
        operation: &Operation,
        acceptor: &model::Acceptor,
    ) -> Result<Acceptor, Diagnostic> {
        let unexpected = |expected: &str| {
            let message = format!("`{}` cannot be compared with {}", acceptor.matcher, acceptor.expected);
            Diagnostic::at_value(at.key("expected"), message).expected(expected)
        };
        let (when, matcher) = match (acceptor.matcher, &acceptor.expected) {
            (Looks::Status, Json::Number(number)) => {
                let status = number.as_u64().and_then(|number| u16::try_from(number).ok());
                let status = status.ok_or_else(|| unexpected("expected an HTTP status"))?;
                (format!("the status is {status}"), Matcher::Status(status))
            }
            (Looks::Status, _) => return Err(unexpected("expected an HTTP status")),
            (Looks::Error, Json::String(code)) => {
                (format!("the error is {code}"), Matcher::Error(code.clone()))
            }
            (Looks::Error, Json::Bool(true)) => ("there is an error".to_owned(), Matcher::AnyError),
            (Looks::Error, Json::Bool(false)) => ("there is no error".to_owned(), Matcher::NoError),
            (Looks::Error, _) => return Err(unexpected("expected the code of an error, or a boolean")),
            (Looks::Path | Looks::PathAll | Looks::PathAny, expected) => {
                let expected = match expected {
                    Json::String(text) => Code::Text(text.clone()),
                    Json::Bool(value) => Code::Bool(*value),
                    _ => return Err(unexpected("expected a string or a boolean")),
                };
                let Some(text) = &acceptor.argument else {
                    let problem =
                        Diagnostic::inside(at.clone(), "the acceptor does not say what is looked at");
                    return Err(problem.expected("expected the key `argument`"));
                };
                let code = self.test(at, operation, acceptor.matcher, text, expected)?;
                let what = match acceptor.matcher {
                    Looks::PathAll => "every ",
                    Looks::PathAny => "some ",
                    _ => "",
                };
                (format!("{what}`{text}` is {}", acceptor.expected), Matcher::Output(code))
            }
        };
        Ok(Acceptor { state: acceptor.state, when, matcher })
    }

    /// A function of an output: whether what `text` finds there is as expected.
    fn test(
        &mut self,
        at: &ModelPath,
        operation: &Operation,
        matcher: Looks,
        text: &str,
        expected: Code,
    ) -> Result<Code, Diagnostic> {
        let at = at.key("argument");
        let root = Root { name: "output", structure: &operation.output };
        let path = path::compile_scalars(text, root, self.types).map_err(|problem| problem.at(at.clone()))?;
        let (is_list, scalar) = match &path.ty {
            Ty::Each(item) => (true, &**item),
            scalar => (false, scalar),
        };
        if is_list == (matcher == Looks::Path) {
            let found = if is_list { "a list" } else { "a single value" };
            let problem = Diagnostic::at_value(at, format!("`{text}` gives {found}"));
            return Err(problem.expected(if is_list { "expected one value" } else { "expected a list" }));
        }
        let fits = match expected {
            Code::Text(_) => *scalar == Ty::Text,
            _ => *scalar == Ty::Bool,
        };
        if !fits {
            let problem = Diagnostic::at_value(at, format!("`{text}` gives something of another type"));
            return Err(problem.expected("expected the type of `expected`"));
        }
        let optional = path.optional;
        let found = Code::Call(
            Function::Local(self.function(operation, text, path)),
            vec![Code::Name("output".to_owned())],
        );
        let test = match matcher {
            Looks::PathAll | Looks::PathAny => {
                let items = if optional { found.items_of_option() } else { found };
                let function = if matcher == Looks::PathAll { Function::All } else { Function::Any };
                Code::Call(function, vec![items, expected])
            }
            _ => found.is(optional, expected),
        };
        Ok(match test {
            // What is found is the answer.
            Code::Call(function @ Function::Local(_), _) => Code::Function(function),
            test => Code::Closure(Pattern::Name("output".to_owned()), Box::new(test)),
        })
    }

    /// The name of the function for an expression.
    fn function(&mut self, operation: &Operation, text: &str, path: Path) -> String {
        let output = &operation.output.name;
        let mut known = self.plan.paths.iter();
        if let Some(known) = known.find(|known| known.text == text && known.output == *output) {
            return known.name.clone();
        }
        let words = text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
        let mut wanted = operation.module.trim_end_matches('_').to_owned();
        for word in words.take(LONGEST_NAME) {
            wanted.push('_');
            wanted.push_str(&names::plain_field(&names::field(word)));
        }
        let name = self.functions.claim(wanted);
        self.plan.paths.push(WaiterPath {
            name: name.clone(),
            text: text.to_owned(),
            output: output.clone(),
            path,
        });
        name
    }
}

/// A waiter whose operation the model does not have.
pub fn no_operation(name: &str, waiter: &model::Waiter, model: &model::Service) -> Diagnostic {
    let at = ModelPath::from(["waiters", name, "operation"]);
    unknown(
        Diagnostic::at_value(at, format!("there is no operation `{}`", waiter.operation)),
        &waiter.operation,
        model,
    )
}

/// A paginator whose operation the model does not have.
pub fn no_paginated_operation(name: &str, model: &model::Service) -> Diagnostic {
    let at = ModelPath::from(["pagination", name]);
    unknown(Diagnostic::at_key(at, format!("there is no operation `{name}`")), name, model)
}

fn unknown(problem: Diagnostic, name: &str, model: &model::Service) -> Diagnostic {
    match nearest(name, model.operations.keys().map(String::as_str)) {
        Some(near) => problem.expected(format!("did you mean `{near}`?")),
        None => problem.expected("not in the model"),
    }
}
