//! The feed, put on the record: where changes are read from, who counts, and which servers are let in.
//!
//! [`Control::open_feed`](crate::Control::open_feed) makes it once, on a runtime of its own. A face gives it streams ([`OpenFeed::serve`]) of servers that
//! [`Control::admitted`](crate::Control::admitted) has let in; commands tell it when a log has grown or a server is out.

mod admission;
mod open;
mod record;

pub use admission::{Enrolled, NotInvited};
pub use landfall_feed::LogKey;
pub use landfall_feed::serve::{Adapter, Admitted, Connected, FeedCounts, FeedSettings};
pub use open::OpenFeed;
