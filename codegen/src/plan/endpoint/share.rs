//! Makes a function of what occurs more than once.

use std::collections::BTreeMap;

use super::{Block, Outcome, Part, Step, Ty, Value, Variable, is_total};

/// The least number of steps that a function is made for.
const WORTH: usize = 4;

/// The functions that `block` becomes, the one that begins first.
pub(super) fn share(block: Block) -> Vec<Part> {
    let mut parts = vec![Part { name: "resolve".to_owned(), arguments: vec![], body: block, uses: 1 }];
    while let Some((repeated, uses)) = most_repeated(&parts) {
        let arguments = free_variables(&repeated);
        let call =
            Step::Call { part: parts.len(), arguments: arguments.clone(), is_total: is_total(&repeated) };
        for part in &mut parts {
            replace(&mut part.body, &repeated, &call);
        }
        // What was encoded is passed as text.
        let passed = |variable: &Variable| match variable.ty {
            Ty::Encoded if arguments.contains(variable) => Variable { ty: Ty::Text, ..variable.clone() },
            _ => variable.clone(),
        };
        let body = repeated.iter().map(|step| step.rename(&passed)).collect();
        let arguments = arguments.iter().map(passed).collect();
        parts.push(Part { name: format!("part_{}", parts.len()), arguments, body, uses });
    }
    parts
}

/// The block that takes the most steps more than it would have to, and how often it occurs.
fn most_repeated(parts: &[Part]) -> Option<(Block, usize)> {
    let mut counts: BTreeMap<&[Step], usize> = BTreeMap::new();
    parts.iter().for_each(|part| count(&part.body, &mut counts));
    let repeated = counts.into_iter().filter(|(block, uses)| *uses > 1 && weight(block) >= WORTH);
    let (block, uses) = repeated.max_by_key(|(block, uses)| weight(block) * (uses - 1))?;
    Some((block.to_vec(), uses))
}

fn count<'b>(block: &'b [Step], counts: &mut BTreeMap<&'b [Step], usize>) {
    for step in block {
        if let Step::If(_, then) | Step::Guard(_, then) = step {
            *counts.entry(then).or_default() += 1;
            count(then, counts);
        }
    }
}

/// About how many lines it takes.
fn weight(block: &[Step]) -> usize {
    let step = |step: &Step| match step {
        Step::If(_, then) | Step::Guard(_, then) => 1 + weight(then),
        Step::Return(Outcome::Endpoint { .. }) => 3,
        Step::Let(..) | Step::Return(_) | Step::Call { .. } => 1,
    };
    block.iter().map(step).sum()
}

fn replace(block: &mut Block, repeated: &[Step], call: &Step) {
    for step in block {
        if let Step::If(_, then) | Step::Guard(_, then) = step {
            if then == repeated {
                *then = vec![call.clone()];
            } else {
                replace(then, repeated, call);
            }
        }
    }
}

/// What a block uses and does not define, in the order of its use.
fn free_variables(block: &[Step]) -> Vec<Variable> {
    let mut free = Vec::new();
    collect(block, &mut Vec::new(), &mut free);
    free
}

fn collect(block: &[Step], bound: &mut Vec<Variable>, free: &mut Vec<Variable>) {
    let depth = bound.len();
    for step in block {
        match step {
            Step::Let(variable, value) => {
                note(value, bound, free);
                bound.push(variable.clone());
            }
            Step::If(conditions, then) => {
                let before = bound.len();
                for condition in conditions {
                    note(&condition.test, bound, free);
                    bound.extend(condition.bind.clone().filter(|_| !condition.negated));
                }
                collect(then, bound, free);
                bound.truncate(before);
                // What is found not to be missing is there for the steps after.
                let below = conditions.iter().filter(|condition| condition.negated);
                bound.extend(below.filter_map(|condition| condition.bind.clone()));
            }
            Step::Guard(condition, otherwise) => {
                note(&condition.test, bound, free);
                collect(otherwise, bound, free);
                bound.extend(condition.bind.clone());
            }
            step => step.values(&mut |value| note(value, bound, free)),
        }
    }
    bound.truncate(depth);
}

fn note(value: &Value, bound: &[Variable], free: &mut Vec<Variable>) {
    value.variables(&mut |variable| {
        if !bound.contains(variable) && !free.contains(variable) {
            free.push(variable.clone());
        }
    });
}
