//! Companions of a model that say where its requests go: the rules of a service, and the partitions of all regions.

mod expression;
mod partitions;
mod rules;

pub use self::expression::{Call, Expression, Reference};
pub use self::partitions::{Partition, PartitionOutputs, Partitions, Region};
pub use self::rules::{Deprecation, Parameter, ParameterType, Rule, RuleEndpoint, RuleSet, RuleType};
