//! Numbers of vipmp that nobody has yet. They are drawn, looked up, and drawn again; what another transaction takes between the
//! look and the write is refused by the store, and the command is done again.

use std::{collections::HashSet, fmt, sync::Arc};

use landfall_core::id::VipmpId;
use landfall_store::{StoreError, Transaction};

use crate::{ControlError, secret::random_bytes};

/// How many digits a number has.
const DIGITS: u32 = 10;
/// How often all that are still wanted are drawn before this is given up: one in a million is taken in a record of nine
/// thousand, one in a hundred in the largest there can be.
const DRAWS: u32 = 20;
/// How often a command is done again because a number was taken meanwhile.
pub(super) const TRIES: u32 = 5;

/// Where random numbers come from.
#[derive(Clone)]
pub(crate) struct Draw(Arc<dyn Fn() -> u64 + Send + Sync>);

impl Draw {
    /// Numbers of the given source.
    pub(crate) fn of(source: impl Fn() -> u64 + Send + Sync + 'static) -> Self {
        Self(Arc::new(source))
    }

    /// A number of so many digits, which may be taken.
    pub(crate) fn vipmp_id(&self, digits: u32) -> VipmpId {
        VipmpId::from_random(digits, (self.0)())
    }

    /// So many different numbers that no account has, in the order in which they were drawn, and none of those in `except`.
    pub(crate) async fn vipmp_ids(
        &self,
        transaction: &mut dyn Transaction,
        count: usize,
        except: &HashSet<&VipmpId>,
    ) -> Result<Vec<VipmpId>, StoreError> {
        let mut ids: Vec<VipmpId> = Vec::with_capacity(count);
        let mut seen: HashSet<VipmpId> = HashSet::new();
        for _ in 0..DRAWS {
            let missing = count - ids.len();
            if missing == 0 {
                return Ok(ids);
            }
            let drawn = (0..missing).map(|_| VipmpId::from_random(DIGITS, (self.0)()));
            let mut drawn: Vec<VipmpId> = drawn
                .filter(|id| !except.contains(id) && seen.insert(id.clone()))
                .collect();
            let taken: HashSet<_> = transaction
                .find_vipmp_ids(&drawn)
                .await?
                .into_iter()
                .collect();
            drawn.retain(|id| !taken.contains(id));
            ids.extend(drawn);
        }
        if ids.len() == count {
            return Ok(ids);
        }
        Err(StoreError::Unavailable(format!(
            "{DRAWS} draws gave no vipmp id that is free; try again"
        )))
    }
}

impl Default for Draw {
    /// The system's.
    fn default() -> Self {
        Self::of(|| u64::from_be_bytes(random_bytes()))
    }
}

impl fmt::Debug for Draw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Draw").finish_non_exhaustive()
    }
}

/// Whether a command failed because a number that it drew was taken meanwhile.
pub(crate) fn was_taken(error: &ControlError) -> bool {
    matches!(error, ControlError::Conflict(what) if what.contains("vipmp id"))
}
