//! The functions that decide: which zones an organization sees, what a caller may do, how far a change has landed.

pub mod account;
pub mod counting;
pub mod pop_name;
pub mod rate;
