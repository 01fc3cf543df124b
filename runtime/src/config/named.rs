//! A map for the few values that a configuration has by name.

/// Values by name, in the order of the names.
///
/// A sorted vector: each type of value in a map of the standard library is five thousand lines of LLVM IR more in the debug
/// build of every user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Named<V>(Vec<(String, V)>);

impl<V> Named<V> {
    pub(crate) const fn new() -> Self {
        Self(Vec::new())
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn get(&self, name: &str) -> Option<&V> {
        self.find(name).ok().and_then(|index| self.0.get(index)).map(|(_, value)| value)
    }

    pub(crate) fn get_mut(&mut self, name: &str) -> Option<&mut V> {
        self.find(name).ok().and_then(|index| self.0.get_mut(index)).map(|(_, value)| value)
    }

    /// Replaces the value of this name, or adds it.
    pub(crate) fn insert(&mut self, name: String, value: V) {
        match self.find(&name) {
            Ok(index) => {
                if let Some((_, old)) = self.0.get_mut(index) {
                    *old = value;
                }
            }
            Err(index) => self.0.insert(index, (name, value)),
        }
    }

    #[cfg(feature = "credentials")]
    pub(crate) fn remove(&mut self, name: &str) {
        self.0.retain(|(other, _)| other != name);
    }

    pub(crate) fn names(&self) -> Vec<&str> {
        self.iter().map(|(name, _)| name).collect()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &V)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value))
    }

    fn find(&self, name: &str) -> Result<usize, usize> {
        self.0.binary_search_by(|(other, _)| other.as_str().cmp(name))
    }
}

impl<V> Default for Named<V> {
    fn default() -> Self {
        Self::new()
    }
}

impl<V> FromIterator<(String, V)> for Named<V> {
    fn from_iter<I: IntoIterator<Item = (String, V)>>(pairs: I) -> Self {
        let mut named = Self::new();
        pairs.into_iter().for_each(|(name, value)| named.insert(name, value));
        named
    }
}
