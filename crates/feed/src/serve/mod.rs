//! The server side of the feed: one stream for each server, and one copy of each change for all of them.
//!
//! [`Feed`] is made once. A stream that was authenticated is given to [`Feed::serve`], which ends with it. What a stream needs of
//! the record comes through two traits: [`ChangeSource`] reads logs, [`Host`] has the [`Fleet`](crate::Fleet) and writes.
//!
//! A stream holds a position in its log and nothing else. Each log has one publisher, which encodes every new change once; all
//! streams share these bytes. Whoever is further behind than what is kept reads stretches of the log, shared with others that
//! are at the same place. So a slow server waits for itself alone, and costs what its task costs.

mod able;
mod catch_up;
mod connection;
mod counters;
mod feed;
mod log_feed;
mod pipe;
mod reasons;
mod registry;
mod session;
mod settings;
mod source;
mod stretch;

pub use counters::FeedCounts;
pub use feed::{Admitted, Feed};
pub use registry::{Adapter, Connected};
pub use settings::FeedSettings;
pub use source::{Batch, ChangeSource, Host, LogState, Slots, SourceError};
