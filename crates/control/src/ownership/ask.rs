//! Counting: here if the fleet is counted here, else by asking whoever counts it. A number that was not counted by the owner
//! is never given: who cannot get one in time is told so.

use landfall_feed::Propagation;
use landfall_store::FLEET_LEASE;
use tokio::time::{Instant, timeout_at};

use super::{
    Question, Role,
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
        let link = self.ownership.link.as_ref();
        let link = link.ok_or("this process has no way to ask it")?;
        if owner.address.is_empty() {
            return Err(
                "it has not said where it can be asked; set its cluster.advertise".to_owned(),
            );
        }
        let answer = link.count(&owner.address, owner.fencing, question).await;
        let propagation = match answer {
            Ok(Some(propagation)) => propagation,
            Ok(None) => return Err(format!("{} is no longer it", owner.address)),
            Err(error) => return Err(format!("{}: {error}", owner.address)),
        };
        if self.is_owner(owner.fencing).await {
            Ok(propagation)
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
