//! Counting: here if the fleet is counted here, else by asking whoever counts it. A number that was not counted by the owner
//! is never given: who cannot get one in time is told so. How far single servers have got the record knows too, a moment
//! late.

use landfall_core::{id::ServerId, model::ServerProgress};
use landfall_feed::{Landing, LogKey, Propagation};
use landfall_store::FLEET_LEASE;
use tokio::time::{Instant, timeout, timeout_at};

use super::{
    FleetTypes, LinkError, Owned, OwnerLink, Question, Role,
    state::Heard,
    term::{ASKING, NEXT_TRY, ONE_TRY},
};
use crate::{
    Control, ControlError,
    query::{PopNow, PopsAsked},
};

/// What only the owner of the fleet can answer.
trait Asked: Sync {
    /// What is answered.
    type Answer: Send;

    /// The answer of the fleet that is counted here.
    fn answer(&self, control: &Control, owned: &Owned) -> Self::Answer;

    /// The answer of another process; none if that says that it is not the owner.
    fn ask(
        &self,
        link: &dyn OwnerLink,
        owner: &Heard,
    ) -> impl Future<Output = Result<Option<Self::Answer>, LinkError>> + Send;
}

/// How far a generation has landed.
struct Count<'q>(&'q Question);

impl Asked for Count<'_> {
    type Answer = Propagation;

    fn answer(&self, _: &Control, owned: &Owned) -> Propagation {
        let Question {
            tenant,
            platform,
            environment,
            releases,
            ..
        } = self.0;
        (owned.fleet).propagation(tenant, *platform, *environment, releases)
    }

    async fn ask(
        &self,
        link: &dyn OwnerLink,
        owner: &Heard,
    ) -> Result<Option<Propagation>, LinkError> {
        link.count(&owner.address, owner.fencing, self.0).await
    }
}

/// The same, told in full.
struct Tell<'q>(&'q Question);

impl Asked for Tell<'_> {
    type Answer = Landing;

    fn answer(&self, control: &Control, owned: &Owned) -> Landing {
        let Question {
            tenant,
            platform,
            environment,
            releases,
            handed_over_at,
        } = self.0;
        let asked = landfall_feed::Asked {
            now: control.clock.now(),
            handed_over_at: *handed_over_at,
            newly_read: owned.is_newly_read(control.clock.elapsed()),
        };
        let mut landing = (owned.fleet).landing(tenant, *platform, *environment, releases, asked);
        if let (Some(open), Some(release)) = (control.feed(), releases.first()) {
            for failure in &mut landing.failures {
                failure.reason = open.feed.reason(failure.server, &release.slot);
            }
            for waiting in &mut landing.waiting {
                let trouble = open.feed.connected(waiting.server);
                let trouble = trouble.map(|connected| connected.trouble);
                waiting.reason = trouble.filter(|trouble| !trouble.is_empty());
            }
        }
        landing
    }

    async fn ask(&self, link: &dyn OwnerLink, owner: &Heard) -> Result<Option<Landing>, LinkError> {
        link.landing(&owner.address, owner.fencing, self.0).await
    }
}

/// How the servers of each POP are doing.
struct Pops<'q>(&'q PopsAsked);

impl Asked for Pops<'_> {
    type Answer = Vec<PopNow>;

    fn answer(&self, control: &Control, owned: &Owned) -> Vec<PopNow> {
        self.0.of(&owned.fleet, control.clock.now())
    }

    async fn ask(
        &self,
        link: &dyn OwnerLink,
        owner: &Heard,
    ) -> Result<Option<Vec<PopNow>>, LinkError> {
        link.pops(&owner.address, owner.fencing, self.0).await
    }
}

impl Control {
    /// How far a generation has landed.
    pub(crate) async fn count(&self, question: &Question) -> Result<Propagation, ControlError> {
        self.answered(&Count(question)).await
    }

    /// How far a generation has got, told in full.
    pub(crate) async fn landing(&self, question: &Question) -> Result<Landing, ControlError> {
        self.answered(&Tell(question)).await
    }

