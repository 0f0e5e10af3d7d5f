//! What the tests of the faces have in common: a loaded store, writing into it behind the product's back, strangers to the
//! demonstration's clients, and JSON as text.

mod loaded;
mod minified;
mod strangers;
mod writing;

pub use loaded::{Loaded, control};
pub use minified::minified;
pub use strangers::Stranger;
pub use writing::Inserting;
