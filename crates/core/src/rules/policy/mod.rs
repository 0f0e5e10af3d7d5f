//! Policies as pure code (rulesv4 contract, sections 5 and 7).

mod finding;

pub use finding::Finding;
