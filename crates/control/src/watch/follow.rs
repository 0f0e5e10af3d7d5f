//! Looking at a deploy request for all who watch it.

use std::{sync::Arc, time::Duration};

use tokio::time::{MissedTickBehavior, interval};

use super::{Sight, sight::Seen, watches::Following};
use crate::{Control, command::DeployPlace};

/// How often it is looked at.
const LOOK: Duration = Duration::from_millis(250);

/// Looks at a request until nobody watches it any more, or it is gone.
pub(super) async fn follow(control: Arc<Control>, place: DeployPlace, following: Following) {
    let mut looks = interval(LOOK);
    looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let (mut number, mut last) = (0_u64, None::<Arc<Sight>>);
    let mut fails = false;
    loop {
        looks.tick().await;
        if following.is_over() {
            return;
        }
        match control.landing_at(&place).await {
            Ok(None) => return,
            Ok(Some(landing)) => {
                fails = false;
                if last.as_ref().is_some_and(|last| last.landing == landing) {
                    continue;
                }
                number += 1;
                let sight = Arc::new(Sight::new(number, landing));
                following.seen.send_replace(Seen::At(Arc::clone(&sight)));
                last = Some(sight);
            }
            Err(error) => {
                if !fails {
                    tracing::warn!(%error, request = %place.id, "a deploy request that is watched cannot be looked at now");
                }
                fails = true;
                // Who has seen something waits for what comes next.
                if last.is_none() {
                    following.seen.send_replace(Seen::Unavailable);
                }
            }
        }
    }
}
