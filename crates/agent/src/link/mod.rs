//! The agent's end of the feed: one connection at a time, dialled again and again. What comes is verified here and handed to
//! the worker; what the worker has reached is reported here.

mod batch;
mod dial;
mod network;
mod pinned;
mod pipe;
mod report;
mod run;
mod session;
mod upgrade;

pub(crate) use dial::connect;
pub use dial::{Address, Dialled, Secured, Security, open_feed};
pub use network::{MachineNetwork, Network, Stream};
pub use pipe::{Came, Pipe};
pub(crate) use run::{Link, LinkState};
pub use upgrade::NotOpened;
