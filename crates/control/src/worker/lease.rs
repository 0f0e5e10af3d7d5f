//! Keeping the lease on the fleet, or waiting for it.

use std::{future::pending, time::Duration};

use landfall_feed::Fleet;
use landfall_store::{Lease, StoreError, write_aside};
use tokio::time::sleep;

use crate::{
    Control, ControlError,
    control::read_fleet,
    ownership::{AGAIN, KEEP, LEASE, LOOK},
};

/// Behind the end of another's lease, so that it is over by the store's clock too.
const BEHIND: Duration = Duration::from_millis(20);

impl Control {
    /// Keeps the lease, or takes it as soon as nobody has it. Never ends by itself.
    pub(super) async fn keep_lease(&self) {
        if !self.store.is_shared() {
            // Nobody else can come.
            return pending().await;
        }
        let mut fails = false;
        loop {
            let done = match self.ownership.number() {
                Some(number) => self.keep_number(number).await,
                None => self.seek().await,
            };
            let pause = match done {
                Ok(pause) => {
                    fails = false;
                    pause
                }
                Err(error) => {
                    // Once, however long it goes on.
                    if !fails {
                        tracing::warn!(%error, "the lease on the fleet can neither be kept nor asked for; this is tried again");
                    }
                    fails = true;
                    AGAIN
                }
            };
            sleep(pause).await;
        }
    }

    /// Makes the own lease last on; gives how long to wait before the next time.
    async fn keep_number(&self, number: u64) -> Result<Duration, StoreError> {
        let before = self.clock.elapsed();
        if self.renew(number).await? {
            self.ownership.keep(number, before + LEASE);
            return Ok(KEEP);
        }
        self.lose("another process has taken it");
        Ok(Duration::ZERO)
    }

    /// Takes the lease if nobody has it; gives how long to wait before the next look.
    async fn seek(&self) -> Result<Duration, StoreError> {
        let before = self.clock.elapsed();
        let claim = self.ownership.claim();
        let holder = claim.holder;
        let claimed = write_aside(self.store.as_ref(), move |transaction| {
            let claim = claim.clone();
            Box::pin(async move { transaction.claim_lease(&claim).await })
        });
        let lease = claimed.await?;
        if lease.holder == Some(holder) {
            if let Err(error) = self.take_over(&lease, before).await {
                tracing::error!(%error, fencing = lease.fencing, "the fleet could not be taken over; it is left to others for now");
                self.give_back(lease.fencing).await;
                return Ok(LOOK);
            }
            return Ok(KEEP);
        }
        if self.ownership.hear(&lease, before) {
            tracing::info!(
                owner = lease.address,
                fencing = lease.fencing,
                "another process owns the fleet"
            );
        }
        Ok(LOOK.min(lease.remaining + BEHIND))
    }

    /// Reads the fleet, which the lease is kept for meanwhile, and counts it from then on.
    async fn take_over(&self, lease: &Lease, before: Duration) -> Result<(), ControlError> {
        let number = lease.fencing;
        let mut until = before + LEASE;
        let reading = self.read_fleet();
        tokio::pin!(reading);
        let (fleet, additions) = loop {
            tokio::select! {
                read = &mut reading => break read?,
                () = sleep(KEEP) => {
                    let before = self.clock.elapsed();
                    if !self.renew(number).await? {
                        return Err(ControlError::Unavailable("it has changed hands again".to_owned()));
                    }
                    until = before + LEASE;
                }
            }
        };
        let lease = self.clock.elapsed()..until;
        self.ownership.take(number, fleet, additions, lease);
        tracing::info!(fencing = number, "this process owns the fleet");
        Ok(())
    }

    /// The fleet as the record has it, and how often something had been added to it before it was read.
    async fn read_fleet(&self) -> Result<(Fleet, u64), ControlError> {
        let additions = self.store.fleet_news().await?.additions;
        Ok((read_fleet(self.store.as_ref()).await?, additions))
    }

    async fn renew(&self, number: u64) -> Result<bool, StoreError> {
        let claim = self.ownership.claim();
        write_aside(self.store.as_ref(), move |transaction| {
            let claim = claim.clone();
            Box::pin(async move { transaction.renew_lease(&claim, number).await })
        })
        .await
    }

    /// Stops counting; what was not saved is lost, and comes again from the servers.
    pub(super) fn lose(&self, why: &'static str) {
        if self.ownership.lose() {
            tracing::warn!(why, "this process no longer owns the fleet");
        }
    }

    /// Stops counting and lets others go on at once, when the process ends in good order.
    pub(super) async fn leave_fleet(&self) {
        let Some(number) = self.ownership.number() else {
            return;
        };
        if self.store.is_shared() {
            // Before anybody else can have it.
            self.ownership.lose();
        }
        self.give_back(number).await;
    }

    pub(super) async fn give_back(&self, number: u64) {
        let claim = self.ownership.claim();
        let given_back = write_aside(self.store.as_ref(), move |transaction| {
            let claim = claim.clone();
            Box::pin(async move { transaction.release_lease(&claim, number).await })
        });
        match given_back.await {
            Ok(true) => tracing::info!(fencing = number, "the fleet was given back"),
            Ok(false) => {}
            Err(error) => {
                tracing::warn!(%error, "the fleet could not be given back; its lease ends by itself");
            }
        }
    }

    /// Takes a fencing number for a store that is this process's alone, unless it has one: when there is something to write
    /// under it, so that a server which only answers writes nothing.
    pub(super) async fn number_for_life(&self) {
        if self.store.is_shared() || self.ownership.number().is_some() {
            return;
        }
        let claim = self.ownership.claim();
        let claimed = write_aside(self.store.as_ref(), move |transaction| {
            let claim = claim.clone();
            Box::pin(async move { transaction.claim_lease(&claim).await })
        });
        match claimed.await {
            Ok(lease) => self.ownership.numbered(lease.fencing),
            Err(error) => tracing::error!(%error, "the fleet has no fencing number yet"),
        }
    }
}
