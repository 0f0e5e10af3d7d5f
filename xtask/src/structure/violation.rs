//! What can be wrong with the shape of the workspace, and how it is told.

use std::fmt;
use std::path::PathBuf;

use super::workspace::DependencyKind;

/// One thing to put right.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Violation {
    /// A manifest names a crate of the workspace that stands beside or above it.
    Direction {
        /// The crate whose manifest it is.
        from: String,
        /// The crate it names.
        to: String,
        /// In which of the manifest's tables.
        kind: DependencyKind,
        /// What the table would have been allowed to name.
        allowed: Vec<&'static str>,
    },
    /// The core names a crate that brings I/O, a clock or randomness.
    ImpureCore {
        /// The outside crate.
        to: String,
    },
    /// A crate of the workspace has no place in the direction table.
    Unplaced {
        /// The crate.
        name: String,
    },
    /// The direction table has a place for a crate that the workspace does not have.
    Vacant {
        /// The name in the table.
        name: &'static str,
    },
    /// A source file is longer than [`super::file_size::MAXIMUM_LINES`].
    TooLong {
        /// The file, relative to the workspace's folder.
        path: PathBuf,
        /// Its length in lines.
        lines: usize,
    },
}

impl fmt::Display for Violation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Direction {
                from,
                to,
                kind,
                allowed,
            } => {
                write!(formatter, "{from} names {to} in its {kind}; ")?;
                if allowed.is_empty() {
                    write!(formatter, "it may name no crate of the workspace there")
                } else {
                    write!(formatter, "there it may name {}", allowed.join(", "))
                }
            }
            Self::ImpureCore { to } => write!(
                formatter,
                "landfall-core names {to}: the core has no I/O, clock or randomness of its own; they come in as arguments"
            ),
            Self::Unplaced { name } => write!(
                formatter,
                "{name} has no place in xtask/src/structure/direction.rs: say what it may depend on"
            ),
            Self::Vacant { name } => write!(
                formatter,
                "xtask/src/structure/direction.rs speaks of {name}, which is not in the workspace"
            ),
            Self::TooLong { path, lines } => write!(
                formatter,
                "{} has {lines} lines, more than {}: give its second idea a file of its own",
                path.display(),
                super::file_size::MAXIMUM_LINES
            ),
        }
    }
}
