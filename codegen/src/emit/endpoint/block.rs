//! Steps as statements.

use std::collections::BTreeSet;

use super::value::Context;
use crate::plan::endpoint::{Condition, Outcome, Step, Value, Variable};
use crate::tokens::{TokenStream, ident, quote};

/// The body of a function that answers.
pub(super) fn body(steps: &[Step], context: &Context<'_>) -> TokenStream {
    Block { context, wrap: false }.tail(steps)
}

/// The body of a function that may have no answer.
pub(super) fn partial(steps: &[Step], context: &Context<'_>) -> TokenStream {
    Block { context, wrap: true }.steps(steps)
}

struct Block<'c> {
    context: &'c Context<'c>,
    /// Whether answers are optional.
    wrap: bool,
}

impl Block<'_> {
    /// Steps whose last one is the value of the function.
    fn tail(&self, steps: &[Step]) -> TokenStream {
        match steps.split_last() {
            Some((Step::Return(outcome), before)) => {
                let (steps, Answer { before, value }) =
                    (self.steps_before(before, steps), self.answer(outcome));
                quote!(#steps #before #value)
            }
            Some((Step::Call { part, arguments, is_total: true }, before)) => {
                let (before, call) = (self.steps_before(before, steps), self.context.call(*part, arguments));
                quote!(#before #call)
            }
            _ => self.steps(steps),
        }
    }

    fn steps(&self, steps: &[Step]) -> TokenStream {
        self.steps_before(steps, steps)
    }

    /// Some steps of `all`.
    fn steps_before(&self, steps: &[Step], all: &[Step]) -> TokenStream {
        let statements = steps
            .iter()
            .enumerate()
            .map(|(index, step)| self.step(step, all.get(index + 1..).unwrap_or_default()));
        statements.collect()
    }

    fn step(&self, step: &Step, rest: &[Step]) -> TokenStream {
        match step {
            Step::Let(variable, value) => {
                let (name, value) = (ident(&variable.name), self.context.plain(value));
                if used(rest).contains(variable) { quote!(let #name = #value;) } else { quote!() }
            }
            Step::If(conditions, then) => {
                let used = used_after(conditions, then);
                let conditions = self.conditions(conditions, &used);
                let then = self.steps(then);
                quote!(if #conditions { #then })
            }
            Step::Guard(condition, otherwise) => {
                let otherwise = self.steps(otherwise);
                match &condition.bind {
                    Some(variable) if !condition.negated && used(rest).contains(variable) => {
                        let (name, value) = (ident(&variable.name), self.context.looked_at(condition));
                        quote!(let Some(#name) = #value else { #otherwise };)
                    }
                    _ => {
                        let inverted = Condition { negated: !condition.negated, ..condition.clone() };
                        let condition = self.context.condition(&inverted);
                        quote!(if #condition { #otherwise })
                    }
                }
            }
            Step::Return(outcome) => {
                let Answer { before, value } = self.answer(outcome);
                if self.wrap { quote!(#before return Some(#value);) } else { quote!(#before return #value;) }
            }
            Step::Call { part, arguments, is_total } => {
                let call = self.context.call(*part, arguments);
                match (is_total, self.wrap) {
                    (true, false) => quote!(return #call;),
                    (true, true) => quote!(return Some(#call);),
                    (false, false) => quote!(if let Some(answer) = #call { return answer; }),
                    (false, true) => quote!(if let Some(answer) = #call { return Some(answer); }),
                }
            }
        }
    }

    fn conditions(&self, conditions: &[Condition], used: &[BTreeSet<Variable>]) -> TokenStream {
        let conditions = conditions.iter().zip(used).map(|(condition, used)| match &condition.bind {
            Some(variable) if !condition.negated && used.contains(variable) => {
                let (name, value) = (ident(&variable.name), self.context.looked_at(condition));
                quote!(let Some(#name) = #value)
            }
            _ => self.context.condition(condition),
        });
        quote!(#(#conditions)&&*)
    }

    fn answer(&self, outcome: &Outcome) -> Answer {
        let (url, extras) = match outcome {
            Outcome::Missing(name) => return Answer::from(quote!(rt::missing(#name))),
            Outcome::Error(text) => {
                let text = self.context.owned(text);
                return Answer::from(quote!(rt::refuse(#text)));
            }
            Outcome::Endpoint { url, extras } => (url, extras),
        };
        let text = self.context.url(url);
        let Some((name, arguments)) = self.context.ending(extras) else {
            return Answer::from(quote!(rt::at(#text)));
        };
        let arguments = arguments.iter().map(|(_, value)| self.context.text(value));
        match url {
            // Side by side with the other arguments, most would not fit into a line.
            Value::Concat(_) => {
                Answer { before: quote!(let uri = #text;), value: quote!(#name(uri #(, #arguments)*)) }
            }
            _ => Answer::from(quote!(#name(#text #(, #arguments)*))),
        }
    }
}

/// An answer as an expression, and what has to be said before it.
struct Answer {
    before: TokenStream,
    value: TokenStream,
}

impl From<TokenStream> for Answer {
    fn from(value: TokenStream) -> Self {
        Self { before: TokenStream::new(), value }
    }
}

/// The variables that steps use.
fn used(steps: &[Step]) -> BTreeSet<Variable> {
    let mut used = BTreeSet::new();
    let mut note = |value: &Value| value.variables(&mut |variable| used.extend([variable.clone()]));
    steps.iter().for_each(|step| step.values(&mut note));
    used
}

/// The variables that are used after each of the conditions.
fn used_after(conditions: &[Condition], then: &[Step]) -> Vec<BTreeSet<Variable>> {
    let mut used = used(then);
    let mut sets: Vec<_> = conditions
        .iter()
        .rev()
        .map(|condition| {
            let after = used.clone();
            condition.test.variables(&mut |variable| used.extend([variable.clone()]));
            after
        })
        .collect();
    sets.reverse();
    sets
}
