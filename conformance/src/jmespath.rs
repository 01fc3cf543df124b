//! Cases of JMESPath: what a generated function finds, compared with what a case expects.

use sdk_runtime::Value;
use serde_json::{Value as Json, json};

use crate::result;

/// What a generated function gives, as JSON.
pub trait Found {
    /// The JSON.
    fn json(&self) -> Json;
}

impl<T: Value> Found for &T {
    fn json(&self) -> Json {
        result::to_json(*self)
    }
}

impl Found for &str {
    fn json(&self) -> Json {
        json!(self)
    }
}

impl<T: Found> Found for Option<T> {
    fn json(&self) -> Json {
        self.as_ref().map_or(Json::Null, T::json)
    }
}

impl<T: Found> Found for Vec<T> {
    fn json(&self) -> Json {
        self.iter().map(T::json).collect()
    }
}

macro_rules! plain {
    ($($ty:ty),*) => {
        $(impl Found for $ty {
            fn json(&self) -> Json {
                json!(self)
            }
        })*
    };
}

plain!(bool, i32, i64, f32, f64, usize);

/// The output that a case is about.
///
/// # Panics
/// When the text is no such output: the types were made from it.
#[expect(clippy::expect_used, reason = "the types were made from the text")]
pub fn given<T: Value>(text: &str) -> T {
    sdk_runtime::json::from_str(text).expect("an output of these types")
}

/// Prints the outcome of a case in a line of JSON.
#[expect(clippy::print_stdout, reason = "the outcome is what the program is for")]
pub fn check(case: &str, found: &dyn Found, expected: &str) {
    let found = without_nulls(found.json());
    let problem = match serde_json::from_str(expected).map(without_nulls) {
        Ok(expected) => result::same(&expected, &found).err().map(|error| error.to_string()),
        Err(error) => Some(error.to_string()),
    };
    println!("{}", json!({ "case": case, "problem": problem }));
}

/// Without the members that are null: a structure does not have them.
fn without_nulls(value: Json) -> Json {
    match value {
        Json::Object(members) => {
            let set = members.into_iter().filter(|(_, value)| !value.is_null());
            Json::Object(set.map(|(key, value)| (key, without_nulls(value))).collect())
        }
        Json::Array(items) => items.into_iter().map(without_nulls).collect(),
        plain => plain,
    }
}
