//! `cargo xtask bench landing`: how long a change takes from its submission to the last of thousands of servers, and what holding
//! these servers costs.
//!
//! Every side ([`sides`]) has a sender in a process of its own and receivers in another ([`mod@receivers`]): Landfall's is the release
//! binary. A side submits a change and waits until all receivers have acknowledged; sides take turns, pass by pass. The floors are
//! a bare TCP stream with length prefixes ([`mod@floor`]); others are message brokers that somebody might use instead.

mod arguments;
mod floor;
mod landings;
mod measures;
mod pass;
mod policies;
mod receivers;
mod record;
mod report;
mod run;
mod sides;
mod synthetic;
mod table;
mod talk;

pub(super) use arguments::LandingArguments;
pub(super) use floor::run as floor;
pub(super) use receivers::run as receivers;
pub(super) use run::run;
