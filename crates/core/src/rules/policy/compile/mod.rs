//! Rules made ready to be evaluated. It is the one reading of match nodes: what it cannot make sense of is a finding, and
//! verifying a policy is to read it so and look at what was found.

mod attributes;
mod compiler;
mod condition;
mod effect;
mod header;
mod node;
mod patterns;
mod template;

pub(super) use compiler::{Demands, compile};
pub(super) use effect::{Age, Effect, Substitution};
pub use header::{EditAction, HeaderEdit};
pub(super) use node::{Condition, Feature, Node};
pub(super) use template::{Part, Template, Variable};
