//! Values of the rule language as Rust has them.

use super::Variable;

/// A value.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Value {
    /// A constant text.
    Text(String),
    Flag(bool),
    Number(usize),
    /// Texts one after the other.
    Concat(Vec<Value>),
    /// A parameter by its index: its type, and whether it may have no value.
    Parameter(usize, Ty, bool),
    Variable(Variable),
    Attribute(Box<Value>, Attribute),
    Call(Function, Vec<Value>),
    /// Whether two values, one of which may be missing, are the same.
    Equal(Box<Value>, Box<Value>),
    /// Whether a value that may be missing is there.
    IsSet(Box<Value>),
    Not(Box<Value>),
}

/// The type of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Ty {
    /// `&str`.
    Text,
    /// `Cow<str>`.
    Encoded,
    /// `bool`.
    Flag,
    /// `usize`: only constants are.
    Number,
    /// `&[&str]`.
    Texts,
    /// `&Partition`.
    Partition,
    /// `Url`.
    Url,
    /// `Arn`.
    Arn,
}

/// A part of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Attribute {
    /// A field, which is a text.
    Text(&'static str),
    /// A field, which is true or false.
    Flag(&'static str),
    /// The path of a URL with a slash at either end.
    NormalizedPath,
    /// A part of the resource of an ARN.
    ResourceId(usize),
    /// An item of a list.
    Item(usize),
}

/// A function of the runtime.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Function {
    Substring,
    ParseUrl,
    ParseArn,
    Partition,
    UriEncode,
    IsValidHostLabel,
    IsVirtualHostableS3Bucket,
}

impl Function {
    /// The function by its name in the rules.
    pub fn by_name(name: &str) -> Option<Self> {
        Some(match name {
            "substring" => Self::Substring,
            "parseURL" => Self::ParseUrl,
            "aws.parseArn" => Self::ParseArn,
            "aws.partition" => Self::Partition,
            "uriEncode" => Self::UriEncode,
            "isValidHostLabel" => Self::IsValidHostLabel,
            "aws.isVirtualHostableS3Bucket" => Self::IsVirtualHostableS3Bucket,
            _ => return None,
        })
    }

    /// The types of its arguments.
    pub fn arguments(self) -> &'static [Ty] {
        match self {
            Self::Substring => &[Ty::Text, Ty::Number, Ty::Number, Ty::Flag],
            Self::ParseUrl | Self::ParseArn | Self::Partition | Self::UriEncode => &[Ty::Text],
            Self::IsValidHostLabel | Self::IsVirtualHostableS3Bucket => &[Ty::Text, Ty::Flag],
        }
    }

    fn ty(self) -> Ty {
        match self {
            Self::Substring => Ty::Text,
            Self::ParseUrl => Ty::Url,
            Self::ParseArn => Ty::Arn,
            Self::Partition => Ty::Partition,
            Self::UriEncode => Ty::Encoded,
            Self::IsValidHostLabel | Self::IsVirtualHostableS3Bucket => Ty::Flag,
        }
    }

    /// Whether it returns an `Option`.
    pub fn is_fallible(self) -> bool {
        matches!(self, Self::Substring | Self::ParseUrl | Self::ParseArn)
    }
}

impl Attribute {
    /// The attribute `name` of a value of type `of`.
    pub fn find(of: Ty, name: &str) -> Option<Self> {
        let index = |prefix: &str| name.strip_prefix(prefix)?.strip_suffix(']')?.parse().ok();
        Some(match (of, name) {
            (Ty::Partition, "name") => Self::Text("name"),
            (Ty::Partition, "dnsSuffix") => Self::Text("dns_suffix"),
            (Ty::Partition, "dualStackDnsSuffix") => Self::Text("dual_stack_dns_suffix"),
            (Ty::Partition, "implicitGlobalRegion") => Self::Text("implicit_global_region"),
            (Ty::Partition, "supportsFIPS") => Self::Flag("supports_fips"),
            (Ty::Partition, "supportsDualStack") => Self::Flag("supports_dual_stack"),
            (Ty::Url, "scheme") => Self::Text("scheme"),
            (Ty::Url, "authority") => Self::Text("authority"),
            (Ty::Url, "path") => Self::Text("path"),
            (Ty::Url, "normalizedPath") => Self::NormalizedPath,
            (Ty::Url, "isIp") => Self::Flag("is_ip"),
            (Ty::Arn, "partition") => Self::Text("partition"),
            (Ty::Arn, "service") => Self::Text("service"),
            (Ty::Arn, "region") => Self::Text("region"),
            (Ty::Arn, "accountId") => Self::Text("account_id"),
            (Ty::Arn, _) => Self::ResourceId(index("resourceId[")?),
            (Ty::Texts, _) => Self::Item(index("[")?),
            _ => return None,
        })
    }

