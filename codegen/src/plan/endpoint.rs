//! What endpoint rules become: functions in Rust that decide as the rules do, found out when they are generated.
//!
//! `translate`, `expression` and `answer` give every name a meaning and every value a type. `refine` asks nothing twice:
//! what is known where a condition stands is left out, rules that begin alike are put together by `factor`, and what
//! follows an answer is dropped. `share` makes a function of what occurs more than once, so that the rules are a graph and
//! not a tree. `guard` gets exceptions out of the way.

mod answer;
mod endings;
mod expression;
mod factor;
mod guard;
mod inputs;
mod lower;
mod refine;
mod share;
mod translate;
mod value;

pub use self::endings::Ending;
pub use self::inputs::{Input, Source, bind};
pub use self::lower::lower;
pub use self::value::{Attribute, Function, Ty, Value};
use crate::model::ContextValue;
use crate::model::endpoint::ParameterType;

/// The endpoint rules of a service.
#[derive(Debug)]
pub struct Resolver {
    /// What they depend on.
    pub parameters: Vec<Parameter>,
    /// The function that answers, and after it those that it calls.
    pub functions: Vec<Part>,
    /// The functions that make an endpoint of a URL.
    pub endings: Vec<Ending>,
}

/// Something that an endpoint depends on.
#[derive(Debug)]
pub struct Parameter {
    /// The field of the struct.
    pub field: String,
    /// The name in the rules, and the setting of clients that it is taken from.
    pub names: Vec<String>,
    pub kind: ParameterType,
    pub default: Option<ContextValue>,
    /// Whether there is no answer without it.
    pub required: bool,
    /// Whether an answer depends on it. Rules list some that none does.
    pub is_used: bool,
}

impl Parameter {
    /// Whether it may have no value.
    pub fn is_nullable(&self) -> bool {
        self.default.is_none()
    }
}

/// A function.
#[derive(Debug)]
pub struct Part {
    pub name: String,
    /// What it is given besides the parameters.
    pub arguments: Vec<Variable>,
    pub body: Block,
    /// How often it is called.
    pub uses: usize,
}

/// A local variable.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Variable {
    pub name: String,
    pub ty: Ty,
}

/// What is done in turn, until there is an answer.
pub type Block = Vec<Step>;

/// A part of a [`Block`].
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// Gives a value a name.
    Let(Variable, Value),
    /// Does something if all conditions hold.
    If(Vec<Condition>, Block),
    /// Ends with an answer, unless the condition holds; then what it binds is there from here on.
    Guard(Condition, Block),
    /// The answer.
    Return(Outcome),
    /// The answer of another function; a [`Part`] by its index. If it has none, the next step follows.
    Call {
        part: usize,
        arguments: Vec<Variable>,
        /// Whether it always has one.
        is_total: bool,
    },
}

/// A condition, which may give a name to the value that it looks at.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Condition {
    /// A flag.
    pub test: Value,
    pub negated: bool,
    /// What the value is called, if it is there: `test` is [`Value::IsSet`] then.
    pub bind: Option<Variable>,
}

/// An answer.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outcome {
    /// A parameter that is required has no value.
    Missing(String),
    Error(Value),
    Endpoint {
        url: Value,
        extras: Extras,
    },
}

/// What an endpoint has besides its URL.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Extras {
    pub auth: Vec<Auth>,
    /// By name.
    pub properties: Vec<(String, Document)>,
    /// By name, one for each value.
    pub headers: Vec<(String, Value)>,
}

/// A way to sign.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Auth {
    pub scheme: Scheme,
    pub name: Option<Value>,
    pub region: Option<Value>,
    pub region_set: Vec<Value>,
    pub disable_double_encoding: bool,
}

/// An authentication scheme that endpoint rules know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scheme {
    SigV4,
    SigV4a,
    S3Express,
    Bearer,
    None,
}

/// JSON whose strings are templates.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Document {
    Null,
    Flag(bool),
    Integer(i64),
    Text(Value),
    List(Vec<Document>),
    Map(Vec<(String, Document)>),
}

/// Whether a block always ends with an answer.
pub fn is_total(block: &[Step]) -> bool {
    matches!(block.last(), Some(Step::Return(_) | Step::Call { is_total: true, .. }))
}

