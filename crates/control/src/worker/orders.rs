//! Orders that wait to be carried out. Several processes share them: each takes some for a while, and what one has taken and
//! left another takes up.

use std::{sync::Arc, time::Duration};

use tokio::{task::JoinSet, time::timeout};

use super::looking::{Looks, Trouble};
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
        let mut looks = Looks::new(LOOK, &self.orders);
        let mut trouble = Trouble::none("orders cannot be looked for");
        loop {
            tokio::select! {
                () = looks.due() => {}
                Some(_) = running.join_next() => {}
            }
            while running.try_join_next().is_some() {}
            // Not for each one that ends: a look for one costs as much as for many.
            if running.len() > TOGETHER / 2 {
                continue;
            }
            trouble.with(self.take_orders(running).await);
        }
    }

    /// Takes as many as there is room for; gives how many those are.
    async fn take_orders(
        self: &Arc<Self>,
        running: &mut JoinSet<()>,
    ) -> Result<usize, ControlError> {
        let room = TOGETHER - running.len();
        let taken = self.claim_orders(u32::try_from(room).unwrap_or(0)).await?;
        let number = taken.len();
        for job in taken {
            let control = Arc::clone(self);
            running.spawn(async move { control.carry_order_out(job).await });
        }
        Ok(number)
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
            let mut running = JoinSet::new();
            let taken = self.take_orders(&mut running).await?;
            if taken == 0 {
                return Ok(all);
            }
            all += taken as u64;
            running.join_all().await;
        }
    }
}