    fn ty(self) -> Ty {
        match self {
            Self::Text(_) | Self::ResourceId(_) | Self::Item(_) => Ty::Text,
            Self::NormalizedPath => Ty::Encoded,
            Self::Flag(_) => Ty::Flag,
        }
    }

    /// Whether it may be missing.
    pub fn is_fallible(self) -> bool {
        matches!(self, Self::ResourceId(_) | Self::Item(_))
    }
}

impl Value {
    /// The type, of a value that is there.
    pub fn ty(&self) -> Ty {
        match self {
            Self::Text(_) | Self::Concat(_) => Ty::Text,
            Self::Number(_) => Ty::Number,
            Self::Parameter(_, ty, _) => *ty,
            Self::Variable(variable) => variable.ty,
            Self::Attribute(_, attribute) => attribute.ty(),
            Self::Call(function, _) => function.ty(),
            Self::Flag(_) | Self::Equal(..) | Self::IsSet(_) | Self::Not(_) => Ty::Flag,
        }
    }

    /// Whether there may be no value.
    pub fn is_nullable(&self) -> bool {
        match self {
            Self::Parameter(_, _, is_nullable) => *is_nullable,
            Self::Attribute(of, attribute) => of.is_nullable() || attribute.is_fallible(),
            // A condition about nothing does not hold.
            Self::Call(function, _) if function.ty() == Ty::Flag => false,
            Self::Call(function, arguments) => {
                function.is_fallible() || arguments.iter().any(Self::is_nullable)
            }
            _ => false,
        }
    }

    /// Calls `visit` with each variable in it.
    pub fn variables(&self, visit: &mut dyn FnMut(&Variable)) {
        self.parts(&mut |part| {
            if let Self::Variable(variable) = part {
                visit(variable);
            }
        });
    }

    /// Calls `visit` with the value and each value within it.
    pub fn parts(&self, visit: &mut dyn FnMut(&Value)) {
        visit(self);
        match self {
            Self::Text(_) | Self::Flag(_) | Self::Number(_) | Self::Parameter(..) | Self::Variable(_) => {}
            Self::Concat(values) | Self::Call(_, values) => {
                values.iter().for_each(|value| value.parts(visit));
            }
            Self::Attribute(value, _) | Self::IsSet(value) | Self::Not(value) => value.parts(visit),
            Self::Equal(left, right) => {
                left.parts(visit);
                right.parts(visit);
            }
        }
    }

    /// The value with its parts replaced by what `replace` gives, innermost first.
    pub fn map(&self, replace: &dyn Fn(Value) -> Value) -> Value {
        let inner = |value: &Value| Box::new(value.map(replace));
        let all = |values: &[Value]| values.iter().map(|value| value.map(replace)).collect();
        replace(match self {
            Self::Concat(values) => Self::Concat(all(values)),
            Self::Call(function, values) => Self::Call(*function, all(values)),
            Self::Attribute(value, attribute) => Self::Attribute(inner(value), *attribute),
            Self::IsSet(value) => Self::IsSet(inner(value)),
            Self::Not(value) => Self::Not(inner(value)),
            Self::Equal(left, right) => Self::Equal(inner(left), inner(right)),
            other => other.clone(),
        })
    }
}
