//! The constraints of a shape as the runtime checks them.

use std::collections::HashMap;

use serde_json::Number;

use super::{Limits, Target};
use crate::model::{Shape, ShapeType};

/// A target, yet without a name, with the constraints of `shape`, and nothing said of its entries.
pub(super) fn target<'m>(wire: &str, shape: &'m Shape, patterns: &mut Patterns<'m>) -> Target {
    let mut target = Target {
        name: String::new(),
        shape: wire.to_owned(),
        length: Limits::default(),
        range: Limits::default(),
        float_range: Limits::default(),
        pattern: None,
        item: None,
        key: None,
        value: None,
    };
    match shape.kind {
        // The values that an enum lists say more than a length or pattern.
        ShapeType::String if !shape.enum_values.is_empty() => {}
        ShapeType::String => {
            target.length = limits(shape, Number::as_u64);
            target.pattern =
                shape.pattern.as_deref().filter(|pattern| patterns.is_supported(pattern)).map(str::to_owned);
        }
        ShapeType::Blob | ShapeType::List | ShapeType::Map => target.length = limits(shape, Number::as_u64),
        ShapeType::Integer | ShapeType::Long => target.range = limits(shape, Number::as_i64),
        ShapeType::Float | ShapeType::Double => target.float_range = limits(shape, Number::as_f64),
        ShapeType::Structure | ShapeType::Character | ShapeType::Boolean | ShapeType::Timestamp => {}
    }
    // A minimum of nothing is none.
    target.length.min = target.length.min.filter(|min| *min > 0);
    target
}

fn limits<T>(shape: &Shape, value: fn(&Number) -> Option<T>) -> Limits<T> {
    Limits { min: shape.min.as_ref().and_then(value), max: shape.max.as_ref().and_then(value) }
}

/// Which patterns the runtime's regular expressions can express. Shapes of a model often have the same.
#[derive(Debug, Default)]
pub(super) struct Patterns<'m>(HashMap<&'m str, bool>);

impl<'m> Patterns<'m> {
    /// Whether the runtime's regular expressions can express `pattern`: they have no look-around, no back-references and no
    /// Unicode classes. One that they cannot express is left to the service to check.
    fn is_supported(&mut self, pattern: &'m str) -> bool {
        *self.0.entry(pattern).or_insert_with(|| regex_lite::Regex::new(pattern).is_ok())
    }
}
