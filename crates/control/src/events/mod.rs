//! Following what happens. One reader takes new events out of the store for everybody in this process who follows them
//! (`feed`); it is woken by this process's own commits, and looks for those of others by itself. Who is further behind reads
//! pages of the store until they are where the reader is (`batch`). A follower is a position and nothing else, so a slow one
//! costs no memory: when what it has not taken yet is no longer at hand, it is told so.

mod batch;
mod feed;
mod follow;
mod reader;
mod told;

pub use batch::{EventBatch, NoSuchPosition};
pub(crate) use feed::EventFeed;
pub use follow::{EventWatch, Heard};
pub use told::{EventFilter, EventScope, Told};
