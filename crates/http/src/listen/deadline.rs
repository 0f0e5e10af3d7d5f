//! The one deadline that a connection has at a time.
//!
//! It follows from the stage the connection is in and since when. The timer behind it is moved only when a deadline comes closer than
//! the timer stands; a deadline that moves away is found out when the timer rings too early. So a busy connection does not touch the
//! timer at all.

use std::future::Future as _;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::time::{Instant, Sleep, sleep_until};

use super::Limits;
use super::phase::Phase;
use super::watch::{Stage, Watch};

/// Why a deadline has passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Expired {
    /// Nothing is lost by closing in good order.
    Idle,
    /// The caller does not keep up; the connection is cut.
    Stuck(Stage),
}

/// When a connection's patience ends.
pub(super) struct Deadline {
    stage: Stage,
    moves: u32,
    since: Instant,
    /// Since when the connection is to end as soon as it is idle.
    winding_up: Option<Instant>,
    /// Since when the stream takes nothing, and its count of writes then.
    blocked: Option<(u32, Instant)>,
    timer: Pin<Box<Sleep>>,
}

impl Deadline {
    pub(super) fn new(limits: &Limits) -> Self {
        let now = Instant::now();
        Self {
            stage: Stage::New,
            moves: 0,
            since: now,
            winding_up: None,
            blocked: None,
            timer: Box::pin(sleep_until(now + limits.first_byte)),
        }
    }

    /// From now on the connection is to end; it gets [`Limits::linger`] for that once it is idle.
    pub(super) fn wind_up(&mut self) {
        self.winding_up = Some(Instant::now());
    }

    /// Looks at the connection after it has run; ready when its patience is at an end. Otherwise the task is woken in time to look again.
    pub(super) fn poll(
        &mut self,
        watch: &Watch,
        limits: &Limits,
        phase: Phase,
        context: &mut Context<'_>,
    ) -> Poll<Expired> {
        let now = Instant::now();
        let (stage, moves) = (watch.stage(), watch.moves());
        if (stage, moves) != (self.stage, self.moves) {
            (self.stage, self.moves, self.since) = (stage, moves, now);
        }
        self.blocked = watch.write_blocked().map(|writes| match self.blocked {
            Some((before, since)) if before == writes => (writes, since),
            _ => (writes, now),
        });
        let patience = match self.winding_up {
            // It is only waiting for the other side to take notice.
            Some(begun) if stage == Stage::Idle => self.since.max(begun) + limits.linger,
            _ => self.since + patience(stage, limits, phase),
        };
        let stall = self.blocked.map(|(_, since)| since + limits.write_stall);
        if stall.is_some_and(|stall| stall <= now) {
            return Poll::Ready(Expired::Stuck(stage));
        }
        if patience <= now {
            return Poll::Ready(match stage {
                Stage::Idle if self.winding_up.is_none() => Expired::Idle,
                _ => Expired::Stuck(stage),
            });
        }
        let next = stall.map_or(patience, |stall| stall.min(patience));
        if self.timer.deadline() > next {
            self.timer.as_mut().reset(next);
        }
        while self.timer.as_mut().poll(context).is_ready() {
            self.timer.as_mut().reset(next);
        }
        Poll::Pending
    }
}

fn patience(stage: Stage, limits: &Limits, phase: Phase) -> Duration {
    match stage {
        Stage::New => limits.first_byte,
        Stage::Head => limits.head,
        Stage::Closing => limits.linger,
        Stage::Idle if phase == Phase::Full => limits.idle_when_full.min(limits.idle),
        // A request in which nothing moves for as long as this has been forgotten by its caller; handlers have shorter deadlines.
        Stage::Idle | Stage::Busy => limits.idle,
    }
}
