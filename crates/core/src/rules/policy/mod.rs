//! Policies as pure code (rulesv4 contract, sections 5 and 7): reading what a client sends ([`read_new`], [`read_patch`]), judging
//! whether it can be locked and deployed ([`verify`]), saying what an edge would do with a request ([`Compiled`], [`evaluate`]), and
//! showing how two policies differ ([`difference`]).
//!
//! Everything that is wrong is a [`Finding`] with a pointer to it, and all of it is found at once. Patterns run on PCRE within a
//! budget of steps.

mod compile;
mod difference;
mod evaluate;
mod finding;
mod limits;
mod paths;
mod pattern;
mod read;
mod types;
mod verify;

#[cfg(test)]
mod verify_tests;

pub use compile::{EditAction, HeaderEdit};
pub use difference::{
    Difference, JsonChange, RuleChange, RuleDifference, Side, SideRule, TextChange, difference,
};
pub use evaluate::{
    Answer, CacheUse, Compiled, EdgeAge, EdgeRequest, Evaluation, FeatureUse, Outcome, SiteView,
    evaluate,
};
pub use finding::{Finding, MOST_FINDINGS};
pub use limits::{DEEPEST, MOST_NODES, MOST_RULES, beyond_limits};
pub use pattern::{LONGEST_PATTERN, STEPS};
pub use read::{NewPolicy, NewRule, PolicyPatch, check_stored_rules, read_new, read_patch};
pub use types::Capabilities;
pub use verify::verify;
