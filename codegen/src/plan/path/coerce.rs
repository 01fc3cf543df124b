//! Values on their way: how they are held, and as what they can be seen.

use super::{Code, Function, Number, Ty};
use crate::plan::{RustType, names};

/// Code, and what it gives.
#[derive(Clone, Debug)]
pub(super) struct Value {
    pub(super) code: Code,
    pub(super) ty: Ty,
    pub(super) form: Form,
}

/// How a value is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// The code is the place of a value that is seen by reference.
    Place,
    /// The code gives the value.
    Plain,
    /// The code gives an `Option`.
    Optional,
}

impl Value {
    pub(super) fn plain(code: Code, ty: Ty) -> Self {
        Self { code, ty, form: Form::Plain }
    }

    pub(super) fn optional(code: Code, ty: Ty) -> Self {
        Self { code, ty, form: Form::Optional }
    }

    pub(super) fn bool(code: Code) -> Self {
        Self::plain(code, Ty::Bool)
    }

    pub(super) fn is_optional(&self) -> bool {
        self.form == Form::Optional
    }

    /// The code of the value, or of the `Option`.
    pub(super) fn taken(self) -> Code {
        match self.form {
            Form::Place => Code::Reference(Box::new(self.code)),
            Form::Plain | Form::Optional => self.code,
        }
    }

    /// The code of an `Option`, whether the value is one or not.
    pub(super) fn into_option(self) -> Code {
        match self.form {
            Form::Optional => self.code,
            Form::Place | Form::Plain => Code::Some(Box::new(self.taken())),
        }
    }

    /// A string or enum as a `&str`.
    pub(super) fn text(self) -> Option<Self> {
        let Self { code, ty, form } = self;
        let code = match (&ty, form) {
            (Ty::Text, _) => code,
            (Ty::Reference(RustType::String), Form::Optional) => match code {
                Code::Method(of, "as_ref", _) => of.method("as_deref", []),
                code => code.method("map", [Code::Function(Function::StringText)]),
            },
            (Ty::Reference(RustType::String), _) => code.method("as_str", []),
            (Ty::Reference(RustType::Enum(_)), Form::Optional) => {
                code.method("map", [Code::Function(Function::EnumText)])
            }
            (Ty::Reference(RustType::Enum(_)), _) => {
                let code = Self { code, ty, form }.taken();
                Code::Call(Function::EnumText, vec![code])
            }
            _ => return None,
        };
        let form = if form == Form::Place { Form::Plain } else { form };
        Some(Self { code, ty: Ty::Text, form })
    }
}

impl Ty {
    /// What a member of this type is seen as.
    pub(super) fn of(ty: &RustType) -> Self {
        match ty {
            RustType::Bool => Self::Bool,
            RustType::I32 => Self::Number(Number::I32),
            RustType::I64 => Self::Number(Number::I64),
            RustType::F32 => Self::Number(Number::F32),
            RustType::F64 => Self::Number(Number::F64),
            other => Self::Reference(other.clone()),
        }
    }

    /// Whether a value is copied and not referred to.
    pub(super) fn is_copy(&self) -> bool {
        matches!(self, Self::Bool | Self::Number(_))
    }

    pub(super) fn is_text(&self) -> bool {
        matches!(self, Self::Text | Self::Reference(RustType::String | RustType::Enum(_)))
    }

    /// What a reader calls it.
    pub(super) fn described(&self) -> String {
        match self {
            Self::Text | Self::Reference(RustType::String | RustType::Enum(_)) => "a string".to_owned(),
            Self::Bool | Self::Reference(RustType::Bool) => "a boolean".to_owned(),
            Self::Number(_) => "a number".to_owned(),
            Self::Each(_) | Self::Array(..) | Self::Reference(RustType::List(..)) => "a list".to_owned(),
            Self::Reference(RustType::Map(..)) => "a map".to_owned(),
            Self::Reference(RustType::Structure(name) | RustType::Union(name)) => format!("a `{name}`"),
            Self::Reference(RustType::Timestamp) => "a timestamp".to_owned(),
            Self::Reference(RustType::Bytes) => "a blob".to_owned(),
            Self::Reference(RustType::Document) => "a document".to_owned(),
            Self::Reference(_) => "a stream".to_owned(),
        }
    }

    /// What a variable of this type is called.
    pub(super) fn variable(&self) -> String {
        let name = match self {
            Self::Reference(RustType::Structure(name) | RustType::Union(name)) => return names::field(name),
            Self::Text | Self::Reference(RustType::String | RustType::Enum(_)) => "text",
            Self::Bool => "flag",
            Self::Number(_) => "number",
            Self::Each(_) | Self::Array(..) | Self::Reference(RustType::List(..)) => "list",
            Self::Reference(RustType::Map(..)) => "map",
            Self::Reference(_) => "value",
        };
        name.to_owned()
    }
}

impl Code {
    pub(super) fn method<const N: usize>(self, name: &'static str, arguments: [Self; N]) -> Self {
        Self::Method(Box::new(self), name, arguments.into())
    }

    /// The number of its parts.
    pub(super) fn size(&self) -> usize {
        1 + match self {
            Self::Name(_) | Self::Text(_) | Self::Number(_) | Self::Bool(_) | Self::Function(_) => 0,
            Self::Field(of, _)
            | Self::Reference(of)
            | Self::Try(of)
            | Self::Some(of)
            | Self::Closure(_, of)
            | Self::Not(of)
            | Self::Float(of)
            | Self::Variant { of, .. } => of.size(),
            Self::Method(of, _, arguments) => of.size() + arguments.iter().map(Self::size).sum::<usize>(),
            Self::Call(_, items) | Self::Array(items) => items.iter().map(Self::size).sum(),
            Self::Binary(left, _, right) => left.size() + right.size(),
        }
    }

    /// The code of an iterator over what an `Option` of something iterable holds.
    pub(in crate::plan) fn items_of_option(self) -> Self {
        let items = match self {
            Self::Method(of, "as_ref", _) => of.method("iter", []),
            code => code.method("into_iter", []),
        };
        items.flattened()
    }

    /// The code of an iterator over the items of its items.
    pub(super) fn flattened(self) -> Self {
        match self {
            Self::Method(of, "map", arguments) => Self::Method(of, "flat_map", arguments),
            code => code.method("flatten", []),
        }
    }
}
