//! What the fleet view refuses.

use landfall_core::id::{PopId, ServerId};

/// Why a call changed nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// No such server, or it was removed.
    #[error("no server {0} in the fleet")]
    UnknownServer(ServerId),
    /// The server's tenant has no such POP.
    #[error("no POP {0} in the inventory")]
    UnknownPop(PopId),
    /// The server is in the fleet already. One that moves is removed first: it is a new placement with a new cursor.
    #[error("server {0} is in the fleet already")]
    AlreadyEnrolled(ServerId),
}
