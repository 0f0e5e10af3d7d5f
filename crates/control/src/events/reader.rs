//! Taking new events out of the store, once for all who follow them.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
    time::Duration,
};

use landfall_core::{id::OrganizationId, model::Event};
use tokio::time::{Instant, sleep, sleep_until};

use super::Told;
use crate::{Control, ControlError};

/// How many events are read at a time.
const BATCH: u32 = 500;
/// The least time between two reads; what happens meanwhile is read together.
const APART: Duration = Duration::from_millis(5);
/// How long it takes at most until it is seen that nobody follows any more; also when commits were missed.
const LOOK: Duration = Duration::from_secs(1);
/// How long the commits of other processes are not seen, at rest and while there is something going on.
const LOOK_AT_OTHERS: (Duration, Duration) =
    (Duration::from_millis(200), Duration::from_millis(25));
/// For how long after a commit something is going on.
const GOING_ON: Duration = Duration::from_secs(1);

/// That the feed is read. When this is dropped nobody does.
struct Reading {
    control: Arc<Control>,
    /// Whether the feed knows already; another reader may have begun then.
    is_over: bool,
}

impl Drop for Reading {
    fn drop(&mut self) {
        if !self.is_over {
            self.control.events.abandon();
        }
    }
}

/// Reads until nobody follows any more.
pub(super) async fn read(control: Arc<Control>) {
    let mut reading = Reading {
        control: Arc::clone(&control),
        is_over: false,
    };
    let mut commits = control.store.commits();
    let mut through: Option<u64> = None;
    let (mut fails, mut going_on_until) = (false, Instant::now() + GOING_ON);
    loop {
        if control.events.is_over() {
            reading.is_over = true;
            return;
        }
        commits.mark_unchanged();
        let began = Instant::now();
        match step(&control, through).await {
            Ok(step) => {
                fails = false;
                through = Some(step.through);
                if step.read > 0 {
                    going_on_until = began + GOING_ON;
                }
                if step.read == BATCH as usize {
                    continue;
                }
            }
            Err(error) => {
                if !fails {
                    tracing::warn!(%error, "events that are followed cannot be read now");
                }
                fails = true;
                sleep(LOOK).await;
            }
        }
        let look = match (control.is_shared(), began < going_on_until) {
            (false, _) => LOOK,
            (true, false) => LOOK_AT_OTHERS.0,
            (true, true) => LOOK_AT_OTHERS.1,
        };
        tokio::select! {
            // It fails when the store ends, and this with it.
            changed = commits.changed() => match changed {
                Ok(()) => going_on_until = Instant::now() + GOING_ON,
                Err(_) => return,
            },
            () = sleep(look) => {}
        }
        sleep_until(began + APART).await;
    }
}

/// What one read has brought.
struct Step {
    through: u64,
    read: usize,
}

/// Reads what has come behind `through`; begins where the events stand if there is none.
async fn step(control: &Control, through: Option<u64>) -> Result<Step, ControlError> {
    let Some(through) = through else {
        let settled = control.store.event_span().await?.settled;
        control.events.begin(settled);
        return Ok(Step {
            through: settled,
            read: 0,
        });
    };
    let events = control.store.events(through, BATCH).await?;
    let Some(last) = events.last() else {
        return Ok(Step { through, read: 0 });
    };
    let step = Step {
        through: last.position,
        read: events.len(),
    };
    let above = above(control, &events).await?;
    let told = events.into_iter().map(|event| {
        let above = event.organization.and_then(|id| above.get(&id).cloned());
        Arc::new(Told::new(event, above.unwrap_or_default()))
    });
    control.events.add(told.collect());
    Ok(step)
}

/// The organizations at or above those of the events: one query for all of them.
async fn above(
    control: &Control,
    events: &[Event],
) -> Result<HashMap<OrganizationId, Arc<[OrganizationId]>>, ControlError> {
    let of: HashSet<OrganizationId> = events
        .iter()
        .filter_map(|event| event.organization)
        .collect();
    let of: Vec<OrganizationId> = of.into_iter().collect();
    let lineages = control.store.lineages(&of).await?;
    let shared = lineages.into_iter().map(|(id, above)| (id, above.into()));
    Ok(shared.collect())
}
