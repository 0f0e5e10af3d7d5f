//! The edge agent. It follows a change log over the feed, verifies every change with the keys that were pinned at
//! enrolment, puts it before the data plane, and says how far it has got only when that is true and on the disk.
//!
//! - [`state`] is what the agent knows for sure: one file, replaced as a whole.
//! - [`decide`] decides what happens next, without I/O, clock or chance of its own: what to apply, whom to blame for a
//!   refused configuration, when to try again, when the cursor may move.
//! - [`adapter`] is the data plane: files for its accounts, and commands that check, reload and probe it.
//! - [`payloads`] keeps what runs and what is wanted, so that the last good state can always be put back.
//!
//! A change of one account that fails is an *exception*: the account keeps what it had, everybody else moves on, and it is
//! tried again. A failure of the whole server moves nothing.

pub mod adapter;
mod agent;
mod backoff;
mod clock;
pub mod decide;
mod durable;
mod error;
mod join;
mod link;
mod lock;
mod metrics;
pub mod payloads;
pub mod state;
mod status;
mod stop;
mod words;
mod worker;

pub use agent::{Agent, AgentSettings, AgentView, Identity, Kept};
pub use backoff::{Backoff, within_window};
pub use clock::{Clock, Moment, SystemClock};
pub use durable::keep_private;
pub use error::AgentError;
pub use join::{Invitation, Joined, join};
pub use link::{
    Address, Came, Dialled, MachineNetwork, Network, NotOpened, Pipe, Secured, Security, Stream,
    open_feed,
};
pub use lock::FolderLock;
pub use metrics::Metrics;
pub use payloads::make_folder;
pub use status::{Status, StatusException, StatusFile, WrittenStatus};
pub use stop::{Stop, Stopper};
pub use worker::{Keep, Standing};
