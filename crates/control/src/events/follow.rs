//! Somebody who follows what happens.

use std::sync::Arc;

use landfall_core::model::Actor;
use tokio::{sync::watch, task::JoinHandle};

use super::{EventBatch, EventScope, Told, feed::Look, reader};
use crate::{
    Control, ControlError,
    watch::{Seat, TooManyWatchers},
};

/// How many events are read from the store at a time for who is further behind.
const PAGE: u32 = 200;

/// What a follower hears next.
#[derive(Debug, Clone)]
pub enum Heard {
    /// These events, in order; at least one.
    Events(Vec<Arc<Told>>),
    /// The follower was too slow: what comes next is no longer at hand. From its position it can go on anew.
    Behind,
    /// The store does not answer at the moment; whoever waits on may hear something.
    Unavailable,
}

/// A follower's place among the events. Dropping it makes room for another.
pub struct EventWatch {
    control: Arc<Control>,
    scope: EventScope,
    /// Everything up to here was heard, or is not for this follower.
    position: u64,
    turns: watch::Receiver<u64>,
    closing: watch::Receiver<bool>,
    /// Whether it has been where the reader is.
    is_live: bool,
    /// Whether the store has nothing more for now.
    is_caught_up: bool,
    /// A page that is being read from the store. Whoever gives up waiting finds it again.
    page: Option<JoinHandle<Result<EventBatch, ControlError>>>,
    _seat: Seat,
}

impl Control {
    /// Follows what happens behind a position, for as long as the watch is kept.
    pub fn follow_events(
        self: &Arc<Self>,
        scope: EventScope,
        caller: Actor,
        position: u64,
    ) -> Result<EventWatch, TooManyWatchers> {
        let seat = self.watches.seat(caller)?;
        let (turns, has_to_be_read) = self.events.join();
        if has_to_be_read {
            tokio::spawn(reader::read(Arc::clone(self)));
        }
        Ok(EventWatch {
            control: Arc::clone(self),
            scope,
            position,
            turns,
            closing: self.watches.closing(),
            is_live: false,
            is_caught_up: false,
            page: None,
            _seat: seat,
        })
    }
}

impl EventWatch {
    /// Everything up to here was heard, or is not for this follower.
    pub fn position(&self) -> u64 {
        self.position
    }

    /// What comes next; waits until there is something. None when the process stops. Giving up waiting loses nothing.
    pub async fn next(&mut self) -> Option<Heard> {
        loop {
            if *self.closing.borrow() {
                return None;
            }
            self.turns.mark_unchanged();
            match self.control.events.behind(self.position) {
                Look::Next(told, position) => {
                    self.is_live = true;
                    self.position = position;
                    let own: Vec<_> = told
                        .into_iter()
                        .filter(|told| self.scope.has(told))
                        .collect();
                    if !own.is_empty() {
                        return Some(Heard::Events(own));
                    }
                    // Others want to be served too.
                    tokio::task::yield_now().await;
                }
                Look::UpToDate => {
                    self.is_live = true;
                    self.turn().await?;
                }
                Look::NotAtHand | Look::NotBegun if self.is_live => return Some(Heard::Behind),
                // Everything was read; the reader begins with what comes next, or further on.
                Look::NotBegun if std::mem::take(&mut self.is_caught_up) => self.turn().await?,
                Look::NotAtHand | Look::NotBegun => match self.read_on().await {
                    None => return None,
                    Some(Ok(told)) if told.is_empty() => {}
                    Some(Ok(told)) => return Some(Heard::Events(told)),
                    Some(Err(error)) => {
                        tracing::warn!(%error, "events that are followed cannot be read now");
                        return Some(Heard::Unavailable);
                    }
                },
            }
        }
    }

    /// Waits until the reader has done something; none when the process stops.
    async fn turn(&mut self) -> Option<()> {
        tokio::select! {
            biased;
            _ = self.closing.changed() => None,
            turned = self.turns.changed() => turned.ok(),
        }
    }

    /// Reads a page from the store; none when the process stops.
    async fn read_on(&mut self) -> Option<Result<Vec<Arc<Told>>, ControlError>> {
        let page = self.page.get_or_insert_with(|| {
            let (control, scope) = (Arc::clone(&self.control), self.scope.clone());
            let position = self.position;
            tokio::spawn(async move { control.events_after(&scope, position, PAGE).await })
        });
        let read = tokio::select! {
            biased;
            _ = self.closing.changed() => return None,
            read = page => read,
        };
        self.page = None;
        let batch = match read {
            Ok(Ok(batch)) => batch,
            Ok(Err(error)) => return Some(Err(error)),
            Err(error) => return Some(Err(ControlError::Internal(error.to_string()))),
        };
        self.position = batch.position;
        self.is_caught_up = batch.caught_up;
        let told = batch.events.into_iter();
        let told = told.map(|event| Arc::new(Told::new(event, Arc::default())));
        Some(Ok(told.collect()))
    }
}
