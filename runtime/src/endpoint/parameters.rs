//! What an endpoint depends on.

/// Values by the names of endpoint parameters, or of the settings that these are taken from, such as `AWS::Region`.
pub trait Parameters {
    /// Hands each value to `set`. Of several for a parameter, the last one counts.
    fn each<'a>(&'a self, set: &mut dyn FnMut(&str, Parameter<'a>));
}

/// The value of an endpoint parameter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Parameter<'a> {
    /// A string.
    Text(&'a str),
    /// True or false.
    Flag(bool),
    /// Some strings.
    Texts(Vec<&'a str>),
}

impl<'a> Parameter<'a> {
    /// Puts the value into `place`, if that can hold it.
    #[inline]
    pub fn put<T: FromParameter<'a>>(self, place: &mut T) {
        if let Some(value) = T::from_parameter(self) {
            *place = value;
        }
    }
}

/// What can hold the value of an endpoint parameter.
pub trait FromParameter<'a>: Sized {
    /// The value, if it is of this type.
    fn from_parameter(value: Parameter<'a>) -> Option<Self>;
}

impl<'a> FromParameter<'a> for &'a str {
    #[inline]
    fn from_parameter(value: Parameter<'a>) -> Option<Self> {
        if let Parameter::Text(text) = value { Some(text) } else { None }
    }
}

impl<'a> FromParameter<'a> for bool {
    #[inline]
    fn from_parameter(value: Parameter<'a>) -> Option<Self> {
        if let Parameter::Flag(flag) = value { Some(flag) } else { None }
    }
}

impl<'a> FromParameter<'a> for Vec<&'a str> {
    #[inline]
    fn from_parameter(value: Parameter<'a>) -> Option<Self> {
        if let Parameter::Texts(texts) = value { Some(texts) } else { None }
    }
}

impl<'a, T: FromParameter<'a>> FromParameter<'a> for Option<T> {
    #[inline]
    fn from_parameter(value: Parameter<'a>) -> Option<Self> {
        T::from_parameter(value).map(Some)
    }
}

/// The value of an endpoint parameter in a model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Constant {
    /// A string.
    Text(&'static str),
    /// True or false.
    Flag(bool),
    /// Some strings.
    Texts(&'static [&'static str]),
}

impl Constant {
    /// The value as any other.
    pub fn to_parameter(self) -> Parameter<'static> {
        match self {
            Self::Text(text) => Parameter::Text(text),
            Self::Flag(flag) => Parameter::Flag(flag),
            Self::Texts(texts) => Parameter::Texts(texts.to_vec()),
        }
    }
}

/// What an endpoint parameter can be taken from.
pub trait ToParameter {
    /// The value, if there is one.
    fn to_parameter(&self) -> Option<Parameter<'_>>;
}

impl ToParameter for String {
    fn to_parameter(&self) -> Option<Parameter<'_>> {
        Some(Parameter::Text(self))
    }
}

impl ToParameter for bool {
    fn to_parameter(&self) -> Option<Parameter<'_>> {
        Some(Parameter::Flag(*self))
    }
}

impl ToParameter for Vec<String> {
    fn to_parameter(&self) -> Option<Parameter<'_>> {
        Some(Parameter::Texts(self.iter().map(String::as_str).collect()))
    }
}

impl<T: ToParameter> ToParameter for Option<T> {
    fn to_parameter(&self) -> Option<Parameter<'_>> {
        self.as_ref()?.to_parameter()
    }
}

/// Hands the value of a member to `set`, if it has one.
#[inline]
pub fn set_member<'a>(set: &mut dyn FnMut(&str, Parameter<'a>), name: &str, member: &'a impl ToParameter) {
    if let Some(value) = member.to_parameter() {
        set(name, value);
    }
}

/// The value of an endpoint parameter, kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ParameterValue {
    /// A string.
    Text(String),
    /// True or false.
    Flag(bool),
    /// Some strings.
    Texts(Vec<String>),
}

impl ParameterValue {
    /// The value, to be looked at.
    pub fn as_parameter(&self) -> Parameter<'_> {
        match self {
            Self::Text(text) => Parameter::Text(text),
            Self::Flag(flag) => Parameter::Flag(*flag),
            Self::Texts(texts) => Parameter::Texts(texts.iter().map(String::as_str).collect()),
        }
    }
}

impl From<bool> for ParameterValue {
    fn from(flag: bool) -> Self {
        Self::Flag(flag)
    }
}

impl From<&str> for ParameterValue {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for ParameterValue {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<Vec<String>> for ParameterValue {
    fn from(texts: Vec<String>) -> Self {
        Self::Texts(texts)
    }
}
