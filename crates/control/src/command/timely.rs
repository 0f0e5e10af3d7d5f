//! States that a deploy request comes into because time has passed.

use std::sync::Arc;

use landfall_core::{
    model::{DeployRequest, DeployState},
    rules::deploying::{Next, REVIEW_WITHIN, next},
};
use landfall_store::write;

use super::{Advanced, advance::standing, reviews::review_within, step::Step};
use crate::{Control, ControlError, Provenance};

impl Control {
    /// Brings a request into the state that is due by now. `blocked` says why nothing can be handed over, if that is so.
    pub(super) async fn let_time_tell(
        &self,
        request: &DeployRequest,
        blocked: Option<&'static str>,
    ) -> Result<Advanced, ControlError> {
        let (id, from) = (request.id, request.state);
        let (account, environment) = (request.account, request.environment);
        let fleet = (request.tenant.clone(), request.platform);
        let clock = Arc::clone(&self.clock);
        write(self.store.as_ref(), move |transaction| {
            let (clock, fleet) = (Arc::clone(&clock), fleet.clone());
            Box::pin(async move {
                let found = transaction.find_deploy_request(id).await?;
                let Some(mut request) = found.filter(|request| request.state == from) else {
                    return Ok(Advanced::Overtaken);
                };
                let mut within = REVIEW_WITHIN;
                let mut why = blocked.map(str::to_owned);
                match from {
                    DeployState::PendingReview => {
                        let place = (account, environment);
                        let review = review_within(transaction, &fleet.0, place).await?;
                        within = review.unwrap_or(within);
                    }
                    DeployState::Approved if why.is_none() => {
                        let (tenant, platform) = &fleet;
                        let freeze = transaction.find_freeze(tenant, *platform, environment);
                        why = freeze
                            .await?
                            .map(|freeze| format!("The fleet is frozen: {}", freeze.reason));
                    }
                    _ => {}
                }
                let is_blocked = why.is_some();
                match next(standing(&request), clock.now(), within, is_blocked) {
                    Next::Become(state) => {
                        let why = why.unwrap_or_else(|| reason(state).to_owned());
                        Step::automatic(state)
                            .because(why)
                            .write(
                                transaction,
                                &mut request,
                                (&Provenance::system(), clock.as_ref()),
                            )
                            .await?;
                        Ok(Advanced::Moved(state))
                    }
                    _ => Ok(Advanced::Waits(from)),
                }
            })
        })
        .await
    }
}

fn reason(state: DeployState) -> &'static str {
    match state {
        DeployState::VerificationDelayed => {
            "There was no verdict in time; verification is repeated."
        }
        DeployState::Escalated => "Nobody has decided in time.",
        _ => "The hand-over is held up.",
    }
}
