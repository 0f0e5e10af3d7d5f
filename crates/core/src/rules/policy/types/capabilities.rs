//! Which types of matches and features a data plane has.

use std::collections::BTreeSet;

use super::{features::FEATURES, matches::MATCHES};

/// The types that the data plane of a fleet can do. A policy with another type is refused when it is verified for that fleet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Capabilities(BTreeSet<String>);

impl Capabilities {
    /// What a first adapter must have: the types that the contract marks so (rulesv4, section 7).
    pub fn first_adapter() -> Self {
        let matches = MATCHES.iter().filter(|one| one.first);
        Self::of(
            matches
                .map(|one| one.name)
                .chain(FEATURES.iter().map(|one| one.name)),
        )
    }

    /// Every type that is known here.
    pub fn everything() -> Self {
        let matches = MATCHES.iter().map(|one| one.name);
        Self::of(matches.chain(FEATURES.iter().map(|one| one.name)))
    }

    /// The types of these names, as an adapter tells them.
    pub fn of(types: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self(types.into_iter().map(Into::into).collect())
    }

    /// Whether the data plane has that type.
    pub fn has(&self, name: &str) -> bool {
        self.0.contains(name)
    }

    /// The names of the types, in alphabetical order.
    pub fn types(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }
}
