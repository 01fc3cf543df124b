//! What generated types are made of, besides their fields: each macro takes the facts of one shape and implements the
//! traits through which the runtime sees it.
//!
//! The rows of the tables are expressions over [`schema`](crate::schema), whose names need no import. All functions are
//! `#[inline]`, so that a program compiles those of the shapes that it uses.

/// Describes a structure: `field @ index => row` for each member, indices counted from 0.
///
/// Implements [`Structure`](crate::kind::Structure), `Clone` and `PartialEq` by the members, and a redacting `Debug`. What
/// follows the name is implemented too: `+ Default` of a type in which nothing is required, which is what all its values
/// start from; `+ Ord` of one that has a total order: `Eq`, and with the feature `ord` also `Ord` and `Hash`.
#[macro_export]
macro_rules! structure {
    ($name:ident $(($xml:expr))? + Default $(+ $order:ident)? { $($field:ident @ $index:literal => $row:expr),* $(,)? }) => {
        impl ::std::default::Default for $name {
            #[inline]
            fn default() -> Self {
                Self { $($field: $crate::Value::zero()),* }
            }
        }

        $crate::structure! { @described $name from AtDefault, $(($xml))? $(+ $order)? { $($field @ $index => $row),* } }
    };
    ($name:ident $(($xml:expr))? $(+ $order:ident)? { $($field:ident @ $index:literal => $row:expr),* $(,)? }) => {
        impl $crate::kind::Start for $name {
            #[inline]
            fn start() -> Self {
                Self { $($field: $crate::Value::zero()),* }
            }
        }

        $crate::structure! { @described $name from AtStart, $(($xml))? $(+ $order)? { $($field @ $index => $row),* } }
    };
    (
        @described $name:ident from $origin:ident,
        $(($xml:expr))? $(+ $order:ident)? { $($field:ident @ $index:literal => $row:expr),* }
    ) => {
        impl $crate::kind::Described for $name {
            type Kind = $crate::kind::OfStructure<$crate::kind::$origin>;
        }

        impl $crate::kind::Structure for $name {
            const SCHEMA: &'static $crate::Schema = {
                #[allow(unused_imports, reason = "a structure without members uses none")]
                use $crate::schema::*;

                #[allow(clippy::needless_update, reason = "with a name for XML, nothing is left out")]
                &$crate::Schema {
                    name: stringify!($name),
                    members: &[$($row),*],
                    fields: stringify!($($field)*),
                    $(xml: $xml,)?
                    ..$crate::Schema::EMPTY
                }
            };

            #[inline]
            fn member(&self, index: usize) -> &dyn $crate::kind::Held {
                match index {
                    $($index => &self.$field,)*
                    _ => $crate::schema::no_member(Self::SCHEMA, index),
                }
            }

            #[inline]
            fn member_mut(&mut self, index: usize) -> &mut dyn $crate::kind::Held {
                match index {
                    $($index => &mut self.$field,)*
                    _ => $crate::schema::no_member(Self::SCHEMA, index),
                }
            }
        }

        impl ::std::clone::Clone for $name {
            #[inline]
            fn clone(&self) -> Self {
                $crate::kind::copy(self)
            }
        }

        impl ::std::cmp::PartialEq for $name {
            #[inline]
            fn eq(&self, other: &Self) -> bool {
                $crate::kind::equal(self, other)
            }
        }

        impl ::std::fmt::Debug for $name {
            #[inline]
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                $crate::debug::structure(self, f)
            }
        }

        $($crate::ordered! { $name: $order })?
        $crate::serde_impl! { $name }
    };
}

