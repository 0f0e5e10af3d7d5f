//! Policies as pure code (rulesv4 contract, sections 5 and 7): reading what a client sends ([`read_new`], [`read_patch`]).
//! Everything that is wrong is a [`Finding`] with a pointer to it, and all of it is found at once.

mod finding;
mod limits;
mod read;

pub use finding::{Finding, MOST_FINDINGS};
pub use limits::{DEEPEST, MOST_NODES, MOST_RULES, beyond_limits};
pub use read::{NewPolicy, NewRule, PolicyPatch, read_new, read_patch};