    /// All POPs of a tenant with their servers, counted: here, or by the process that owns the fleet. A walk over the servers in
    /// memory.
    pub async fn pop_health(&self, asked: &PopsAsked) -> Result<Vec<PopNow>, ControlError> {
        self.answered(&Pops(asked)).await
    }

    /// How far these servers have got, as whoever counts the fleet has it; none if nobody can be asked, when the record is
    /// the best that there is. Servers that the fleet does not have are left out.
    pub(crate) async fn progress(&self, servers: &[ServerId]) -> Option<Vec<ServerProgress>> {
        if servers.is_empty() {
            return Some(Vec::new());
        }
        if let Some(progress) = self.progress_here(servers) {
            return Some(progress);
        }
        let owner = self.ownership.owner(self.clock.elapsed())?;
        let asked = timeout(ONE_TRY, self.ask_progress(&owner, servers)).await;
        let why = match asked {
            Ok(Ok(progress)) => return Some(progress),
            Ok(Err(error)) => error,
            Err(_) => format!("{} does not answer", owner.address),
        };
        tracing::warn!(
            why,
            "the fleet's owner cannot be asked about servers; the record's state of them is shown"
        );
        None
    }

    /// Tells another process that takes this one for the owner of that fencing number how far these servers have got; none
    /// if it is not.
    pub fn progress_for_another(
        &self,
        fencing: u64,
        servers: &[ServerId],
    ) -> Option<Vec<ServerProgress>> {
        let owner = Role::Owner {
            fencing: Some(fencing),
        };
        (self.role() == owner)
            .then(|| self.progress_here(servers))
            .flatten()
            .filter(|_| self.role() == owner)
    }

    /// How far these servers have got if the fleet is counted here, also when they have been looked up.
    fn progress_here(&self, servers: &[ServerId]) -> Option<Vec<ServerProgress>> {
        let owned = self.ownership.owned(self.clock.elapsed())?;
        let progress = servers
            .iter()
            .filter_map(|server| owned.fleet.progress(*server));
        let progress = progress.collect();
        let still = self.ownership.still(&owned, self.clock.elapsed());
        still.then_some(progress)
    }

    /// What the servers of these fleets have said that they can do, as whoever counts the fleet has heard it; nothing if nobody can
    /// be asked.
    pub(crate) async fn types_of(&self, fleets: &[LogKey]) -> Vec<FleetTypes> {
        if self.ownership.owned(self.clock.elapsed()).is_some() {
            return self.types_here(fleets);
        }
        let Some(owner) = self.ownership.owner(self.clock.elapsed()) else {
            return Vec::new();
        };
        let why = match timeout(ONE_TRY, self.ask_types(&owner, fleets)).await {
            Ok(Ok(types)) => return types,
            Ok(Err(error)) => error,
            Err(_) => format!("{} does not answer", owner.address),
        };
        tracing::warn!(
            why,
            "the fleet's owner cannot be asked what servers can do; what a first adapter must be able to is taken for it"
        );
        Vec::new()
    }

    async fn ask_types(&self, owner: &Heard, fleets: &[LogKey]) -> Result<Vec<FleetTypes>, String> {
        let link = self.link_to(owner)?;
        let answer = link.types(&owner.address, owner.fencing, fleets).await;
        self.checked(owner, answer).await
    }

    async fn ask_progress(
        &self,
        owner: &Heard,
        servers: &[ServerId],
    ) -> Result<Vec<ServerProgress>, String> {
        let link = self.link_to(owner)?;
        let answer = link.progress(&owner.address, owner.fencing, servers).await;
        self.checked(owner, answer).await
    }

    /// Counts for another process that takes this one for the owner of that fencing number; none if it is not.
    pub fn count_for_another(&self, fencing: u64, question: &Question) -> Option<Propagation> {
        self.for_another(fencing, &Count(question))
    }

    /// Tells another process that takes this one for the owner of that fencing number how far a generation has got; none if it
    /// is not.
    pub fn landing_for_another(&self, fencing: u64, question: &Question) -> Option<Landing> {
        self.for_another(fencing, &Tell(question))
    }

