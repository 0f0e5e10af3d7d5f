//! Events behind a position, from the store.

use std::time::Duration;

use landfall_core::model::Event;
use landfall_store::listing::{Condition, EventField, Listing, Operator, Value};

use super::EventScope;
use crate::{Control, ControlError};

/// How many positions one query looks over. Where few events fit, a page is looked for piece by piece.
const STRETCH: u64 = 20_000;
/// How long a page is looked for; then it is given as it is.
const LOOKING: Duration = Duration::from_millis(500);

/// Events behind a position.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventBatch {
    /// They, in order.
    pub events: Vec<Event>,
    /// Everything up to this position has been looked at: the next batch is behind it.
    pub position: u64,
    /// Whether that is everything there is at the moment.
    pub caught_up: bool,
}

/// From a position nobody can go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoSuchPosition {
    /// Events behind it are no longer kept.
    Swept {
        /// The oldest position from which one can.
        oldest: u64,
    },
    /// No event has come so far: it is another record's, or was lost when this one was restored.
    Ahead {
        /// The oldest position from which one can.
        oldest: u64,
        /// The last position that an event has.
        newest: u64,
    },
}

impl Control {
    /// The position to go on from: this one if everything behind it is still kept, the present one if none is asked for. Point
    /// reads.
    pub async fn event_position(
        &self,
        after: Option<u64>,
    ) -> Result<Result<u64, NoSuchPosition>, ControlError> {
        let span = self.store.event_span().await?;
        let oldest = span.swept;
        Ok(match after {
            None => Ok(span.settled),
            Some(after) if after < oldest => Err(NoSuchPosition::Swept { oldest }),
            Some(after) if after > span.newest => Err(NoSuchPosition::Ahead {
                oldest,
                newest: span.newest,
            }),
            Some(after) => Ok(after),
        })
    }

    /// Events behind a position, oldest first, `limit` at most. Nothing will appear any more at or before the position that it
    /// goes up to. There may be none although there are more further on.
    pub async fn events_after(
        &self,
        scope: &EventScope,
        after: u64,
        limit: u32,
    ) -> Result<EventBatch, ControlError> {
        let began = self.clock.elapsed();
        let settled = self.store.event_span().await?.settled;
        let mut behind = after;
        while behind < settled {
            // Positions may lie far apart.
            let first = self.store.event_behind(behind).await?;
            let Some(first) = first.filter(|first| *first <= settled) else {
                behind = settled;
                break;
            };
            let from = first.saturating_sub(1);
            let to = settled.min(from.saturating_add(STRETCH));
            let listing = listing(scope, from, to, limit);
            let page = self.store.list_events(&listing).await?;
            behind = match (&page.next, page.items.last()) {
                (Some(_), Some(last)) => last.position,
                _ => to,
            };
            if !page.items.is_empty() {
                return Ok(EventBatch {
                    events: page.items,
                    position: behind,
                    caught_up: behind >= settled,
                });
            }
            if self.clock.elapsed().saturating_sub(began) > LOOKING {
                break;
            }
        }
        Ok(EventBatch {
            events: Vec::new(),
            position: behind,
            caught_up: behind >= settled,
        })
    }
}

/// What is asked for behind `from`, up to `to`.
fn listing(scope: &EventScope, from: u64, to: u64, limit: u32) -> Listing<EventField> {
    let bound = |operator, position| Condition {
        field: EventField::Position,
        operator,
        values: vec![Value::Integer(i64::try_from(position).unwrap_or(i64::MAX))],
    };
    let mut conditions = scope.conditions();
    conditions.push(bound(Operator::Greater, from));
    conditions.push(bound(Operator::LessOrEqual, to));
    Listing {
        view: scope.view().clone(),
        conditions,
        order: Vec::new(),
        after: None,
        limit,
    }
}
