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

/// How long a connection may stay in its stage without anything moving.
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

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::task::Waker;

    use super::*;
    use crate::listen::watch::InFlight;

    struct Connection {
        watch: Arc<Watch>,
        limits: Limits,
        deadline: Deadline,
    }

    impl Connection {
        fn new() -> Self {
            let limits = Limits::default();
            Self {
                watch: Arc::default(),
                deadline: Deadline::new(&limits),
                limits,
            }
        }

        fn look(&mut self, phase: Phase) -> Poll<Expired> {
            let mut context = Context::from_waker(Waker::noop());
            self.deadline
                .poll(&self.watch, &self.limits, phase, &mut context)
        }

        /// Lets time pass, looking each second as a connection does that is woken by every byte.
        async fn after(&mut self, seconds: u64) -> Poll<Expired> {
            for _ in 0..seconds {
                tokio::time::advance(Duration::from_secs(1)).await;
                let found = self.look(Phase::Open);
                if found.is_ready() {
                    return found;
                }
            }
            Poll::Pending
        }

        fn request(&self) -> InFlight {
            self.watch.read();
            InFlight::begin(&self.watch)
        }
    }

    #[tokio::test(start_paused = true)]
    async fn vipmp_trap_37_the_usual_limits_keep_an_idle_connection_for_179_seconds() {
        let mut connection = Connection::new();
        for _ in 0..2 {
            drop(connection.request());
            assert_eq!(connection.look(Phase::Open), Poll::Pending);
            assert_eq!(connection.after(179).await, Poll::Pending);
        }
        assert_eq!(connection.after(1).await, Poll::Ready(Expired::Idle));
    }

    #[tokio::test(start_paused = true)]
    async fn a_head_has_ten_seconds_from_its_first_byte_and_more_bytes_do_not_help() {
        let mut connection = Connection::new();
        assert_eq!(connection.after(9).await, Poll::Pending);
        for _ in 0..10 {
            connection.watch.read();
            assert_eq!(connection.look(Phase::Open), Poll::Pending);
            tokio::time::advance(Duration::from_millis(999)).await;
        }
        assert_eq!(
            connection.after(1).await,
            Poll::Ready(Expired::Stuck(Stage::Head))
        );
    }

    #[tokio::test(start_paused = true)]
    async fn a_connection_that_says_nothing_is_cut() {
        let mut connection = Connection::new();
        assert_eq!(connection.after(9).await, Poll::Pending);
        assert_eq!(
            connection.after(1).await,
            Poll::Ready(Expired::Stuck(Stage::New))
        );
    }

    #[tokio::test(start_paused = true)]
    async fn a_request_lasts_as_long_as_something_moves() {
        let mut connection = Connection::new();
        let request = connection.request();
        for _ in 0..10 {
            request.moved();
            assert_eq!(connection.look(Phase::Open), Poll::Pending);
            assert_eq!(connection.after(179).await, Poll::Pending);
        }
        assert_eq!(
            connection.after(1).await,
            Poll::Ready(Expired::Stuck(Stage::Busy))
        );
    }

    #[tokio::test(start_paused = true)]
    async fn an_answer_that_nobody_takes_is_cut_and_any_progress_counts() {
        let mut connection = Connection::new();
        let _request = connection.request();
        for _ in 0..3 {
            connection.watch.cannot_write();
            assert_eq!(connection.look(Phase::Open), Poll::Pending);
            assert_eq!(connection.after(29).await, Poll::Pending);
            connection.watch.wrote();
        }
        connection.watch.cannot_write();
        assert_eq!(connection.look(Phase::Open), Poll::Pending);
        assert_eq!(
            connection.after(30).await,
            Poll::Ready(Expired::Stuck(Stage::Busy))
        );
    }

    #[tokio::test(start_paused = true)]
    async fn idle_connections_go_early_when_all_places_are_taken() {
        let mut connection = Connection::new();
        drop(connection.request());
        assert_eq!(connection.look(Phase::Full), Poll::Pending);
        tokio::time::advance(Duration::from_secs(5)).await;
        assert_eq!(connection.look(Phase::Full), Poll::Ready(Expired::Idle));
    }

    #[tokio::test(start_paused = true)]
    async fn a_connection_that_winds_up_does_not_wait_for_its_caller_for_ever() {
        let mut connection = Connection::new();
        let request = connection.request();
        connection.deadline.wind_up();
        assert_eq!(connection.after(20).await, Poll::Pending);
        drop(request);
        assert_eq!(connection.look(Phase::Draining), Poll::Pending);
        assert_eq!(connection.after(4).await, Poll::Pending);
        assert_eq!(
            connection.after(1).await,
            Poll::Ready(Expired::Stuck(Stage::Idle))
        );
    }
}
