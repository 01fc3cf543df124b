//! What expressions of JMESPath have become: Rust, written out.

use super::rust_type;
use crate::plan::path::{Code, Function, Number, Operator, Path, Pattern, Ty};
use crate::tokens::{Literal, TokenStream, ident, quote};

/// The type of what a path gives.
pub(super) fn result(path: &Path) -> TokenStream {
    let ty = ty(&path.ty);
    if path.optional { quote!(Option<#ty>) } else { ty }
}

/// The type of a value.
pub(super) fn ty(ty: &Ty) -> TokenStream {
    match ty {
        Ty::Reference(ty) => {
            let ty = rust_type::owned(ty);
            quote!(&#ty)
        }
        Ty::Text => quote!(&str),
        Ty::Bool => quote!(bool),
        Ty::Number(Number::I32) => quote!(i32),
        Ty::Number(Number::I64) => quote!(i64),
        Ty::Number(Number::F32) => quote!(f32),
        Ty::Number(Number::Literal(number)) if number.fract() == 0.0 => quote!(i64),
        Ty::Number(Number::F64 | Number::Literal(_)) => quote!(f64),
        Ty::Number(Number::Usize) => quote!(usize),
        Ty::Each(item) => {
            let item = self::ty(item);
            quote!(impl Iterator<Item = #item>)
        }
        Ty::Array(item, optional) => {
            let item = self::ty(item);
            if *optional {
                quote!(impl IntoIterator<Item = Option<#item>>)
            } else {
                quote!(impl IntoIterator<Item = #item>)
            }
        }
    }
}

/// An expression.
pub(super) fn code(code: &Code) -> TokenStream {
    match code {
        Code::Name(name) => {
            let name = ident(name);
            quote!(#name)
        }
        Code::Text(text) => quote!(#text),
        Code::Number(number) => number_literal(*number),
        Code::Bool(value) => quote!(#value),
        Code::Field(of, name) => {
            let (of, name) = (operand(of), ident(name));
            quote!(#of.#name)
        }
        Code::Reference(of) => {
            let of = operand(of);
            quote!(&#of)
        }
        Code::Try(of) => {
            let of = operand(of);
            quote!(#of?)
        }
        Code::Some(of) => {
            let of = self::code(of);
            quote!(Some(#of))
        }
        Code::Method(of, name, arguments) => {
            let (of, name, arguments) = (operand(of), ident(name), arguments.iter().map(self::code));
            quote!(#of.#name(#(#arguments),*))
        }
        Code::Function(name) => function(name),
        Code::Call(name, arguments) => {
            let (name, arguments) = (function(name), arguments.iter().map(self::code));
            quote!(#name(#(#arguments),*))
        }
        Code::Closure(pattern, body) => {
            let (pattern, body) = (self::pattern(pattern), self::code(body));
            quote!(|#pattern| #body)
        }
        Code::Binary(left, operator, right) => {
            let (left, operator, right) =
                (side(left, *operator), self::operator(*operator), side(right, *operator));
            quote!(#left #operator #right)
        }
        Code::Not(of) => {
            let of = operand(of);
            quote!(!#of)
        }
        Code::Float(of) => match **of {
            Code::Number(number) => {
                let number = Literal::float(number);
                quote!(#number)
            }
            _ => {
                let of = operand(of);
                quote!(#of as f64)
            }
        },
        Code::Array(items) => {
            let items = items.iter().map(self::code);
            quote!([#(#items),*])
        }
        Code::Variant { of, union, variant, is_copy, boxed } => {
            let (of, union, variant) = (operand(of), ident(union), ident(variant));
            let value = match (is_copy, boxed) {
                (true, _) => quote!(*value),
                (false, true) => quote!(&**value),
                (false, false) => quote!(value),
            };
            quote!(if let types::#union::#variant(value) = #of { Some(#value) } else { None })
        }
    }
}

/// An expression that something is done with: in parentheses where it would fall apart.
fn operand(code: &Code) -> TokenStream {
    let tokens = self::code(code);
    let is_open = match code {
        Code::Binary(..) | Code::Closure(..) | Code::Variant { .. } | Code::Reference(_) | Code::Not(_) => {
            true
        }
        Code::Float(of) => !matches!(**of, Code::Number(_)),
        _ => false,
    };
    if is_open { quote!((#tokens)) } else { tokens }
}

/// One side of an operator. `&&` binds tighter than `||`, and comparisons tighter than both.
fn side(code: &Code, around: Operator) -> TokenStream {
    let is_clear = match code {
        Code::Binary(_, Operator::And | Operator::Or, _) => {
            matches!(code, Code::Binary(_, own, _) if *own == around)
        }
        Code::Binary(..) => matches!(around, Operator::And | Operator::Or),
        Code::Not(_) | Code::Reference(_) => true,
        Code::Float(_) => !matches!(around, Operator::Less | Operator::LessOrEqual),
        _ => false,
    };
    if is_clear { self::code(code) } else { operand(code) }
}

fn number_literal(number: f64) -> TokenStream {
    let literal =
        if number.fract() == 0.0 { Literal::integer(number as i64) } else { Literal::float(number) };
    quote!(#literal)
}

fn function(function: &Function) -> TokenStream {
    match function {
        Function::All => quote!(rt::wait::all),
        Function::Any => quote!(rt::wait::any),
        Function::Local(name) => {
            let name = ident(name);
            quote!(#name)
        }
        Function::EnumText => quote!(rt::Enumeration::as_str),
        Function::StringText => quote!(String::as_str),
        Function::ListLength => quote!(Vec::len),
        Function::MapLength => quote!(rt::BTreeMap::len),
        Function::OptionAsRef => quote!(Option::as_ref),
    }
}

fn pattern(pattern: &Pattern) -> TokenStream {
    match pattern {
        Pattern::Nothing => TokenStream::new(),
        Pattern::Name(name) => {
            let name = ident(name);
            quote!(#name)
        }
        Pattern::Dereferenced(name) => {
            let name = ident(name);
            quote!(&#name)
        }
        Pattern::Pair(left, right) => {
            let (left, right) = (ident(left), ident(right));
            quote!((#left, #right))
        }
    }
}

fn operator(operator: Operator) -> TokenStream {
    match operator {
        Operator::Or => quote!(||),
        Operator::And => quote!(&&),
        Operator::Equal => quote!(==),
        Operator::NotEqual => quote!(!=),
        Operator::Less => quote!(<),
        Operator::LessOrEqual => quote!(<=),
        Operator::Greater => quote!(>),
        Operator::GreaterOrEqual => quote!(>=),
    }
}
