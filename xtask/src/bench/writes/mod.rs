//! `cargo xtask bench writes`: durable writes a second, beside what the engine itself can do with the same rows.
//!
//! [`sample`] finds out which rows one write of the product adds, [`sqlite`] and [`postgres`] add such rows straight to the
//! engine, with the same indexes and the same durability: each record in a transaction of its own, and 64 of them in one. The
//! product and these ceilings take turns ([`mod@run`]). Beside that: what writes do to reads ([`beside`]), how many orders are
//! carried out a second ([`orders`]), and how long an event takes to a thousand who follow ([`followers`]).

mod arguments;
mod beside;
mod ceiling;
mod followers;
mod load;
mod orders;
mod place;
mod postgres;
mod report;
mod run;
mod sample;
mod sqlite;
mod subject;

pub(super) use arguments::WritesArguments;
pub(super) use run::run;
