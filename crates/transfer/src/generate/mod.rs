//! Making up a record of any size, the same every time for a seed. Each object follows from the seed and its number alone, so
//! nothing is kept: a million customers need no more memory than ten.
//!
//! Companies are put together from lists of words, their contacts are desks at `.example` domains, and telephone numbers are
//! from ranges that are kept for fiction: no person occurs.

mod chance;
mod customers;
mod lands;
mod name;
mod orders;
mod plan;
mod sellers;
mod tongues;
mod world;

pub use chance::Chance;
pub use lands::{LANDS, Land};
pub use name::domain;
pub use plan::Plan;
pub use tongues::Tongue;
pub use world::{Generated, generate};
