//! Asks nothing twice.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::factor::factor;
use super::{Block, Condition, Step, Ty, Value, Variable, is_total};

/// The same decisions with no condition whose outcome is known where it stands, and rules that begin with the same
/// condition put together.
pub(super) fn refine(block: Block) -> Block {
    Facts::default().refine(block)
}

/// What is known at a place.
#[derive(Clone, Default)]
struct Facts {
    tests: BTreeMap<Value, bool>,
    /// The variables that hold values.
    names: BTreeMap<Value, Variable>,
    /// Variables that would hold the same as another one.
    aliases: BTreeMap<Variable, Variable>,
}

impl Facts {
    fn refine(mut self, block: Block) -> Block {
        let mut refined = without_detours(self.steps(block));
        // What was known has been made use of: only what is put together can be refined further.
        while let Some(factored) = factor(&refined) {
            refined = without_detours(Self::default().steps(factored));
        }
        refined
    }

    fn steps(&mut self, block: Block) -> Block {
        let mut steps = Block::new();
        let mut rest = VecDeque::from(block);
        while let Some(step) = rest.pop_front() {
            match step {
                Step::Let(variable, value) => {
                    let value = self.rewrite(&value);
                    if !self.is_named(&variable, &value) {
                        self.names.insert(value.clone(), variable.clone());
                        steps.push(Step::Let(variable, value));
                    }
                }
                Step::If(conditions, then) => {
                    if let Some(named) = self.with_names(&conditions, &then) {
                        for step in named.into_iter().rev() {
                            rest.push_front(step);
                        }
                        continue;
                    }
                    let mut inner = self.clone();
                    let Some(unknown) = inner.assume_all(conditions) else { continue };
                    if unknown.is_empty() {
                        *self = inner;
                        for step in then.into_iter().rev() {
                            rest.push_front(step);
                        }
                        continue;
                    }
                    let Some((conditions, then)) = joined(unknown, inner.refine(then)) else { continue };
                    let conditions = without_names(conditions, &then);
                    if let [condition] = conditions.as_slice()
                        && is_total(&then)
                    {
                        self.assume_not(condition);
                    }
                    steps.push(Step::If(conditions, then));
                }
                Step::Return(outcome) => {
                    steps.push(Step::Return(outcome.map(&|value| self.rewrite(value))));
                    break;
                }
                other @ (Step::Guard(..) | Step::Call { .. }) => steps.push(other),
            }
        }
        without_unused(steps)
    }

    /// The same as `if conditions { then }`, where one of the conditions only gives a name to what is always there.
    fn with_names(&self, conditions: &[Condition], then: &Block) -> Option<Block> {
        let mut inner = self.clone();
        for (index, condition) in conditions.iter().enumerate() {
            let (test, negated) = normal(inner.rewrite(&condition.test), condition.negated);
            if let (Value::IsSet(value), Some(variable), false) = (test, &condition.bind, negated)
                && !value.is_nullable()
                && !inner.is_named(variable, &value)
            {
                let (before, after) = (conditions.get(..index)?, conditions.get(index + 1..)?);
                let mut named = vec![Step::Let(variable.clone(), *value)];
                match after {
                    [] => named.extend(then.iter().cloned()),
                    after => named.push(Step::If(after.to_vec(), then.clone())),
                }
                return Some(match before {
                    [] => named,
                    before => vec![Step::If(before.to_vec(), named)],
                });
            }
            inner.assume_all(vec![condition.clone()])?;
        }
        None
    }

    /// The conditions of which it is not known whether they hold; from here on it is known that they do. Nothing if one
    /// is known not to hold.
    fn assume_all(&mut self, conditions: Vec<Condition>) -> Option<Vec<Condition>> {
        let mut unknown = Vec::new();
        for condition in conditions {
            let (test, negated) = normal(self.rewrite(&condition.test), condition.negated);
            let known = self.outcome_of(&test);
            if known == Some(negated) {
                return None;
            }
            if let (false, Some(variable), Value::IsSet(value)) = (negated, &condition.bind, &test)
                && !self.is_named(variable, value)
            {
                self.names.insert((**value).clone(), variable.clone());
            }
            if known.is_none() {
                self.tests.insert(test.clone(), !negated);
                if let (false, Value::Equal(value, constant)) = (negated, &test)
                    && is_constant(constant)
                {
                    self.tests.insert(Value::IsSet(value.clone()), true);
                }
                unknown.push(Condition { test, negated, bind: condition.bind });
            }
        }
        Some(unknown)
    }

    fn assume_not(&mut self, condition: &Condition) {
        self.tests.insert(condition.test.clone(), condition.negated);
        // What is found not to be missing has a name from there on.
        if let (true, Some(variable), Value::IsSet(value)) =
            (condition.negated, &condition.bind, &condition.test)
        {
            self.names.insert((**value).clone(), variable.clone());
        }
    }

