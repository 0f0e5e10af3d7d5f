//! What runs beside the calls: it takes no input, is woken by a timer or a signal, and only brings the record up to date, so a
//! run that was missed or done twice changes nothing.

mod deploys;
mod events;
mod lease;
mod logs;
mod looking;
mod news;
mod orders;
mod pending;
mod progress;
mod sweep;

use std::{future::Future, sync::Arc, time::Duration};

pub(crate) use logs::Growth;
pub use logs::Tended;
pub(crate) use progress::Saving;
use tokio::task::JoinSet;

use crate::Control;

/// How often the servers' progress goes to the store; it must never be more than a second behind.
const PROGRESS: Duration = Duration::from_millis(500);
/// How often what others have written of the fleet is looked for.
const NEWS: Duration = Duration::from_millis(500);
/// How often what has expired is removed.
const SWEEP: Duration = Duration::from_mins(10);

impl Control {
    /// Runs the workers until `shutdown` is ready, and then once more, so that nothing is left in memory only. The lease is kept
    /// to the end, whatever the others wait for.
    pub async fn work(self: Arc<Self>, shutdown: impl Future<Output = ()>) {
        let mut orders = JoinSet::new();
        tokio::select! {
            () = self.keep_lease() => {}
            () = self.carry_orders(&mut orders) => {}
            () = self.carry_deploys() => {}
            () = self.validate_accounts() => {}
            () = self.keep_logs() => {}
            () = self.keep_events() => {}
            () = self.work_until(shutdown) => {}
        }
        tokio::join!(self.leave_orders(orders), self.leave_fleet());
    }

    async fn work_until(self: &Arc<Self>, shutdown: impl Future<Output = ()>) {
        let mut progress = tokio::time::interval(PROGRESS);
        let mut news = tokio::time::interval(NEWS);
        let mut sweep = tokio::time::interval(SWEEP);
        for timer in [&mut progress, &mut news, &mut sweep] {
            timer.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        }
        tokio::pin!(shutdown);
        loop {
            tokio::select! {
                () = &mut shutdown => break,
                _ = progress.tick() => self.save_progress().await,
                _ = news.tick() => self.follow_record().await,
                _ = sweep.tick() => self.sweep().await,
            }
        }
        self.save_progress().await;
    }
}
