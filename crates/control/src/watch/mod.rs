//! Watching deploy requests land. Who watches one shares what is seen with all others who do: the fleet is asked a few times a
//! second for each request that anybody watches, however many they are.

mod follow;
mod sight;
mod watches;

pub use sight::{LandingWatch, Sight, Watched};
pub(crate) use watches::{Seat, Watches};
pub use watches::{TooManyWatchers, WATCHERS, WATCHERS_OF_ONE};
