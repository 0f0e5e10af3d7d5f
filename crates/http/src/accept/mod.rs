//! The `Accept` header: its media ranges, and the choice among what a face can send (RFC 9110, sections 12.4 and 12.5.1).

mod choice;
mod range;

pub use choice::Choice;
pub use range::{Accept, Range, Specificity};
