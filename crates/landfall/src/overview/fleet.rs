//! POPs and servers as the native API shows them.

use serde::{Deserialize, Serialize};

use crate::{
    error::CommandError,
    remote::{Path, Remote},
};

/// A POP.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(super) struct Pop {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) region: String,
}

/// A server as it stands now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Server {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) pop_id: String,
    pub(super) platform: String,
    pub(super) environment: String,
    pub(super) membership: String,
    pub(super) health: Option<String>,
    pub(super) cursor: Cursor,
    pub(super) counted: Cursor,
    pub(super) head: Option<Cursor>,
    pub(super) last_seen_at: Option<String>,
    pub(super) exceptions: Vec<Exception>,
}

/// A place in a change log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Cursor {
    pub(super) epoch: u32,
    pub(super) revision: u64,
}

/// An account for which a server runs something else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Exception {
    pub(super) account_number: String,
    pub(super) running_revision: u64,
}

/// How far a server is behind the head of its log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Behind {
    /// So many revisions.
    By(u64),
    /// It is in another history of the log, so all of it.
    Elsewhere,
    /// Nobody who was asked knows.
    Unknown,
}

impl Server {
    pub(super) fn behind(&self) -> Behind {
        match self.head {
            None => Behind::Unknown,
            Some(head) if head.epoch == self.cursor.epoch => {
                Behind::By(head.revision.saturating_sub(self.cursor.revision))
            }
            // A new server has no history yet, and nothing to catch up with where there is nothing.
            Some(head) if head.revision == 0 => Behind::By(0),
            Some(_) => Behind::Elsewhere,
        }
    }

    /// Whether it surely owes something.
    pub(super) fn is_behind(&self) -> bool {
        !matches!(self.behind(), Behind::By(0) | Behind::Unknown)
    }
}

/// All POPs, in the order of the inventory.
pub(super) async fn all_pops(remote: &Remote) -> Result<Vec<Pop>, CommandError> {
    let path = Path::to(["pops"]).with("order_by", "position");
    remote.get_all(&path).await
}

/// All servers of which these conditions hold, in the order of their numbers.
pub(super) async fn all_servers(
    remote: &Remote,
    conditions: &[String],
) -> Result<Vec<Server>, CommandError> {
    let path = Path::to(["servers"])
        .with("order_by", "id")
        .filtered(conditions);
    remote.get_all(&path).await
}