    /// Whether a value has a name already, which `variable` is another one for.
    fn is_named(&mut self, variable: &Variable, value: &Value) -> bool {
        let known = match value {
            Value::Variable(known) => Some(known),
            value => self.names.get(value),
        };
        let Some(known) = known.cloned() else { return false };
        if known != *variable {
            self.aliases.insert(variable.clone(), known);
        }
        true
    }

    /// Whether a test holds, if that is known.
    fn outcome_of(&self, test: &Value) -> Option<bool> {
        match test {
            Value::Flag(flag) => return Some(*flag),
            Value::IsSet(value) if !value.is_nullable() => return Some(true),
            Value::Equal(left, right) => {
                if let (Value::Text(left), Value::Text(right)) = (&**left, &**right) {
                    return Some(left == right);
                }
                // It is the same as something else.
                let is_other = |(known, holds): (&Value, &bool)| {
                    let Value::Equal(of, constant) = known else { return false };
                    *holds && of == left && is_constant(constant) && is_constant(right) && constant != right
                };
                if self.tests.iter().any(is_other) {
                    return Some(false);
                }
            }
            _ => {}
        }
        self.tests.get(test).copied()
    }

    /// A value by the names that its parts have.
    fn rewrite(&self, value: &Value) -> Value {
        value.map(&|value| {
            let variable = match &value {
                Value::Variable(variable) => self.aliases.get(variable),
                value => self.names.get(value),
            };
            variable.cloned().map_or(value, Value::Variable)
        })
    }
}

/// The conditions without names that are used only once, to compare the value with a constant.
fn without_names(mut conditions: Vec<Condition>, then: &[Step]) -> Vec<Condition> {
    let mut index = 0;
    while let Some(condition) = conditions.get(index) {
        if let (Value::IsSet(value), false) = (condition.test.clone(), condition.negated)
            && let Some(place) = compared(&conditions, index, &value, then)
            && let Some(Condition { test: Value::Equal(left, _), .. }) = conditions.get_mut(place)
        {
            *left = value;
            conditions.remove(index);
        } else {
            index += 1;
        }
    }
    conditions
}

/// The condition that compares what the one at `index` finds to be there, if nothing else makes use of that.
fn compared(conditions: &[Condition], index: usize, value: &Value, then: &[Step]) -> Option<usize> {
    let bind = conditions.get(index)?.bind.as_ref();
    let is_it = |other: &Value| other == value || matches!(other, Value::Variable(it) if Some(it) == bind);
    let place = conditions.iter().enumerate().skip(index + 1).find_map(|(place, condition)| {
        match (&condition.test, condition.negated) {
            (Value::Equal(left, right), false) if is_it(left) && is_constant(right) => Some(place),
            _ => None,
        }
    })?;
    let mut uses = 0;
    let mut note =
        |value: &Value| value.variables(&mut |variable| uses += usize::from(Some(variable) == bind));
    let others = conditions.iter().enumerate().filter(|(other, _)| *other != place);
    others.for_each(|(_, condition)| note(&condition.test));
    then.iter().for_each(|step| step.values(&mut note));
    (uses == 0).then_some(place)
}

fn is_constant(value: &Value) -> bool {
    matches!(value, Value::Text(_) | Value::Flag(_))
}

/// A test that is neither a negation nor a comparison with a flag.
fn normal(test: Value, negated: bool) -> (Value, bool) {
    match test {
        Value::Not(inner) => normal(*inner, !negated),
        Value::Equal(left, right) => match (*left, *right) {
            (left, Value::Flag(flag)) if !left.is_nullable() && left.ty() == Ty::Flag => {
                normal(left, negated == flag)
            }
            (left, right) => (Value::Equal(left.into(), right.into()), negated),
        },
        test => (test, negated),
    }
}

/// The steps without names for what nothing is made of.
fn without_unused(steps: Block) -> Block {
    let mut used = BTreeSet::new();
    let mut kept = Block::new();
    for step in steps.into_iter().rev() {
        if matches!(&step, Step::Let(variable, _) if !used.contains(variable)) {
            continue;
        }
        step.values(&mut |value| value.variables(&mut |variable| used.extend([variable.clone()])));
        kept.push(step);
    }
    kept.reverse();
    kept
}

/// The steps without conditions for what is done anyway.
fn without_detours(mut steps: Block) -> Block {
    for index in (0..steps.len()).rev() {
        let is_detour = match steps.get(index..) {
            Some([Step::If(_, then), rest @ ..]) => then == rest && is_total(rest),
            _ => false,
        };
        if is_detour {
            steps.remove(index);
        }
    }
    steps
}

/// A condition within a condition is one of two. Nothing if there is nothing to do.
fn joined(mut conditions: Vec<Condition>, mut then: Block) -> Option<(Vec<Condition>, Block)> {
    match then.as_mut_slice() {
        [] => None,
        [Step::If(more, inner)] => {
            conditions.append(more);
            let inner = std::mem::take(inner);
            Some((conditions, inner))
        }
        _ => Some((conditions, then)),
    }
}
