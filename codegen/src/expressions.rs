//! Functions for expressions of JMESPath, by which a suite of them can be run against what the generator makes of them.

use anyhow::{Context, Result};

use crate::plan::path::{self, Root, Types};
use crate::plan::waiter::WaiterPath;
use crate::{Input, Module, jmespath};

/// Why there is no function for an expression.
#[derive(Debug)]
pub struct Refusal {
    /// Whether it is sound, and the generator cannot make Rust of it.
    pub is_unsupported: bool,
    /// What is wrong.
    pub message: String,
}

/// What is wrong with the syntax of an expression, if anything is.
pub fn syntax_error(text: &str) -> Option<String> {
    jmespath::parse(text).err().map(|problem| problem.message)
}

/// Generates the module of a service with a public module `expressions` besides: a function `case_0`, `case_1`, … for each of
/// `texts`, from a reference to the output of `operation` to what the expression finds there, lists collected. Returns
/// as well which of the texts there is no function for.
///
/// # Errors
/// Those of [`module`](crate::module), and that there is no such operation.
pub fn expressions(
    input: &Input<'_>,
    operation: &str,
    texts: &[String],
) -> Result<(Module, Vec<Option<Refusal>>)> {
    let mut service = crate::plan(input)?;
    let planned = service.operations.iter().find(|planned| planned.name == operation);
    let output = &planned.with_context(|| format!("there is no operation {operation:?}"))?.output;
    let root = Root { name: "output", structure: output };
    let types = Types::new(&service.types);
    let mut functions = Vec::new();
    let mut refusals = Vec::new();
    for (index, text) in texts.iter().enumerate() {
        refusals.push(match path::compile(text, root, types) {
            Ok(path) => {
                let name = format!("case_{index}");
                functions.push(WaiterPath { name, text: text.clone(), output: output.name.clone(), path });
                None
            }
            Err(problem) => Some(Refusal {
                is_unsupported: problem.expected == "not supported",
                message: format!("{} ({})", problem.message, problem.expected),
            }),
        });
    }
    service.expressions = functions;
    Ok((crate::render(input, service)?, refusals))
}
