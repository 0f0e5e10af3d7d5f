//! Handing a deploy request to the fleet: in one transaction the request is `deployed`, with its event, its entry in the change
//! log and its release. The log's head is locked last, since everybody else who hands over to that fleet waits for it.

use std::sync::Arc;

use landfall_core::{
    id::{AccountNumber, Cursor, Epoch, Generation, LogId, Revision, counter},
    model::{Change, DeployRequest, DeployState, LogHead, Release},
    rules::deploying::{Next, REVIEW_WITHIN, next},
};
use landfall_store::{Transaction, write};

use super::{Advanced, advance::standing, step::Step};
use crate::{Clock, Control, ControlError, Provenance, record::random_uuid};

/// How often a hand-over that met another one, which made the log, is done again.
const TRIES: u32 = 3;
/// What people are told when a hand-over fails; the log says more.
const FAILS: &str = "The change log could not be written; this is tried again.";

/// What came of a hand-over.
enum Outcome {
    /// It is done, and the log ends there.
    HandedOver(LogHead),
    /// Something else is due.
    Other(Advanced),
}

/// What is handed over, as far as it is known before the log says where.
struct Cargo {
    slot: AccountNumber,
    payload: Vec<u8>,
}

impl Control {
    /// Hands a request over. When that fails for long, the request is `deployment_delayed`.
    pub(super) async fn hand_over(
        &self,
        request: &DeployRequest,
    ) -> Result<Advanced, ControlError> {
        let error = match self.try_hand_over(request).await {
            Ok(advanced) => return Ok(advanced),
            Err(error) => error,
        };
        tracing::error!(%error, request = %request.id, "a deploy request could not be handed over; this is tried again");
        self.let_time_tell(request, Some(FAILS)).await
    }

    async fn try_hand_over(&self, request: &DeployRequest) -> Result<Advanced, ControlError> {
        let cargo = Arc::new(self.cargo(request).await?);
        let mut tried = 1;
        let outcome = loop {
            match self.write_hand_over(request, &cargo).await {
                Err(ControlError::Conflict(_)) if tried < TRIES => tried += 1,
                outcome => break outcome?,
            }
        };
        match outcome {
            Outcome::Other(advanced) => Ok(advanced),
            Outcome::HandedOver(head) => {
                // Where another process owns the fleet, it looks by itself.
                if let Some(owned) = self.ownership.owned(self.clock.elapsed()) {
                    owned.fleet.head_moved(&head);
                }
                Ok(Advanced::Moved(DeployState::Deployed))
            }
        }
    }

    /// Encodes what servers are to run. A locked policy does not change any more, so this may be done before.
    async fn cargo(&self, request: &DeployRequest) -> Result<Cargo, ControlError> {
        let (policy, slot) = self.policy_of(request).await?;
        let payload = serde_json::to_vec(&policy.rules)
            .map_err(|error| ControlError::Internal(error.to_string()))?;
        Ok(Cargo { slot, payload })
    }

    async fn write_hand_over(
        &self,
        request: &DeployRequest,
        cargo: &Arc<Cargo>,
    ) -> Result<Outcome, ControlError> {
        let (id, from) = (request.id, request.state);
        let (clock, cargo) = (Arc::clone(&self.clock), Arc::clone(cargo));
        write(self.store.as_ref(), move |transaction| {
            let (clock, cargo) = (Arc::clone(&clock), Arc::clone(&cargo));
            Box::pin(async move {
                let found = transaction.find_deploy_request(id).await?;
                let Some(mut request) = found.filter(|request| request.state == from) else {
                    return Ok(Outcome::Other(Advanced::Overtaken));
                };
                let freeze = transaction
                    .find_freeze(&request.tenant, request.platform, request.environment)
                    .await?;
                let now = clock.now();
                let due = next(standing(&request), now, REVIEW_WITHIN, freeze.is_some());
                if due != Next::HandOver {
                    // It was frozen a moment ago; the next look sees that.
                    return Ok(Outcome::Other(Advanced::Waits(from)));
                }
                let log = log_of(&mut *transaction, &request).await?;
                let generation = transaction.next_number(counter::GENERATION).await?;
                let by = Provenance::system();
                Step::automatic(DeployState::Deployed)
                    .write(&mut *transaction, &mut request, (&by, clock.as_ref()))
                    .await?;
                let end = transaction.lock_log(log.id).await?;
                let end =
                    end.ok_or_else(|| ControlError::Internal(format!("log {} has gone", log.id)))?;
                let change = entry(&log, end, Generation(generation), &cargo, clock.as_ref());
                transaction.append_change(&change).await?;
                transaction
                    .insert_release(&Release {
                        request: id,
                        generation: change.generation,
                        log: change.log,
                        slot: change.slot.clone(),
                        revision: change.revision,
                        pops: change.pops.clone(),
                        rolled_back_at: None,
                    })
                    .await?;
                Ok(Outcome::HandedOver(LogHead {
                    epoch: change.epoch,
                    head: change.revision,
                    ..log
                }))
            })
        })
        .await
    }
}

/// The log of the request's fleet, made when nothing was ever handed over to that.
async fn log_of(
    transaction: &mut dyn Transaction,
    request: &DeployRequest,
) -> Result<LogHead, ControlError> {
    let (tenant, platform, environment) = (&request.tenant, request.platform, request.environment);
    if let Some(log) = transaction.find_log(tenant, platform, environment).await? {
        return Ok(log);
    }
    let log = LogHead {
        id: LogId(random_uuid()),
        tenant: tenant.clone(),
        platform,
        environment,
        epoch: Epoch(1),
        head: Revision(0),
    };
    transaction.insert_log(&log).await?;
    Ok(log)
}

/// The entry behind the end of the log.
fn entry(
    log: &LogHead,
    end: Cursor,
    generation: Generation,
    cargo: &Cargo,
    clock: &dyn Clock,
) -> Change {
    Change {
        log: log.id,
        epoch: end.epoch,
        revision: end.revision.next(),
        slot: cargo.slot.clone(),
        generation,
        pops: None,
        digest: Some(crate::secret::hash(&cargo.payload)),
        payload: cargo.payload.clone(),
        created_at: clock.now(),
    }
}