/// Describes a union: `Variant @ index => row` for each member, after the variant for members that are not known.
///
/// Implements [`Union`](crate::Union) and a redacting `Debug`; with `+ Ord` after the name, for a type that has a total
/// order, `Eq`, and with the feature `ord` also `Ord` and `Hash`.
#[macro_export]
macro_rules! union {
    ($name:ident ($unknown:ident) $(+ $trait:ident)? { $($variant:ident @ $index:literal => $row:expr),* $(,)? }) => {
        impl $crate::Union for $name {
            #[inline]
            fn schema(&self) -> &'static $crate::Schema {
                #[allow(unused_imports, reason = "a union without members uses none")]
                use $crate::schema::*;

                static SCHEMA: $crate::Schema = $crate::Schema {
                    name: stringify!($name),
                    members: &[$($row),*],
                    fields: stringify!($($variant)*),
                    ..$crate::Schema::EMPTY
                };
                &SCHEMA
            }

            #[inline]
            fn variant(&self) -> ::std::option::Option<(usize, &dyn $crate::Value)> {
                match self {
                    $(Self::$variant(value) => ::std::option::Option::Some(($index, value)),)*
                    Self::$unknown(_) => ::std::option::Option::None,
                }
            }

            #[inline]
            fn variant_mut(&mut self, index: usize) -> &mut dyn $crate::Value {
                *self = match index {
                    $($index => Self::$variant($crate::Value::zero()),)*
                    _ => $crate::schema::no_member($crate::Union::schema(self), index),
                };
                match self {
                    $(Self::$variant(value) => value,)*
                    Self::$unknown(_) => unreachable!(),
                }
            }

            #[inline]
            fn unknown(&self) -> &str {
                match self {
                    Self::$unknown(name) => name,
                    _ => "",
                }
            }

            #[inline]
            fn from_unknown(name: &str) -> Self {
                Self::$unknown(name.to_owned())
            }

            #[inline]
            fn set_unknown(&mut self, name: &str) {
                *self = Self::from_unknown(name);
            }
        }

        impl $crate::kind::Described for $name {
            type Kind = $crate::kind::OfUnion;
        }

        impl ::std::fmt::Debug for $name {
            #[inline]
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                $crate::debug::union(self, f)
            }
        }

        $($crate::ordered! { $name: $trait })?
        $crate::serde_impl! { $name }
    };
}

/// Implements `Serialize` and `Deserialize`, with the feature `serde`.
#[cfg(feature = "serde")]
#[doc(hidden)]
#[macro_export]
macro_rules! serde_impl {
    ($name:ident) => {
        impl $crate::serde::Serialize for $name {
            #[inline]
            fn serialize<S: $crate::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::std::result::Result<S::Ok, S::Error> {
                $crate::serde::serialize(self, serializer)
            }
        }

        impl<'de> $crate::serde::Deserialize<'de> for $name {
            #[inline]
            fn deserialize<D: $crate::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::std::result::Result<Self, D::Error> {
                $crate::serde::deserialize(deserializer)
            }
        }
    };
}

/// Without the feature `serde`.
#[cfg(not(feature = "serde"))]
#[doc(hidden)]
#[macro_export]
macro_rules! serde_impl {
    ($name:ident) => {};
}

/// Implements what a total order brings along.
#[doc(hidden)]
#[macro_export]
macro_rules! ordered {
    ($name:ident: Ord) => {
        impl ::std::cmp::Eq for $name {}

        $crate::ord_impl! { $name }
    };
}

/// Implements `Ord` and `Hash`, with the feature `ord`.
#[cfg(feature = "ord")]
#[doc(hidden)]
#[macro_export]
macro_rules! ord_impl {
    ($name:ident) => {
        impl ::std::cmp::Ord for $name {
            #[inline]
            fn cmp(&self, other: &Self) -> ::std::cmp::Ordering {
                $crate::order::compare(self, other)
            }
        }

        impl ::std::cmp::PartialOrd for $name {
            #[inline]
            fn partial_cmp(&self, other: &Self) -> ::std::option::Option<::std::cmp::Ordering> {
                ::std::option::Option::Some(self.cmp(other))
            }
        }

        impl ::std::hash::Hash for $name {
            #[inline]
            fn hash<H: ::std::hash::Hasher>(&self, state: &mut H) {
                $crate::order::hash(self, state);
            }
        }
    };
}

/// Without the feature `ord`.
#[cfg(not(feature = "ord"))]
#[doc(hidden)]
#[macro_export]
macro_rules! ord_impl {
    ($name:ident) => {};
}

/// Converts between a union and the values of those variants that no other variant has a value of the same type as.
///
/// Implements `From` for each way in, and `TryFrom`, which gives another variant back as it is, for each way out.
#[macro_export]
macro_rules! variants {
    (enum $name:ident { $($variant:ident $payload:tt),* $(,)? }) => {
        $($crate::variants! { @convert $name $variant $payload })*
    };
    (@convert $name:ident $variant:ident (Box<$type:ty> $(,)?)) => {
        $crate::variants! { @convert $name $variant $type, |value| ::std::boxed::Box::new(value), |boxed| *boxed }
    };
    (@convert $name:ident $variant:ident ($type:ty $(,)?)) => {
        $crate::variants! { @convert $name $variant $type, |value| value, |value| value }
    };
    (@convert $name:ident $variant:ident $type:ty, |$value:ident| $put:expr, |$held:ident| $take:expr) => {
        impl ::std::convert::From<$type> for $name {
            #[inline]
            fn from($value: $type) -> Self {
                Self::$variant($put)
            }
        }

        impl ::std::convert::TryFrom<$name> for $type {
            type Error = $name;

            #[inline]
            fn try_from(union: $name) -> ::std::result::Result<Self, $name> {
                match union {
                    $name::$variant($held) => ::std::result::Result::Ok($take),
                    other => ::std::result::Result::Err(other),
                }
            }
        }
    };
}

