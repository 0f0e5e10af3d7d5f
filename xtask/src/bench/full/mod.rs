//! The full form of `cargo xtask bench reads`: a record of a million customers and fulfillments in both engines, asked in a
//! closed loop at saturation and in an open loop well below it, beside constant answers of the same bytes and beside what
//! somebody would otherwise run as a sandbox.
//!
//! [`record`] makes the record with the product's own commands and notes what each took, [`names`] reads from its lines whom
//! one can ask for, [`calls`] lists the questions, [`mod@run`] puts them, [`report`] and [`table`] tell.

mod access;
mod calls;
mod cluster;
mod command;
mod engine;
mod fleet;
mod names;
mod open_loop;
mod record;
mod report;
mod run;
mod sandboxes;
mod table;

pub(super) use command::{Landfall, text, without_settings};
pub(super) use engine::{Engine, Place};
pub(super) use names::Customers;
pub(super) use open_loop::{OpenLoop, drive as open_loop};
pub(super) use record::demonstrated;
pub(super) use run::run;
pub(super) use sandboxes::free_address;
