//! What a face of the product holds.

use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use landfall_core::rules::ordering::RetryPolicy;
use landfall_feed::Fleet;
use landfall_store::Store;
use tokio::sync::Notify;
use uuid::Uuid;

use crate::{
    Clock, ControlError, Internal, Target,
    access::{CredentialCache, LoginThrottle, RateLimits},
    admin::Draw,
    command::Checks,
    events::EventFeed,
    feed::OpenFeed,
    once::Gate,
    ownership::{OwnerLink, Ownership, Role},
    record::random_uuid,
    secret::{KeyRing, Passwords, PeerKey},
    watch::Watches,
    worker::{Growth, Saving},
};

/// What may be set about the use cases.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// How long an OAuth token of rulesv4 lasts by its own word, in seconds, 60–3600 (rulesv4 contract, section 2).
    pub rulesv4_token_seconds: u32,
    /// How many passwords may be checked at a time; each needs about 20 MiB for a moment.
    pub concurrent_password_checks: usize,
    /// SHA-256 of the key of the authority that servers' agents are to trust, which invitations carry; none without TLS. A server
    /// whose certificate is replaced says so ([`Control::vouched_by`]).
    pub authority: Option<[u8; 32]>,
    /// How long change logs keep what nobody needs any more.
    pub changes: ChangeRetention,
    /// How events are kept and told.
    pub events: EventSettings,
    /// How orders are carried out.
    pub orders: OrderSettings,
}

/// How events are kept and told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EventSettings {
    /// For how many days an event is kept; 0 for ever.
    pub retention_days: u32,
    /// How many seconds a caller can wait for the next event at most, without a stream.
    pub longest_wait: u32,
}

impl Default for EventSettings {
    fn default() -> Self {
        Self {
            retention_days: 400,
            longest_wait: 20,
        }
    }
}

/// How orders are carried out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct OrderSettings {
    /// Seconds for which an order stays pending at least, so that it can be withdrawn (metallic contract, section 4).
    pub hold_seconds: u32,
    /// When a step that failed for a while is tried again, and how often.
    pub retry: RetryPolicy,
}

/// How long change logs keep what nobody needs any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChangeRetention {
    /// How old an entry is, in seconds, before it goes when newer ones have superseded it. A server that is further behind
    /// than this is counted as catching up.
    pub compact_after_seconds: u32,
    /// For how many days tombstones are kept. A server that was away for longer sweeps when it comes back.
    pub tombstone_days: u32,
}

impl Default for ChangeRetention {
    fn default() -> Self {
        Self {
            compact_after_seconds: 600,
            tombstone_days: 30,
        }
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            rulesv4_token_seconds: 300,
            concurrent_password_checks: 2,
            authority: None,
            changes: ChangeRetention::default(),
            events: EventSettings::default(),
            orders: OrderSettings::default(),
        }
    }
}

/// What a face of the product holds: the store, the fleet, the clock and the keys.
pub struct Control {
    pub(crate) store: Arc<dyn Store>,
    pub(crate) ownership: Ownership,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) keys: Arc<KeyRing>,
    pub(crate) passwords: Passwords,
    pub(crate) checks: Checks,
    pub(crate) credentials: CredentialCache,
    pub(crate) throttle: LoginThrottle,
    pub(crate) rates: RateLimits,
    pub(crate) settings: Settings,
    /// What invitations carry from now on.
    authority: Mutex<Option<[u8; 32]>>,
    /// Wakes the worker that carries deploy requests on.
    pub(crate) deploys: Notify,
    /// Wakes the worker that carries orders out.
    pub(crate) orders: Notify,
    /// Where what was ordered is provided.
    pub(crate) target: Arc<dyn Target>,
    /// A number that no other process has or had.
    pub(crate) process: Uuid,
    /// Wakes the worker that validates accounts.
    pub(crate) pending: Notify,
    /// Wakes the worker that looks after logs.
    pub(crate) growth: Growth,
    /// Carries what servers have said to the store.
    pub(crate) saving: Saving,
    /// Set once the process serves it.
    pub(crate) feed: OnceLock<OpenFeed>,
    pub(crate) draw: Draw,
    pub(crate) watches: Watches,
    /// The newest events, for who follows them.
    pub(crate) events: EventFeed,
    /// Where equal calls wait for each other.
    pub(crate) once: Gate,
}

