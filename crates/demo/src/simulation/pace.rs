//! How fast the servers finish that the examples show as not done.

use std::time::Duration;

/// What the waiting servers of platform adn do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Pace {
    /// They stay where the examples show them.
    #[default]
    Hold,
    /// They finish one after the other, evenly over this time from the start of the simulation.
    Over(Duration),
}
