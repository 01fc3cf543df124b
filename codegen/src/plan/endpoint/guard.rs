//! Gets the exceptions out of the way, so that the rest need not be nested in them.

use super::{Block, Condition, Step, is_total};

/// `if a { …; answer } error` as `if !a { error } …; answer`, and what has to bind a variable for the steps after it.
pub(super) fn guard(block: Block) -> Block {
    let mut steps = Block::new();
    let mut rest = block.into_iter().peekable();
    while let Some(step) = rest.next() {
        let Step::If(mut conditions, then) = step else {
            steps.push(step);
            continue;
        };
        let only = if conditions.len() == 1 { conditions.pop() } else { None };
        match (only, rest.peek()) {
            (Some(condition), _) if condition.binds_below() && is_total(&then) => {
                steps.push(Step::Guard(condition.inverted(), guard(then)));
            }
            (Some(condition), Some(Step::Return(outcome))) if is_total(&then) && then.len() > 1 => {
                steps.push(Step::Guard(condition, vec![Step::Return(outcome.clone())]));
                steps.extend(guard(then));
                return steps;
            }
            (condition, _) => {
                conditions.extend(condition);
                steps.push(Step::If(conditions, guard(then)));
            }
        }
    }
    steps
}

impl Condition {
    /// Whether the steps after those that are done if it holds may use what it binds.
    fn binds_below(&self) -> bool {
        self.negated && self.bind.is_some()
    }

    fn inverted(self) -> Self {
        Self { negated: !self.negated, ..self }
    }
}
