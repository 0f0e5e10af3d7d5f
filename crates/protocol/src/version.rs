//! Versions of the protocol, and which one two sides speak.

use std::fmt;

/// A version of the protocol.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Version(u8);

impl Version {
    /// The version of this code.
    pub const CURRENT: Self = Self(2);
    /// The one older version that is still spoken: reports without reasons, heartbeats without trouble.
    pub const OLDEST: Self = Self(1);

    /// The newest version that both know, if there is one. The other side speaks every version from `oldest` to `newest`.
    pub fn agreed(oldest: u8, newest: u8) -> Option<Self> {
        let version = newest.min(Self::CURRENT.0);
        let known = version >= Self::OLDEST.0 && version >= oldest;
        known.then_some(Self(version))
    }

    /// The number on the wire.
    pub fn number(self) -> u8 {
        self.0
    }

    /// Whether reports and heartbeats carry reasons.
    pub(crate) fn has_reasons(self) -> bool {
        self.0 >= 2
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_version_that_both_know_is_spoken() {
        assert_eq!(Version::agreed(1, 2), Some(Version::CURRENT));
        assert_eq!(Version::agreed(1, 1), Some(Version::OLDEST));
        assert_eq!(Version::agreed(2, 9), Some(Version::CURRENT));
        assert_eq!(Version::agreed(3, 9), None, "an agent that is too new");
        assert_eq!(Version::agreed(0, 0), None, "an agent that is too old");
        assert_eq!(Version::agreed(2, 1), None, "an offer of nothing");
    }
}
