//! Handing a deploy request to the fleet: in one transaction the request is `deployed`, with its event, its entry in the change
//! log and its release. The log's head is locked last, since everybody else who hands over to that fleet waits for it.

use std::sync::Arc;

use landfall_core::{
    id::{AccountNumber, Epoch, LogId, Revision},
    model::{DeployRequest, DeployState, LogHead, Release, View},
    rules::{
        deploying::{Next, REVIEW_WITHIN, next},
        log::{next_generation, payload},
    },
};
use landfall_store::{Transaction, write};

use super::{Advanced, advance::standing, step::Step};
use crate::{
    Control, ControlError, Provenance,
    log::{NewEntry, Packed, entry},
    record::random_uuid,
};

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
#[derive(Clone)]
struct Cargo {
    slot: AccountNumber,
    payload: Packed,
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
        let cargo = self.cargo(request).await?;
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
                if self.ownership.owned(self.clock.elapsed()).is_some() {
                    self.log_moved(&head);
                }
                Ok(Advanced::Moved(DeployState::Deployed))
            }
        }
    }

    /// Packs what servers are to run. A locked policy does not change any more, so this is done before anything is locked.
    async fn cargo(&self, request: &DeployRequest) -> Result<Cargo, ControlError> {
        let (policy, slot) = self.policy_of(request).await?;
        let view = View::whole(request.tenant.clone());
        let sites = self.store.sites(&view, request.account).await?;
        let packing = tokio::task::spawn_blocking(move || {
            let document = payload(&slot, &policy, &sites)
                .map_err(|error| ControlError::Internal(error.to_string()))?;
            let payload = Packed::new(&document)?;
            Ok(Cargo { slot, payload })
        });
        packing
            .await
            .map_err(|error| ControlError::Internal(format!("a payload was not packed: {error}")))?
    }

    async fn write_hand_over(
        &self,
        request: &DeployRequest,
        cargo: &Cargo,
    ) -> Result<Outcome, ControlError> {
        let (id, from) = (request.id, request.state);
        let (clock, cargo, keys) = (
            Arc::clone(&self.clock),
            cargo.clone(),
            Arc::clone(&self.keys),
        );
        write(self.store.as_ref(), move |transaction| {
            let (clock, cargo, keys) = (Arc::clone(&clock), cargo.clone(), Arc::clone(&keys));
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
                let by = Provenance::system();
                Step::automatic(DeployState::Deployed)
                    .write(&mut *transaction, &mut request, (&by, clock.as_ref()))
                    .await?;
                let end = transaction.lock_log(log.id).await?;
                let end =
                    end.ok_or_else(|| ControlError::Internal(format!("log {} has gone", log.id)))?;
                let newest = transaction.newest_generation(log.id, &cargo.slot).await?;
                let new = NewEntry {
                    slot: cargo.slot,
                    generation: next_generation(newest),
                    pops: None,
                    payload: Some(cargo.payload),
                    at: now,
                };
                let change = entry(&keys, &log, end, &new);
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
        floor: Revision(0),
    };
    transaction.insert_log(&log).await?;
    Ok(log)
}
