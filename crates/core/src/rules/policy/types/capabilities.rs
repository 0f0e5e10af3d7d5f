//! Which types of matches and features a data plane has.

use std::collections::{BTreeMap, BTreeSet};

use super::{features::FEATURES, matches::MATCHES};

/// The types that the data plane of a fleet can do. A policy with another type is refused when it is verified for that fleet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Capabilities {
    types: BTreeSet<String>,
    /// How many servers can do each of the types that only some can.
    some: BTreeMap<String, u64>,
    /// Of how many servers it is known; 0 where no servers were asked.
    servers: u64,
}

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
        Self {
            types: types.into_iter().map(Into::into).collect(),
            some: BTreeMap::new(),
            servers: 0,
        }
    }

    /// What all servers of a fleet can do, from what so many of them can each; none if there are no servers.
    pub fn shared(groups: &[(Self, u64)]) -> Option<Self> {
        let servers: u64 = groups.iter().map(|(_, count)| count).sum();
        let mut able: BTreeMap<&str, u64> = BTreeMap::new();
        for (group, count) in groups {
            for name in group.types() {
                *able.entry(name).or_default() += count;
            }
        }
        let named = |(name, _): (&&str, &u64)| (*name).to_owned();
        let all = able.iter().filter(|(_, count)| **count == servers);
        let some = able.iter().filter(|(_, count)| **count < servers);
        (servers > 0).then(|| Self {
            types: all.map(named).collect(),
            some: some.map(|one| (named(one), *one.1)).collect(),
            servers,
        })
    }

    /// Whether the data plane has that type.
    pub fn has(&self, name: &str) -> bool {
        self.types.contains(name)
    }

    /// How many servers lack that type, and how many there are; none where no servers were asked.
    pub fn lacking(&self, name: &str) -> Option<(u64, u64)> {
        let able = if self.has(name) {
            self.servers
        } else {
            self.some.get(name).copied().unwrap_or_default()
        };
        (self.servers > 0).then(|| (self.servers - able, self.servers))
    }

    /// The names of the types, in alphabetical order.
    pub fn types(&self) -> impl Iterator<Item = &str> {
        self.types.iter().map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fleet_can_do_what_all_of_its_servers_can() {
        let old = Capabilities::of(["match.always", "feature.comment"]);
        let new = Capabilities::of(["match.always", "feature.new"]);
        let fleet = Capabilities::shared(&[(old, 3), (new, 9)]).unwrap();
        assert_eq!(fleet.types().collect::<Vec<_>>(), ["match.always"]);
        assert_eq!(fleet.lacking("match.always"), Some((0, 12)));
        assert_eq!(fleet.lacking("feature.comment"), Some((9, 12)));
        assert_eq!(fleet.lacking("feature.new"), Some((3, 12)));
        assert_eq!(fleet.lacking("feature.unheard-of"), Some((12, 12)));
    }

    #[test]
    fn nothing_is_said_of_a_fleet_without_servers() {
        assert_eq!(Capabilities::shared(&[]), None);
        assert_eq!(Capabilities::first_adapter().lacking("x"), None);
    }
}
