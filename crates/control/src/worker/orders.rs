//! Orders that wait to be carried out. Several processes share them: each takes some for a while, and what one has taken and
//! left another takes up.

use std::{sync::Arc, time::Duration};

use tokio::{
    task::JoinSet,
    time::{MissedTickBehavior, interval, timeout},
};

use crate::{Control, ControlError};

/// How often orders are looked for, unless something wakes the worker before.
const LOOK: Duration = Duration::from_secs(1);
/// How many are carried out at a time.
const TOGETHER: usize = 64;
/// How long those that are being carried out may take when the process stops.
const GRACE: Duration = Duration::from_secs(5);

impl Control {
    /// Carries orders out, again and again, in tasks of `running`. Never ends by itself.
    pub(super) async fn carry_orders(self: &Arc<Self>, running: &mut JoinSet<()>) {
        let mut timer = interval(LOOK);
        timer.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut fails = false;
        loop {
            tokio::select! {
                _ = timer.tick() => {}
                () = self.orders.notified() => {}
                Some(_) = running.join_next() => {}
            }
            while running.try_join_next().is_some() {}
            // Not for each one that ends: a look for one costs as much as for many.
            if running.len() > TOGETHER / 2 {
                continue;
            }
            match self.take_orders(running).await {
                Ok(()) => fails = false,
                Err(error) => {
                    // Once, however long it goes on.
                    if !fails {
                        tracing::warn!(%error, "orders cannot be looked for; this is tried again");
                    }
                    fails = true;
                }
            }
        }
    }

    /// Takes as many as there is room for.
    async fn take_orders(self: &Arc<Self>, running: &mut JoinSet<()>) -> Result<(), ControlError> {
        let room = TOGETHER - running.len();
        let taken = self.claim_orders(u32::try_from(room).unwrap_or(0)).await?;
        for job in taken {
            let control = Arc::clone(self);
            running.spawn(async move { control.carry_order_out(job).await });
        }
        Ok(())
    }

    /// Waits for those that are being carried out, for a while, and gives the others back.
    pub(super) async fn leave_orders(&self, mut running: JoinSet<()>) {
        let ended = timeout(GRACE, async {
            while running.join_next().await.is_some() {}
        });
        if ended.await.is_err() {
            running.shutdown().await;
        }
        if let Err(error) = self.release_orders().await {
            tracing::warn!(%error, "orders could not be given back; others take them up when their time is over");
        }
    }

    /// Carries out every order that is due now, one round after the other, until none is; gives how many were taken.
    pub async fn carry_due_orders(self: &Arc<Self>) -> Result<u64, ControlError> {
        let mut all = 0;
        loop {
            let taken = self
                .claim_orders(u32::try_from(TOGETHER).unwrap_or(1))
                .await?;
            if taken.is_empty() {
                return Ok(all);
            }
            all += taken.len() as u64;
            let mut running = JoinSet::new();
            for job in taken {
                let control = Arc::clone(self);
                running.spawn(async move { control.carry_order_out(job).await });
            }
            running.join_all().await;
        }
    }
}
