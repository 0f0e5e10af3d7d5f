//! Counting: here if the fleet is counted here, else by asking whoever counts it. A number that was not counted by the owner
//! is never given: who cannot get one in time is told so. How far single servers have got the record knows too, a moment
//! late.

use landfall_core::{id::ServerId, model::ServerProgress};
use landfall_feed::{LogKey, Propagation};
use landfall_store::FLEET_LEASE;
use tokio::time::{Instant, timeout, timeout_at};

use super::{
    FleetTypes, LinkError, OwnerLink, Question, Role,
    state::Heard,
    term::{ASKING, NEXT_TRY, ONE_TRY},
};
use crate::{Control, ControlError};

impl Control {
    /// How far a generation has landed.
    pub(crate) async fn count(&self, question: &Question) -> Result<Propagation, ControlError> {
        match self.count_here(question) {
            Some(propagation) => Ok(propagation),
            None => self.ask_owner(question).await,
        }
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
        let owner = Role::Owner {
            fencing: Some(fencing),
        };
        // Asked before and behind: a number cannot come back, so it was this one all the time.
        (self.role() == owner)
            .then(|| self.count_here(question))
            .flatten()
            .filter(|_| self.role() == owner)
    }

    /// Counts if the fleet is counted here, also when it has been counted.
    fn count_here(&self, question: &Question) -> Option<Propagation> {
        let owned = self.ownership.owned(self.clock.elapsed())?;
        let propagation = owned.fleet.propagation(
            &question.tenant,
            question.platform,
            question.environment,
            &question.releases,
        );
        // This thread may have been stopped in between, and the lease have ended.
        let still = self.ownership.still(&owned, self.clock.elapsed());
        still.then_some(propagation)
    }

    async fn ask_owner(&self, question: &Question) -> Result<Propagation, ControlError> {
        let deadline = Instant::now() + ASKING;
        let mut changes = self.ownership.changes();
        let mut why = "nobody is known to count the fleet".to_owned();
        loop {
            if let Some(propagation) = self.count_here(question) {
                return Ok(propagation);
            }
            if let Some(owner) = self.ownership.owner(self.clock.elapsed()) {
                let one_try = deadline.min(Instant::now() + ONE_TRY);
                match timeout_at(one_try, self.ask_once(&owner, question)).await {
                    Ok(Ok(propagation)) => return Ok(propagation),
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

    async fn ask_once(&self, owner: &Heard, question: &Question) -> Result<Propagation, String> {
        let link = self.link_to(owner)?;
        let answer = link.count(&owner.address, owner.fencing, question).await;
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
