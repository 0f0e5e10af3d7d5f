//! Model and rules of Landfall: plain data and plain functions, with no I/O, clock or randomness of their own.
//!
//! [`id`] holds the small types that carry a rule each (names, numbers, times, revisions), [`model`] the things of the
//! record, [`rules`] the functions that decide. Time and randomness come in as arguments, so everything here is tested in
//! microseconds and an edge agent can reuse it.

pub mod id;
pub mod model;
pub mod rules;
