//! Values as expressions.

use crate::plan::endpoint::{Attribute, Condition, Extras, Function, Resolver, Ty, Value, Variable};
use crate::tokens::{Ident, Literal, TokenStream, ident, quote};

/// What is the same for all expressions of a file.
pub(super) struct Context<'r> {
    pub(super) resolver: &'r Resolver,
}

impl Context<'_> {
    /// The call of a part.
    pub(super) fn call(&self, part: usize, arguments: &[Variable]) -> TokenStream {
        let name = self.resolver.functions.get(part).map(|part| ident(&part.name));
        let arguments = arguments.iter().map(|argument| {
            let name = ident(&argument.name);
            if argument.ty == Ty::Encoded { quote!(&#name) } else { quote!(#name) }
        });
        quote!(#name(p, #(#arguments),*))
    }

    /// The function that adds `extras` to a URL, and what it takes.
    pub(super) fn ending(&self, extras: &Extras) -> Option<(Ident<'_>, Vec<(String, Value)>)> {
        let (extras, arguments) = extras.abstracted();
        let ending = self.resolver.endings.iter().find(|ending| ending.extras == extras)?;
        Some((ident(&ending.name), arguments))
    }

    /// A condition as a `bool`.
    pub(super) fn condition(&self, condition: &Condition) -> TokenStream {
        match (&condition.test, condition.negated) {
            (Value::IsSet(value), negated) => {
                let value = self.optional(value);
                if negated { quote!(#value.is_none()) } else { quote!(#value.is_some()) }
            }
            (Value::Equal(left, right), negated)
                if !left.is_nullable() && **right == Value::Text(String::new()) =>
            {
                let left = self.plain(left);
                if negated { quote!(!#left.is_empty()) } else { quote!(#left.is_empty()) }
            }
            (Value::Equal(left, right), negated) => {
                if let Some(found) = self.has_part(left, right) {
                    return if negated { quote!(!#found) } else { found };
                }
                let operator = if negated { quote!(!=) } else { quote!(==) };
                let (left, right) = self.sides(left, right);
                quote!(#left #operator #right)
            }
            (test, negated) => {
                let test = self.plain(test);
                if negated { quote!(!#test) } else { test }
            }
        }
    }

    /// The comparison of a part of a text with a constant, if it is one, as a `bool`.
    fn has_part(&self, left: &Value, right: &Value) -> Option<TokenStream> {
        let (Value::Call(Function::Substring, arguments), Value::Text(_)) = (left, right) else {
            return None;
        };
        if arguments.iter().any(Value::is_nullable) {
            return None;
        }
        let arguments = arguments.iter().chain([right]).map(|argument| self.text_or_plain(argument));
        Some(quote!(rt::has_substring(#(#arguments),*)))
    }

    /// The value that a condition looks at, as an `Option`.
    pub(super) fn looked_at(&self, condition: &Condition) -> TokenStream {
        match &condition.test {
            Value::IsSet(value) => self.optional(value),
            test => self.optional(test),
        }
    }

    /// Both sides of a comparison: of `Option`s if one is.
    fn sides(&self, left: &Value, right: &Value) -> (TokenStream, TokenStream) {
        let is_text = left.ty() == Ty::Text || left.ty() == Ty::Encoded;
        let side = |value: &Value| if is_text { self.text(value) } else { self.plain(value) };
        match left.is_nullable() || right.is_nullable() {
            true => (self.optional(left), self.optional(right)),
            false => (side(left), side(right)),
        }
    }

    /// A value that may be missing, as an `Option`.
    fn optional(&self, value: &Value) -> TokenStream {
        match value {
            Value::Parameter(index, ty, true) => {
                let field = self.field(*index);
                if *ty == Ty::Texts { quote!(p.#field.as_deref()) } else { quote!(p.#field) }
            }
            Value::Attribute(of, attribute) if of.is_nullable() => {
                let (of, x) = (self.optional(of), quote!(x));
                let inner = attribute_of(&x, *attribute);
                if attribute.is_fallible() {
                    quote!(#of.and_then(|x| #inner))
                } else {
                    quote!(#of.map(|x| #inner))
                }
            }
            Value::Call(function, arguments) => match arguments.split_first() {
                Some((first, more)) if first.is_nullable() => {
                    let of = self.optional(first);
                    let inner = self.function(*function, quote!(x), more);
                    match function.is_fallible() {
                        true if more.is_empty() => {
                            let path = path(*function);
                            quote!(#of.and_then(#path))
                        }
                        true => quote!(#of.and_then(|x| #inner)),
                        false => quote!(#of.map(|x| #inner)),
                    }
                }
                _ => self.plain(value),
            },
            value if value.is_nullable() => self.plain(value),
            value => {
                let value = self.text_or_plain(value);
                quote!(Some(#value))
            }
        }
    }

    fn text_or_plain(&self, value: &Value) -> TokenStream {
        if matches!(value.ty(), Ty::Text | Ty::Encoded) { self.text(value) } else { self.plain(value) }
    }

    /// A value as it is.
    pub(super) fn plain(&self, value: &Value) -> TokenStream {
        match value {
            Value::Text(text) => quote!(#text),
            Value::Flag(flag) => quote!(#flag),
            Value::Number(number) => {
                let number = Literal::integer(*number);
                quote!(#number)
            }
            Value::Concat(_) => self.owned(value),
            Value::Parameter(index, ..) => {
                let field = self.field(*index);
                quote!(p.#field)
            }
            Value::Variable(variable) => {
                let name = ident(&variable.name);
                quote!(#name)
            }
            Value::Attribute(of, attribute) => attribute_of(&self.plain(of), *attribute),
            Value::Call(function, arguments) => match arguments.split_first() {
                Some((first, more)) if first.is_nullable() && value.ty() == Ty::Flag => {
                    let of = self.optional(first);
                    let inner = self.function(*function, quote!(x), more);
                    quote!(#of.is_some_and(|x| #inner))
                }
                Some((first, more)) => self.function(*function, self.text(first), more),
                None => quote!(),
            },
            Value::Equal(left, right) => {
                let (left, right) = self.sides(left, right);
                quote!((#left == #right))
            }
            Value::IsSet(value) => {
                let value = self.optional(value);
                quote!(#value.is_some())
            }
            Value::Not(value) => {
                let value = self.plain(value);
                quote!(!#value)
            }
        }
    }

    /// A text as a `&str`.
    pub(super) fn text(&self, value: &Value) -> TokenStream {
        let plain = self.plain(value);
        let is_owned = matches!(value, Value::Concat(_)) || value.ty() == Ty::Encoded;
        if is_owned { quote!(&#plain) } else { plain }
    }

    /// A URL that can be kept.
    pub(super) fn url(&self, value: &Value) -> TokenStream {
        match value {
            // Not `format!`, which takes twice as long.
            Value::Concat(pieces) => {
                let pieces = pieces.iter().map(|piece| self.text(piece));
                quote!(rt::concat(&[#(#pieces),*]))
            }
            value => self.owned(value),
        }
    }

    /// A text that can be kept.
    pub(super) fn owned(&self, value: &Value) -> TokenStream {
        match value {
            Value::Text(text) => quote!(#text),
            Value::Concat(pieces) => {
                let mut format = String::new();
                let mut arguments = Vec::new();
                for piece in pieces {
                    match piece {
                        Value::Text(text) => format.push_str(&text.replace('{', "{{").replace('}', "}}")),
                        Value::Variable(variable) => {
                            format.push_str(&format!("{{{}}}", variable.name.trim_start_matches("r#")));
                        }
                        value => {
                            format.push_str("{}");
                            arguments.push(self.plain(value));
                        }
                    }
                }
                quote!(format!(#format #(, #arguments)*))
            }
            value if value.ty() == Ty::Encoded => {
                let value = self.plain(value);
                quote!(#value.into_owned())
            }
            value => {
                let value = self.plain(value);
                quote!(#value.to_owned())
            }
        }
    }

    fn field(&self, index: usize) -> Option<Ident<'_>> {
        self.resolver.parameters.get(index).map(|parameter| ident(&parameter.field))
    }

    fn function(&self, function: Function, first: TokenStream, more: &[Value]) -> TokenStream {
        let path = path(function);
        let more = more.iter().map(|value| self.plain(value));
        quote!(#path(#first #(, #more)*))
    }
}

fn path(function: Function) -> TokenStream {
    match function {
        Function::Substring => quote!(rt::substring),
        Function::ParseUrl => quote!(rt::Url::parse),
        Function::ParseArn => quote!(rt::Arn::parse),
        Function::Partition => quote!(rt::Partition::of),
        Function::UriEncode => quote!(rt::uri_encode),
        Function::IsValidHostLabel => quote!(rt::is_valid_host_label),
        Function::IsVirtualHostableS3Bucket => quote!(rt::is_virtual_hostable_s3_bucket),
    }
}

fn attribute_of(of: &TokenStream, attribute: Attribute) -> TokenStream {
    let index = |index| Literal::integer(index);
    match attribute {
        Attribute::Text(field) | Attribute::Flag(field) => {
            let field = ident(field);
            quote!(#of.#field)
        }
        Attribute::NormalizedPath => quote!(#of.normalized_path()),
        Attribute::ResourceId(part) => {
            let part = index(part);
            quote!(#of.resource_id(#part))
        }
        Attribute::Item(0) => quote!(#of.first().copied()),
        Attribute::Item(item) => {
            let item = index(item);
            quote!(#of.get(#item).copied())
        }
    }
}
