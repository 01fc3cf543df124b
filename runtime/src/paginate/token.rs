//! What says where a page begins.

use std::collections::BTreeMap;

use crate::enumeration::Enumeration;

/// A token, or several.
pub trait PageToken: Clone + PartialEq + Send + 'static {
    /// The token, unless it is one that services send in place of none: empty, or zero.
    fn present(self) -> Option<Self>;
}

impl PageToken for String {
    fn present(self) -> Option<Self> {
        (!self.is_empty()).then_some(self)
    }
}

impl PageToken for i32 {
    fn present(self) -> Option<Self> {
        (self != 0).then_some(self)
    }
}

impl PageToken for i64 {
    fn present(self) -> Option<Self> {
        (self != 0).then_some(self)
    }
}

impl<E: Enumeration + PartialEq + Send> PageToken for E {
    fn present(self) -> Option<Self> {
        (!self.as_str().is_empty()).then_some(self)
    }
}

impl<K, V> PageToken for BTreeMap<K, V>
where
    K: Clone + PartialEq + Send + 'static,
    V: Clone + PartialEq + Send + 'static,
{
    fn present(self) -> Option<Self> {
        (!self.is_empty()).then_some(self)
    }
}

impl<A: PageToken, B: PageToken> PageToken for (Option<A>, Option<B>) {
    fn present(self) -> Option<Self> {
        match (self.0.and_then(A::present), self.1.and_then(B::present)) {
            (None, None) => None,
            some => Some(some),
        }
    }
}

impl<A: PageToken, B: PageToken, C: PageToken> PageToken for (Option<A>, Option<B>, Option<C>) {
    fn present(self) -> Option<Self> {
        match (self.0.and_then(A::present), self.1.and_then(B::present), self.2.and_then(C::present)) {
            (None, None, None) => None,
            some => Some(some),
        }
    }
}
