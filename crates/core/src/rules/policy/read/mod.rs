//! Reading the body of a policy as a client sends it (rulesv4 contract, section 5): keys, types, limits and the forms that are
//! tolerated. One pass over the text; what is kept of the nodes is the client's own text.

mod body;
mod members;
mod nodes;
mod rule;
mod shape;
mod sound;
mod stored;

#[cfg(test)]
mod tests;

pub use body::{NewPolicy, PolicyPatch, read_new, read_patch};
pub(super) use members::is_server_s;
pub use rule::NewRule;
pub use stored::check_stored_rules;
