//! Deploy requests that nobody carries on: their process has died, the clock has run on, or the fleet was thawed.

use std::time::Duration;

use futures_util::{StreamExt, stream};
use landfall_core::{id::DeployRequestId, model::DeployState, rules::deploying::REVIEW_WITHIN};
use landfall_store::Unfinished;

use super::looking::{Looks, Trouble};
use crate::{Control, ControlError, command::DeployPlace};

/// How often they are looked for, unless something wakes the worker before.
const LOOK: Duration = Duration::from_secs(1);
/// Seconds for which a request is left to whoever moved it last.
const LEFT_ALONE: i64 = 2;
/// How many are read at a time.
const BATCH: u32 = 200;
/// How many are carried on at a time.
const TOGETHER: usize = 8;

impl Control {
    /// Carries on what nobody else does, again and again. Never ends by itself.
    pub(super) async fn carry_deploys(&self) {
        let mut looks = Looks::new(LOOK, &self.deploys);
        let mut trouble = Trouble::none("open deploy requests cannot be looked for");
        loop {
            looks.due().await;
            trouble.with(self.look_after_deploys().await);
        }
    }

    /// Carries on, once, every request that nobody has moved for a moment and about which something is due.
    pub async fn look_after_deploys(&self) -> Result<(), ControlError> {
        let now = self.clock.now();
        let mut wanted = Unfinished {
            after: DeployRequestId(0),
            moved_before: now.plus(-LEFT_ALONE),
            now,
            review_within: REVIEW_WITHIN,
            limit: BATCH,
        };
        loop {
            let found = self.store.unfinished_deploy_requests(&wanted).await?;
            let Some(last) = found.last() else {
                return Ok(());
            };
            wanted.after = last.id;
            let freezes = self.store.freezes().await?;
            let places = found.iter().filter(|request| {
                // It has been found frozen before, and still is.
                request.state != DeployState::DeploymentDelayed
                    || !freezes.iter().any(|freeze| freeze.holds_up(request))
            });
            let places: Vec<DeployPlace> = places.map(DeployPlace::from).collect();
            stream::iter(&places)
                .for_each_concurrent(TOGETHER, |place| self.carry_on(place))
                .await;
        }
    }
}
