//! Asks once what several rules ask.

use super::{Block, Condition, Step};

/// Puts rules that ask for the same condition together, also if others are between them that ask for its opposite.
pub(super) fn factor(steps: &[Step]) -> Option<Block> {
    let (at, condition, others) = steps.iter().enumerate().find_map(|(at, step)| {
        let Step::If(conditions, _) = step else { return None };
        let condition = conditions.first()?;
        let others = alike(condition, at, steps);
        (!others.is_empty()).then_some((at, condition, others))
    })?;
    let mut group = Block::new();
    let mut rest = Block::new();
    for (index, step) in steps.iter().enumerate() {
        let is_in_group = index == at || others.contains(&index);
        if is_in_group { &mut group } else { &mut rest }.push(step.clone());
    }
    rest.insert(at, Step::If(vec![condition.clone()], group));
    Some(rest)
}

/// The steps that ask for `condition` too and could as well follow the one at `at`.
fn alike(condition: &Condition, at: usize, steps: &[Step]) -> Vec<usize> {
    let asks = |conditions: &[Condition], negated: bool| {
        conditions.iter().any(|other| other.test == condition.test && other.negated == negated)
    };
    let mut found = Vec::new();
    for (index, step) in steps.iter().enumerate().skip(at + 1) {
        match step {
            Step::If(conditions, _) if asks(conditions, condition.negated) => found.push(index),
            Step::If(conditions, _) if asks(conditions, !condition.negated) => {}
            _ => break,
        }
    }
    found
}
