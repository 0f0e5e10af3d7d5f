//! The simulated data plane: there are no machines behind the demonstration's servers, so this speaks for those that hold no
//! connection of their own.
//!
//! Every server that is spoken for connects when the demonstration starts, sends its heartbeat every ten seconds and lands what is
//! new with it. The servers of platform adn that the examples show as not done are the exception: they wait, or finish
//! over a set time ([`Pace`]). All of it goes through the same calls as real agents' words, so what is counted is counted
//! in earnest. [`schedule`] says what is due when, and is pure; [`fleet`] says it to the use cases; [`task`] has the timer.

mod fleet;
mod pace;
mod schedule;
mod task;

pub use fleet::{SimulatedFleet, Voices, connects};
pub use pace::Pace;
pub use task::spawn_data_plane;
