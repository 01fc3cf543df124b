//! Gives every name of a rule set a meaning, and every value a type.

use std::collections::BTreeMap;

use super::lower::RESERVED;
use super::{
    Attribute, Block, Condition, Extras, Outcome, Parameter, Step, Ty, Value, Variable, answer, expression,
};
use crate::diagnostic::{Diagnostic, ModelPath};
use crate::model::endpoint::{Call, ParameterType, Rule, RuleSet, RuleType};
use crate::plan::names::{self, Scope};

/// The setting of clients that takes the place of any endpoint.
const ENDPOINT: &str = "SDK::Endpoint";

/// The fields of partitions that most URLs end with.
const SUFFIXES: [&str; 2] = ["dns_suffix", "dual_stack_dns_suffix"];

pub(super) type Result<T, E = Diagnostic> = std::result::Result<T, E>;

/// What the names of a rule set stand for.
pub(super) struct Translation {
    pub(super) parameters: Vec<Parameter>,
    /// Parameters by their names in the rules.
    pub(super) indices: BTreeMap<String, usize>,
    /// The variable of each name that is a parameter or assigned.
    variables: BTreeMap<String, String>,
    /// The variables for the [`SUFFIXES`] of each variable that holds a partition.
    suffixes: BTreeMap<String, [String; 2]>,
}

/// What names mean at a place.
pub(super) type Meanings = BTreeMap<String, Value>;

impl Translation {
    pub(super) fn new(rules: &RuleSet) -> Self {
        let mut scope = Scope::default();
        RESERVED.iter().for_each(|name| drop(scope.claim((*name).to_owned())));
        let mut fields = Scope::default();
        let mut translation = Self {
            parameters: Vec::new(),
            indices: BTreeMap::new(),
            variables: BTreeMap::new(),
            suffixes: BTreeMap::new(),
        };
        for (name, parameter) in &rules.parameters {
            translation.indices.insert(name.clone(), translation.parameters.len());
            translation.variables.insert(name.clone(), scope.claim(names::field(name)));
            translation.parameters.push(Parameter {
                field: fields.claim(names::field(name)),
                names: [name.clone()].into_iter().chain(parameter.built_in.clone()).collect(),
                kind: parameter.kind,
                default: parameter.default.clone(),
                required: parameter.required && parameter.default.is_none(),
                is_used: true,
            });
        }
        let mut assigned = BTreeMap::new();
        rules.rules.iter().for_each(|rule| assignments(rule, &mut assigned));
        for name in assigned.keys() {
            let variable = scope.claim(names::field(name));
            translation.variables.entry((*name).to_owned()).or_insert(variable);
        }
        for (name, _) in assigned.iter().filter(|(_, function)| **function == "aws.partition") {
            let Some(variable) = translation.variables.get(*name) else { continue };
            let names = SUFFIXES.map(|suffix| scope.claim(suffix.to_owned()));
            translation.suffixes.insert(variable.clone(), names);
        }
        // The rules do not know of custom endpoints, which clients have all the same.
        if !rules.parameters.values().any(|parameter| parameter.built_in.as_deref() == Some(ENDPOINT)) {
            translation.variables.insert(ENDPOINT.to_owned(), scope.claim("endpoint".to_owned()));
            translation.indices.insert(ENDPOINT.to_owned(), translation.parameters.len());
            translation.parameters.push(Parameter {
                field: fields.claim("endpoint".to_owned()),
                names: vec![ENDPOINT.to_owned()],
                kind: ParameterType::String,
                default: None,
                required: false,
                is_used: true,
            });
        }
        translation
    }

    /// What parameters mean.
    pub(super) fn scope(&self) -> Meanings {
        let meaning = |(name, index): (&String, &usize)| Some((name.clone(), self.parameter(*index)?));
        self.indices.iter().filter_map(meaning).collect()
    }

    fn parameter(&self, index: usize) -> Option<Value> {
        let parameter = self.parameters.get(index)?;
        let ty = match parameter.kind {
            ParameterType::String => Ty::Text,
            ParameterType::Boolean => Ty::Flag,
            ParameterType::StringArray => Ty::Texts,
        };
        Some(Value::Parameter(index, ty, parameter.is_nullable()))
    }

    /// What holds whatever the rules say.
    pub(super) fn implicit(&self) -> Block {
        let mut block = Block::new();
        for (name, index) in &self.indices {
            let Some(parameter) = self.parameters.get(*index) else { continue };
            let (Some(value), Some(variable)) = (self.parameter(*index), self.variables.get(name)) else {
                continue;
            };
            let variable = Variable { name: variable.clone(), ty: value.ty() };
            let is_set = |negated| Condition {
                test: Value::IsSet(value.clone().into()),
                negated,
                bind: Some(variable.clone()),
            };
            if parameter.required {
                let outcome = Outcome::Missing(name.clone());
                block.push(Step::If(vec![is_set(true)], vec![Step::Return(outcome)]));
            }
            if name == ENDPOINT {
                let url = Value::Variable(variable.clone());
                let outcome = Outcome::Endpoint { url, extras: Extras::default() };
                block.push(Step::If(vec![is_set(false)], vec![Step::Return(outcome)]));
            }
        }
        block
    }

    pub(super) fn block(&self, rules: &[Rule], scope: &Meanings, path: &mut ModelPath) -> Result<Block> {
        let mut block = Block::new();
        for (index, rule) in rules.iter().enumerate() {
            block.extend(self.rule(rule, scope, &path.index(index))?);
        }
        Ok(block)
    }

