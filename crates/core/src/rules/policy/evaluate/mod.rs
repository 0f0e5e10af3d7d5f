//! What the edge would do with a request (rulesv4 contract, section 7): which nodes are met, which features are in force and what
//! is answered.

mod answer;
mod effects;
mod evaluation;
mod expand;
mod request;
mod view;
mod walk;

#[cfg(test)]
mod tests;

pub use answer::{Answer, CacheUse, EdgeAge, Outcome};
pub use evaluation::{Compiled, Evaluation, FeatureUse, evaluate};
pub use request::{EdgeRequest, SiteView};
