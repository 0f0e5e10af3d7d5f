//! The functions that decide: which zones an organization sees, what a caller may do, how far a change has landed.

pub mod account;
pub mod business;
pub mod counting;
pub mod country;
pub mod deploying;
pub mod editing;
pub mod in_service;
pub mod in_use;
pub mod language;
pub mod listing;
pub mod log;
pub mod once;
pub mod ordering;
pub mod place_names;
pub mod policy;
pub mod pop_name;
pub mod postal_code;
pub mod rate;
pub mod region;
pub mod rights;
pub mod search;
pub mod shown;
pub mod site_use;
pub mod validation;
pub mod writing;
pub mod zones;
