//! Long lists whose pages are found by counting: what they are made of, apart from any engine.
//!
//! A list belongs to a *scope*: an organization that sees what hangs below it. It consists of *entries*, one for each row and
//! each organization at or above the row's holder, in the order of the list's default sort. Over the entries lie *blocks*
//! that count them: a block begins with a key, ends where the next begins, and knows how many entries of each *class* (for
//! fulfillments, their status) it has. Blocks are split as they grow, so a burst has as many as it needs. Above them is a
//! second level of the same. Any page is then a walk over some hundred small rows and a short stretch of entries.
//!
//! Whatever changes a row that is listed notes [`Change`]s in its transaction, and [`fold`] puts them into the blocks.

mod against;
mod block;
mod check;
mod fold;
mod list;
mod locate;
mod rebuild;
mod report;
mod rows;
#[cfg(test)]
pub(crate) mod tampering;

pub(crate) use against::{Ranked, against};
pub(crate) use block::{Block, Counts, Key, Span};
pub(crate) use check::check;
pub(crate) use fold::{Change, fold};
pub(crate) use list::{CLASSES, Class, List, fulfillment_class};
pub(crate) use locate::{Counted, adjust, around, find, total};
pub(crate) use rebuild::rebuild;
pub use report::{CounterProgress, CounterReport};
pub(crate) use rows::{Entry, Level, ListRows, Portion, Touched};