impl Control {
    /// Takes over an open store: reads the keys, and the fleet if no other process can have the store. Where others can, the
    /// [workers](Self::work) see to the fleet.
    pub async fn start(
        store: Arc<dyn Store>,
        clock: Arc<dyn Clock>,
        sealing_key: &crate::secret::SealingKey,
        settings: Settings,
    ) -> Result<Self, ControlError> {
        let keys = KeyRing::open(&store.keys().await?, sealing_key)?;
        let ownership = if store.is_shared() {
            Ownership::seeking()
        } else {
            Ownership::for_life(read_fleet(store.as_ref()).await?)
        };
        Ok(Self {
            ownership,
            keys: Arc::new(keys),
            passwords: Passwords::new(settings.concurrent_password_checks),
            checks: Checks::new(),
            credentials: CredentialCache::new(),
            throttle: LoginThrottle::new(),
            rates: RateLimits::default(),
            authority: Mutex::new(settings.authority),
            settings,
            growth: Growth::default(),
            saving: Saving::default(),
            feed: OnceLock::new(),
            draw: Draw::default(),
            watches: Watches::default(),
            events: EventFeed::default(),
            once: Gate::default(),
            store,
            clock,
            deploys: Notify::new(),
            orders: Notify::new(),
            target: Arc::new(Internal),
            process: random_uuid(),
            pending: Notify::new(),
        })
    }

    /// The same with a way to ask the process that owns the fleet, when this one does not.
    #[must_use]
    pub fn linked(mut self, link: Arc<dyn OwnerLink>) -> Self {
        self.ownership = self.ownership.linked(link);
        self
    }

    /// The same with another source of the random numbers that ids are made of; the system's is the default.
    #[must_use]
    pub fn drawing(mut self, source: impl Fn() -> u64 + Send + Sync + 'static) -> Self {
        self.draw = Draw::of(source);
        self
    }

    /// The same with another place where what was ordered is provided; the record itself is the default.
    #[must_use]
    pub fn providing(mut self, target: Arc<dyn Target>) -> Self {
        self.target = target;
        self
    }

    /// Where other processes can ask this one, once it owns the fleet: an address that the link knows what to do with.
    pub fn advertise(&self, address: String) {
        self.ownership.advertise(address);
    }

    /// What part this process has in counting the fleet.
    pub fn role(&self) -> Role {
        self.ownership.role(self.clock.elapsed())
    }

    /// Whether other processes may serve the same record.
    pub fn is_shared(&self) -> bool {
        self.store.is_shared()
    }

    /// The key by which processes of this installation know each other.
    pub fn peer_key(&self) -> &PeerKey {
        &self.keys.peer
    }

    /// The fleet in memory; one of nothing while another process owns it. Do not keep it: it may be another's a moment later.
    pub fn fleet(&self) -> Arc<Fleet> {
        self.ownership.fleet(self.clock.elapsed())
    }

    /// The clock that everything here goes by.
    pub fn clock(&self) -> &Arc<dyn Clock> {
        &self.clock
    }

    /// What was set.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// This process's certificate was replaced: invitations carry the fingerprint of this authority's key from now on.
    pub fn vouched_by(&self, authority: Option<[u8; 32]>) {
        *self
            .authority
            .lock()
            .unwrap_or_else(PoisonError::into_inner) = authority;
    }

    pub(crate) fn authority(&self) -> Option<[u8; 32]> {
        *self
            .authority
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether the store answers, said within a second.
    pub async fn ready(&self) -> Result<(), ControlError> {
        Ok(self.store.ready().await?)
    }
}

/// The fleet as the record has it.
pub(crate) async fn read_fleet(store: &dyn Store) -> Result<Fleet, ControlError> {
    let fleet = store.fleet().await?;
    Fleet::new(fleet.logs, fleet.pops, fleet.servers, fleet.exceptions)
        .map_err(|error| ControlError::Internal(format!("the stored fleet: {error}")))
}