    /// Tells another process that takes this one for the owner of that fencing number how the servers of each POP are doing; none
    /// if it is not.
    pub fn pops_for_another(&self, fencing: u64, asked: &PopsAsked) -> Option<Vec<PopNow>> {
        self.for_another(fencing, &Pops(asked))
    }

    fn for_another<A: Asked>(&self, fencing: u64, asked: &A) -> Option<A::Answer> {
        let owner = Role::Owner {
            fencing: Some(fencing),
        };
        // Asked before and behind: a number cannot come back, so it was this one all the time.
        (self.role() == owner)
            .then(|| self.answer_here(asked))
            .flatten()
            .filter(|_| self.role() == owner)
    }

    /// The answer if the fleet is counted here, also when it has been counted.
    fn answer_here<A: Asked>(&self, asked: &A) -> Option<A::Answer> {
        let owned = self.ownership.owned(self.clock.elapsed())?;
        let answer = asked.answer(self, &owned);
        // This thread may have been stopped in between, and the lease have ended.
        let still = self.ownership.still(&owned, self.clock.elapsed());
        still.then_some(answer)
    }

    async fn answered<A: Asked>(&self, asked: &A) -> Result<A::Answer, ControlError> {
        match self.answer_here(asked) {
            Some(answer) => Ok(answer),
            None => self.ask_owner(asked).await,
        }
    }

    async fn ask_owner<A: Asked>(&self, asked: &A) -> Result<A::Answer, ControlError> {
        let deadline = Instant::now() + ASKING;
        let mut changes = self.ownership.changes();
        let mut why = "nobody is known to count the fleet".to_owned();
        loop {
            if let Some(answer) = self.answer_here(asked) {
                return Ok(answer);
            }
            if let Some(owner) = self.ownership.owner(self.clock.elapsed()) {
                let one_try = deadline.min(Instant::now() + ONE_TRY);
                match timeout_at(one_try, self.ask_once(&owner, asked)).await {
                    Ok(Ok(answer)) => return Ok(answer),
                    Ok(Err(error)) => why = error,
                    Err(_) => why = format!("{} does not answer", owner.address),
                }
            }
            let pause = deadline.min(Instant::now() + NEXT_TRY);
            // News or none, then the next try.
            let _ = timeout_at(pause, changes.changed()).await;
            if Instant::now() >= deadline {
                return Err(ControlError::Unavailable(format!(
                    "the fleet's owner cannot be asked: {why}"
                )));
            }
        }
    }

    async fn ask_once<A: Asked>(&self, owner: &Heard, asked: &A) -> Result<A::Answer, String> {
        let link = self.link_to(owner)?;
        let answer = asked.ask(link, owner).await;
        self.checked(owner, answer).await
    }

    /// The way to an owner.
    pub(super) fn link_to(&self, owner: &Heard) -> Result<&dyn OwnerLink, String> {
        let link = self.ownership.link.as_deref();
        let link = link.ok_or("this process has no way to ask it")?;
        if owner.address.is_empty() {
            return Err(
                "it has not said where it can be asked; set its cluster.advertise".to_owned(),
            );
        }
        Ok(link)
    }

    /// An answer, if who gave it is still the owner.
    async fn checked<T>(
        &self,
        owner: &Heard,
        answer: Result<Option<T>, LinkError>,
    ) -> Result<T, String> {
        let answer = match answer {
            Ok(Some(answer)) => answer,
            Ok(None) => return Err(format!("{} is no longer it", owner.address)),
            Err(error) => return Err(format!("{}: {error}", owner.address)),
        };
        if self.is_owner(owner.fencing).await {
            Ok(answer)
        } else {
            Err(format!("{} was it until a moment ago", owner.address))
        }
    }

    /// Whether the lease of that number lasts.
    async fn is_owner(&self, fencing: u64) -> bool {
        let known = self.ownership.owner(self.clock.elapsed());
        if known.is_some_and(|owner| owner.fencing == fencing) {
            return true;
        }
        let lease = self.store.lease(FLEET_LEASE).await;
        matches!(lease, Ok(Some(lease)) if lease.is_held() && lease.fencing == fencing)
    }
}