    fn rule(&self, rule: &Rule, scope: &Meanings, path: &ModelPath) -> Result<Block> {
        let mut scope = scope.clone();
        let mut steps = Vec::new();
        for (index, call) in rule.conditions.iter().enumerate() {
            let condition = self.condition(call, &mut scope, &path.key("conditions").index(index))?;
            if let Either::If(Condition { test, negated: false, .. }) = &condition {
                let needed =
                    needs(test).into_iter().map(|value| Either::If(self.test(Value::IsSet(value.into()))));
                steps.extend(needed);
            }
            let partition = match &condition {
                Either::Let(variable, _) | Either::If(Condition { bind: Some(variable), .. })
                    if variable.ty == Ty::Partition =>
                {
                    Some(variable.clone())
                }
                _ => None,
            };
            steps.push(condition);
            steps.extend(partition.iter().flat_map(|partition| self.suffixes(partition)));
        }
        let then = match (rule.kind, &rule.endpoint, &rule.error) {
            (RuleType::Tree, None, None) => self.block(&rule.rules, &scope, &mut path.key("rules"))?,
            (RuleType::Endpoint, Some(endpoint), None) if rule.rules.is_empty() => {
                vec![Step::Return(answer::endpoint(endpoint, &scope, &path.key("endpoint"))?)]
            }
            (RuleType::Error, None, Some(error)) if rule.rules.is_empty() => {
                let text = expression::text(error, &scope, &path.key("error"))?;
                vec![Step::Return(Outcome::Error(text))]
            }
            _ => {
                let expected =
                    format!("expected what `type` says, {:?}, and nothing else", rule.kind.as_str());
                return Err(
                    Diagnostic::inside(path.clone(), "a rule that contradicts itself").expected(expected)
                );
            }
        };
        Ok(steps.into_iter().rev().fold(then, |then, step| match step {
            Either::Let(variable, value) => [Step::Let(variable, value)].into_iter().chain(then).collect(),
            Either::If(condition) => vec![Step::If(vec![condition], then)],
        }))
    }

    /// A condition, or a name for a value that is always there. Adds what it assigns to `scope`.
    fn condition(&self, call: &Call, scope: &mut Meanings, path: &ModelPath) -> Result<Either> {
        let value = expression::result_of(call, scope, path)?;
        let Some(name) = &call.assign else {
            return Ok(Either::If(self.test(value)));
        };
        if value.ty() == Ty::Flag {
            return Err(Diagnostic::at_value(
                path.key("assign"),
                "a name for something that is only true or false",
            )
            .expected("expected a function that returns something else"));
        }
        let Some(variable) = self.variables.get(name) else {
            return Err(Diagnostic::at_value(path.key("assign"), "a name that was not found before"));
        };
        let variable = Variable { name: variable.clone(), ty: value.ty() };
        scope.insert(name.clone(), Value::Variable(variable.clone()));
        Ok(if value.is_nullable() {
            Either::If(Condition { test: Value::IsSet(value.into()), negated: false, bind: Some(variable) })
        } else {
            Either::Let(variable, value)
        })
    }

    /// Names for what most URLs end with.
    fn suffixes(&self, partition: &Variable) -> impl Iterator<Item = Either> {
        let names = self.suffixes.get(&partition.name).into_iter().flatten();
        names.zip(SUFFIXES).map(|(name, field)| {
            let value = Value::Variable(partition.clone());
            let variable = Variable { name: name.clone(), ty: Ty::Text };
            Either::Let(variable, Value::Attribute(value.into(), Attribute::Text(field)))
        })
    }

    /// A condition that a value is there and true.
    fn test(&self, value: Value) -> Condition {
        match value {
            Value::Not(inner) => {
                let condition = self.test(*inner);
                Condition { negated: !condition.negated, ..condition }
            }
            // From there on it has a name.
            Value::IsSet(value) => {
                let bind = match &*value {
                    Value::Parameter(index, ty @ (Ty::Text | Ty::Texts), true) => {
                        let name = self.indices.iter().find(|(_, known)| *known == index);
                        let variable = name.and_then(|(name, _)| self.variables.get(name));
                        variable.map(|name| Variable { name: name.clone(), ty: *ty })
                    }
                    _ => None,
                };
                Condition { test: Value::IsSet(value), negated: false, bind }
            }
            value if value.ty() != Ty::Flag => self.test(Value::IsSet(value.into())),
            value if value.is_nullable() => Condition {
                test: Value::Equal(value.into(), Value::Flag(true).into()),
                negated: false,
                bind: None,
            },
            value => Condition { test: value, negated: false, bind: None },
        }
    }
}

/// The parameters without which a test does not hold.
fn needs(test: &Value) -> Vec<Value> {
    match test {
        Value::Parameter(_, _, true) => vec![test.clone()],
        Value::Call(_, values) => values.iter().flat_map(needs).collect(),
        Value::Attribute(value, _) => needs(value),
        // That something is there is what the test is about.
        Value::IsSet(value) if !matches!(**value, Value::Parameter(..)) => needs(value),
        Value::Equal(left, right) if !right.is_nullable() => needs(left),
        _ => vec![],
    }
}

/// What a condition becomes.
enum Either {
    Let(Variable, Value),
    If(Condition),
}

/// The names that rules assign, and a function that each is the result of.
fn assignments<'r>(rule: &'r Rule, names: &mut BTreeMap<&'r str, &'r str>) {
    let assigned = |call: &'r Call| Some((call.assign.as_deref()?, call.function.as_str()));
    names.extend(rule.conditions.iter().filter_map(assigned));
    rule.rules.iter().for_each(|rule| assignments(rule, names));
}
