//! Credentials that were looked up a moment ago.

use std::sync::Arc;

use landfall_core::model::{Credential, TokenFamily};
use quick_cache::sync::Cache;

use crate::secret::Hash;

/// How long a looked-up credential is believed, in microseconds. Revocation has to take effect within a second wherever it
/// was done; what this process revokes itself takes effect at once.
const BELIEVED: i64 = 500_000;
/// How many credentials are remembered.
const REMEMBERED: usize = 10_000;

/// The cache. It holds good tokens only, so that guessing fills nothing.
pub(crate) struct CredentialCache {
    entries: Cache<(TokenFamily, Hash), (i64, Arc<Credential>)>,
}

impl CredentialCache {
    pub(crate) fn new() -> Self {
        Self {
            entries: Cache::new(REMEMBERED),
        }
    }

    /// The credential, if it was looked up less than half a second before `now`.
    pub(crate) fn get(
        &self,
        family: TokenFamily,
        hash: &Hash,
        now: i64,
    ) -> Option<Arc<Credential>> {
        let (at, credential) = self.entries.get(&(family, *hash))?;
        // A clock that was set back makes every entry stale.
        (at <= now && now - at < BELIEVED).then_some(credential)
    }

    /// Remembers what was looked up at `now`.
    pub(crate) fn put(
        &self,
        family: TokenFamily,
        hash: Hash,
        now: i64,
        credential: Arc<Credential>,
    ) {
        self.entries.insert((family, hash), (now, credential));
    }

    /// Forgets everything: called after every revocation.
    pub(crate) fn forget(&self) {
        self.entries.clear();
    }
}
