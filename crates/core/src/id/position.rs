//! Positions in a change log: epoch, revision, generation, and the cursor that a server reports.

use std::{fmt, num::ParseIntError, str::FromStr};

use serde::{Deserialize, Serialize};

macro_rules! position {
    ($(#[$doc:meta])* $name:ident($number:ty)) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub $number);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = ParseIntError;

            fn from_str(text: &str) -> Result<Self, ParseIntError> {
                text.parse().map(Self)
            }
        }
    };
}

position! {
    /// The history that a log's revisions belong to. It rises when entries may have been lost (restore, reset, failover).
    Epoch(u32)
}
position! {
    /// The gapless number of an entry in a log, from 1; 0 stands before the first entry.
    Revision(u64)
}
position! {
    /// One hand-over of a policy to the fleet. Entries of one rollout share it.
    Generation(u64)
}

impl Revision {
    /// The revision after this one.
    #[must_use]
    pub fn next(self) -> Self {
        Self(self.0 + 1)
    }
}

/// How far a server has got: nothing up to `revision` of the history `epoch` is owed to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct Cursor {
    /// The history that the revision is of.
    pub epoch: Epoch,
    /// The highest revision up to which nothing is owed.
    pub revision: Revision,
}

impl Cursor {
    /// The revision, if the cursor is of the history `epoch`; else nothing of that history has been received.
    pub fn within(self, epoch: Epoch) -> Revision {
        if self.epoch == epoch {
            self.revision
        } else {
            Revision(0)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn a_cursor_counts_in_its_own_epoch_only(epoch: u32, other: u32, revision: u64) {
            let cursor = Cursor { epoch: Epoch(epoch), revision: Revision(revision) };
            let counted = cursor.within(Epoch(other)).0;
            proptest::prop_assert_eq!(counted, if epoch == other { revision } else { 0 });
        }

        #[test]
        fn revisions_survive_text(revision: u64) {
            proptest::prop_assert_eq!(Revision(revision).to_string().parse::<Revision>().unwrap(), Revision(revision));
        }
    }
}