/// Defines an open enum from its values and their texts on the wire, sorted by the latter. The first line names the
/// variant that holds any other text.
///
/// Implements [`Enumeration`](crate::Enumeration), conversions from and to strings, and what
/// a string has: values are compared, ordered, hashed and shown by their texts.
#[macro_export]
macro_rules! enumeration {
    ($(#[$attribute:meta])* pub enum $name:ident { $unknown:ident = _, $($variant:ident = $text:literal),* $(,)? }) => {
        $(#[$attribute])*
        #[derive(Clone)]
        #[non_exhaustive]
        pub enum $name {
            $(
                #[doc = ::std::concat!("`` ", $text, " ``")]
                $variant,
            )*
            /// A value that this client does not know.
            $unknown(::std::string::String),
        }

        impl $name {
            /// The values that the model lists, sorted by their text on the wire.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The text on the wire.
            #[inline]
            pub fn as_str(&self) -> &str {
                self.as_ref()
            }
        }

        impl $crate::Enumeration for $name {
            const ALL: &'static [Self] = Self::ALL;

            #[inline]
            fn unknown(text: &str) -> Self {
                Self::$unknown(text.to_owned())
            }
        }

        impl $crate::kind::Described for $name {
            type Kind = $crate::kind::OfEnumeration;
        }

        impl ::std::cmp::PartialEq for $name {
            #[inline]
            fn eq(&self, other: &Self) -> bool {
                self.as_str() == other.as_str()
            }
        }

        impl ::std::cmp::Eq for $name {}

        impl ::std::cmp::Ord for $name {
            #[inline]
            fn cmp(&self, other: &Self) -> ::std::cmp::Ordering {
                self.as_str().cmp(other.as_str())
            }
        }

        impl ::std::cmp::PartialOrd for $name {
            #[inline]
            fn partial_cmp(&self, other: &Self) -> ::std::option::Option<::std::cmp::Ordering> {
                ::std::option::Option::Some(self.cmp(other))
            }
        }

        impl ::std::hash::Hash for $name {
            #[inline]
            fn hash<H: ::std::hash::Hasher>(&self, state: &mut H) {
                self.as_str().hash(state);
            }
        }

        impl ::std::borrow::Borrow<str> for $name {
            #[inline]
            fn borrow(&self) -> &str {
                self.as_str()
            }
        }

        impl ::std::fmt::Debug for $name {
            #[inline]
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                ::std::fmt::Debug::fmt(self.as_str(), f)
            }
        }

        impl ::std::fmt::Display for $name {
            #[inline]
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl ::std::convert::AsRef<str> for $name {
            #[inline]
            fn as_ref(&self) -> &str {
                match self {
                    $(Self::$variant => $text,)*
                    Self::$unknown(text) => text,
                }
            }
        }

        impl ::std::str::FromStr for $name {
            type Err = ::std::convert::Infallible;

            #[inline]
            fn from_str(text: &str) -> ::std::result::Result<Self, Self::Err> {
                ::std::result::Result::Ok($crate::enumeration::parse(text))
            }
        }

        impl ::std::convert::From<&str> for $name {
            #[inline]
            fn from(text: &str) -> Self {
                $crate::enumeration::parse(text)
            }
        }

        impl ::std::convert::From<::std::string::String> for $name {
            #[inline]
            fn from(text: ::std::string::String) -> Self {
                $crate::enumeration::parse(&text)
            }
        }

        impl ::std::convert::From<$name> for ::std::string::String {
            #[inline]
            fn from(value: $name) -> Self {
                value.as_str().to_owned()
            }
        }

        $crate::serde_impl! { $name }
    };
}

/// Lets a client be called by name: `"Name" => Input` for each operation.
///
/// Implements [`DynamicClient`](crate::DynamicClient).
#[macro_export]
macro_rules! dynamic {
    ($client:ident { $($name:literal => $input:path),* $(,)? }) => {
        impl $crate::DynamicClient for $client {
            #[inline]
            fn operations(&self) -> ::std::vec::Vec<&'static $crate::OperationMeta> {
                ::std::vec![$(<$input as $crate::Operation>::META),*]
            }

            #[inline]
            fn call(
                &self,
                operation: &str,
                input: &str,
            ) -> $crate::mock::BoxFuture<'static, ::std::result::Result<::std::string::String, $crate::dynamic::CallError>>
            {
                match operation {
                    $($name => $crate::dynamic::call::<$input>(self, input),)*
                    _ => $crate::dynamic::unknown($crate::ServiceClient::core(self), operation),
                }
            }
        }
    };
}

/// Defines the error enum of an operation from its modelled errors: a variant for each, called like its type, and
/// `Other` for everything else.
///
/// Implements [`OperationError`](crate::OperationError), `Error` and `Deref` to [`Failure`](crate::Failure); and the
/// conversion that a `where` clause asks for: to an enum that has these variants and others, which is that of the service, or
/// to that one from [`UnmodelledError`](crate::operation::UnmodelledError).
#[macro_export]
macro_rules! operation_error {
    ($(#[$attribute:meta])* pub enum $name:ident where $service:ident: From<Self>, { $($error:ident),* $(,)? }) => {
        $crate::operation_error! {
            $(#[$attribute])*
            pub enum $name { $($error),* }
        }

        impl ::std::convert::From<$name> for $service {
            #[inline]
            fn from(error: $name) -> Self {
                match error {
                    $($name::$error(rejection) => Self::$error(rejection),)*
                    $name::Other(failure) => Self::Other(failure),
                }
            }
        }
    };
    (
        $(#[$attribute:meta])*
        pub enum $name:ident where Self: From<$unmodelled:ty>, { $($error:ident),* $(,)? }
    ) => {
        $crate::operation_error! {
            $(#[$attribute])*
            pub enum $name { $($error),* }
        }

        impl ::std::convert::From<$unmodelled> for $name {
            #[inline]
            fn from(error: $unmodelled) -> Self {
                Self::Other($crate::OperationError::into_failure(error))
            }
        }
    };
    ($(#[$attribute:meta])* pub enum $name:ident { $($error:ident),* $(,)? }) => {
        $(#[$attribute])*
        #[derive(Debug)]
        #[non_exhaustive]
        pub enum $name {
            $(
                #[doc = ::std::concat!("The service answered with a [`", stringify!($error), "`].")]
                $error($crate::Rejection<$error>),
            )*
            /// Anything else: an error that the model does not list, or none of the service's.
            Other($crate::Failure),
        }

        impl $crate::OperationError for $name {
            #[inline]
            fn failure(&self) -> &$crate::Failure {
                match self {
                    $(Self::$error(rejection) => rejection.failure(),)*
                    Self::Other(failure) => failure,
                }
            }

            #[inline]
            fn failure_mut(&mut self) -> &mut $crate::Failure {
                match self {
                    $(Self::$error(rejection) => rejection.failure_mut(),)*
                    Self::Other(failure) => failure,
                }
            }

            #[inline]
            fn into_failure(self) -> $crate::Failure {
                match self {
                    $(Self::$error(rejection) => rejection.into_failure(),)*
                    Self::Other(failure) => failure,
                }
            }
        }

        impl ::std::convert::From<$crate::Failure> for $name {
            #[inline]
            fn from(failure: $crate::Failure) -> Self {
                let name = failure.modelled_name();
                $(
                    if name == <$error as $crate::operation::ModelledError>::META.name {
                        return Self::$error(failure.into());
                    }
                )*
                let _ = name;
                Self::Other(failure)
            }
        }

        impl ::std::ops::Deref for $name {
            type Target = $crate::Failure;

            #[inline]
            fn deref(&self) -> &$crate::Failure {
                $crate::OperationError::failure(self)
            }
        }

        impl ::std::fmt::Display for $name {
            #[inline]
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                ::std::fmt::Display::fmt($crate::OperationError::failure(self), f)
            }
        }

        impl ::std::error::Error for $name {
            #[inline]
            fn source(&self) -> ::std::option::Option<&(dyn ::std::error::Error + 'static)> {
                ::std::error::Error::source($crate::OperationError::failure(self))
            }
        }
    };
}

#[cfg(test)]
mod tests {
    /// A type that is too long for its line is written with a comma after it.
    #[test]
    fn variants_convert_however_they_are_broken_into_lines() {
        #[derive(Clone, Debug, PartialEq)]
        enum Either {
            Text(String),
            Number(Box<u32>),
        }

        #[rustfmt::skip]
        crate::variants! {
            enum Either {
                Text(
                    String,
                ),
                Number(
                    Box<u32>,
                ),
            }
        }

        assert_eq!(Either::from("a".to_owned()), Either::Text("a".to_owned()));
        assert_eq!(u32::try_from(Either::from(7)), Ok(7));
        assert_eq!(u32::try_from(Either::Text("a".to_owned())), Err(Either::Text("a".to_owned())));
        assert_eq!(String::try_from(Either::Number(Box::new(7))), Err(Either::Number(Box::new(7))));
    }
}
