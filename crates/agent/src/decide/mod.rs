//! What happens next, decided as plain code over plain values. The driver asks [`Machine::next`] for a [`Step`], takes it,
//! and says with [`Machine::done`] what came of it; what the feed brings goes in by [`Machine::receive`] at any time.
//!
//! A *round* takes everything that has been received (or whatever is due to be tried again) through the same steps: put it
//! before the data plane, have that checked, reload, probe, and only then store the state in which the cursor has moved.
//! [`trial`](self) finds out which accounts are to blame when the data plane refuses a round. A crash between any two steps
//! leaves a state that claims no more than what the first round after the restart puts back.

mod due;
mod input;
mod machine;
#[cfg(test)]
mod pace;
mod pending;
mod round;
mod settings;
mod settle;
mod step;
mod trial;
#[cfg(test)]
mod truth;

pub use input::{Batch, Received};
pub use machine::Machine;
pub use settings::Settings;
pub use step::{Next, Outcome, Placed, Step};