impl Step {
    /// Calls `visit` with each value in this step and those within it.
    pub fn values(&self, visit: &mut dyn FnMut(&Value)) {
        match self {
            Self::Let(_, value) => visit(value),
            Self::If(conditions, then) => {
                conditions.iter().for_each(|condition| visit(&condition.test));
                then.iter().for_each(|step| step.values(visit));
            }
            Self::Guard(condition, otherwise) => {
                visit(&condition.test);
                otherwise.iter().for_each(|step| step.values(visit));
            }
            Self::Return(outcome) => outcome.values(visit),
            Self::Call { arguments, .. } => {
                arguments.iter().for_each(|argument| visit(&Value::Variable(argument.clone())));
            }
        }
    }
}

impl Step {
    /// Calls `visit` with each text of an answer.
    fn texts(&self, visit: &mut dyn FnMut(&Value)) {
        match self {
            Self::If(_, inner) | Self::Guard(_, inner) => inner.iter().for_each(|step| step.texts(visit)),
            Self::Return(outcome) => outcome.values(visit),
            Self::Let(..) | Self::Call { .. } => {}
        }
    }

    /// The step with other variables for those that it uses.
    fn rename(&self, new: &dyn Fn(&Variable) -> Variable) -> Self {
        let value = |value: &Value| {
            value.map(&|value| match value {
                Value::Variable(variable) => Value::Variable(new(&variable)),
                value => value,
            })
        };
        let condition =
            |condition: &Condition| Condition { test: value(&condition.test), ..condition.clone() };
        let block = |block: &Block| block.iter().map(|step| step.rename(new)).collect();
        match self {
            Self::Let(variable, of) => Self::Let(variable.clone(), value(of)),
            Self::If(conditions, then) => Self::If(conditions.iter().map(condition).collect(), block(then)),
            Self::Guard(guard, otherwise) => Self::Guard(condition(guard), block(otherwise)),
            Self::Return(outcome) => Self::Return(outcome.map(&value)),
            Self::Call { part, arguments, is_total } => Self::Call {
                part: *part,
                arguments: arguments.iter().map(new).collect(),
                is_total: *is_total,
            },
        }
    }
}

impl Outcome {
    fn values(&self, visit: &mut dyn FnMut(&Value)) {
        match self {
            Self::Missing(_) => {}
            Self::Error(text) => visit(text),
            Self::Endpoint { url, extras } => {
                visit(url);
                extras.values(visit);
            }
        }
    }

    fn map(&self, replace: &dyn Fn(&Value) -> Value) -> Self {
        match self {
            Self::Missing(name) => Self::Missing(name.clone()),
            Self::Error(text) => Self::Error(replace(text)),
            Self::Endpoint { url, extras } => {
                Self::Endpoint { url: replace(url), extras: extras.map(replace) }
            }
        }
    }
}

impl Extras {
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    fn values(&self, visit: &mut dyn FnMut(&Value)) {
        for auth in &self.auth {
            auth.name.iter().chain(&auth.region).chain(&auth.region_set).for_each(&mut *visit);
        }
        self.properties.iter().for_each(|(_, document)| document.values(visit));
        self.headers.iter().for_each(|(_, value)| visit(value));
    }

    fn map(&self, replace: &dyn Fn(&Value) -> Value) -> Self {
        let auth = |auth: &Auth| Auth {
            name: auth.name.as_ref().map(replace),
            region: auth.region.as_ref().map(replace),
            region_set: auth.region_set.iter().map(replace).collect(),
            ..auth.clone()
        };
        let properties = self.properties.iter();
        Self {
            auth: self.auth.iter().map(auth).collect(),
            properties: properties.map(|(name, value)| (name.clone(), value.map(replace))).collect(),
            headers: self.headers.iter().map(|(name, value)| (name.clone(), replace(value))).collect(),
        }
    }
}

impl Document {
    fn values(&self, visit: &mut dyn FnMut(&Value)) {
        match self {
            Self::Null | Self::Flag(_) | Self::Integer(_) => {}
            Self::Text(text) => visit(text),
            Self::List(items) => items.iter().for_each(|item| item.values(visit)),
            Self::Map(entries) => entries.iter().for_each(|(_, value)| value.values(visit)),
        }
    }

    fn map(&self, replace: &dyn Fn(&Value) -> Value) -> Self {
        match self {
            Self::Text(text) => Self::Text(replace(text)),
            Self::List(items) => Self::List(items.iter().map(|item| item.map(replace)).collect()),
            Self::Map(entries) => {
                Self::Map(entries.iter().map(|(name, value)| (name.clone(), value.map(replace))).collect())
            }
            other => other.clone(),
        }
    }
}
