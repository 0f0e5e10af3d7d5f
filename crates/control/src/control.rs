//! What a face of the product holds.

use std::sync::Arc;

use landfall_feed::Fleet;
use landfall_store::Store;

use crate::{
    Clock, ControlError,
    access::{CredentialCache, LoginThrottle, RateLimits},
    secret::{KeyRing, Passwords},
};

/// What may be set about the use cases.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// How long an OAuth token of rulesv4 lasts by its own word, in seconds, 60–3600 (rulesv4 contract, section 2).
    pub rulesv4_token_seconds: u32,
    /// How many passwords may be checked at a time; each needs about 20 MiB for a moment.
    pub concurrent_password_checks: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            rulesv4_token_seconds: 300,
            concurrent_password_checks: 2,
        }
    }
}

/// What a face of the product holds: the store, the fleet, the clock and the keys.
pub struct Control {
    pub(crate) store: Arc<dyn Store>,
    pub(crate) fleet: Arc<Fleet>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) keys: KeyRing,
    pub(crate) passwords: Passwords,
    pub(crate) credentials: CredentialCache,
    pub(crate) throttle: LoginThrottle,
    pub(crate) rates: RateLimits,
    pub(crate) settings: Settings,
}

impl Control {
    /// Takes over an open store: reads the fleet and the keys.
    pub async fn start(
        store: Arc<dyn Store>,
        clock: Arc<dyn Clock>,
        sealing_key: &crate::secret::SealingKey,
        settings: Settings,
    ) -> Result<Self, ControlError> {
        let fleet = store.fleet().await?;
        let keys = KeyRing::open(&store.keys().await?, sealing_key)?;
        let fleet = Fleet::new(fleet.logs, fleet.pops, fleet.servers, fleet.exceptions)
            .map_err(|error| ControlError::Internal(format!("the stored fleet: {error}")))?;
        Ok(Self {
            fleet: Arc::new(fleet),
            keys,
            passwords: Passwords::new(settings.concurrent_password_checks),
            credentials: CredentialCache::new(),
            throttle: LoginThrottle::new(),
            rates: RateLimits::default(),
            settings,
            store,
            clock,
        })
    }

    /// The fleet in memory.
    pub fn fleet(&self) -> &Arc<Fleet> {
        &self.fleet
    }

    /// The clock that everything here goes by.
    pub fn clock(&self) -> &Arc<dyn Clock> {
        &self.clock
    }

    /// What was set.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Whether the store answers: one read from it.
    pub async fn ready(&self) -> Result<(), ControlError> {
        self.store.events(u64::MAX >> 1, 1).await?;
        Ok(())
    }
}
