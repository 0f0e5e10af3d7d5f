//! Leases. Whoever takes one locks its row against those that write with its fence, and the other way round; keeping one
//! waits for neither.

use async_trait::async_trait;

use super::PostgresTransaction;
use crate::{
    Claim, Fence, Lease, LeaseWrites, StoreError,
    lease::{granted, micros},
    postgres::{
        codec::signed,
        read::leases::{LEASE, lease},
    },
};

/// How long a transaction with a fence may do nothing before the server ends it. A holder that was stopped in the middle of
/// one would keep the next from taking the lease.
const LONGEST_PAUSE: &str = "2s";

#[async_trait]
impl LeaseWrites for PostgresTransaction {
    async fn claim_lease(&mut self, claim: &Claim) -> Result<Lease, StoreError> {
        // Nobody waits for a lease that is somebody's.
        if let Some(row) = self.row(LEASE, &[&claim.name]).await? {
            let lease = lease(&row)?;
            if granted(claim, &lease).is_none() {
                return Ok(lease);
            }
        }
        self.run(
            "INSERT INTO lease (name, fencing, address, expires_at) VALUES ($1, 0, '', clock_timestamp())
             ON CONFLICT (name) DO NOTHING",
            &[&claim.name],
        )
        .await?;
        let locked = format!("{LEASE} FOR UPDATE");
        let row = self.row(&locked, &[&claim.name]).await?;
        let found = row.as_ref().map(lease).transpose()?;
        let Some(found) = found else {
            return Err(self.fail(StoreError::Engine("a lease has gone".to_owned())));
        };
        let Some(fencing) = granted(claim, &found) else {
            return Ok(found);
        };
        self.run(
            "UPDATE lease SET fencing = $2, holder = $3, address = $4,
               expires_at = clock_timestamp() + $5 * interval '1 microsecond' WHERE name = $1",
            &[
                &claim.name,
                &signed(fencing)?,
                &claim.holder,
                &claim.address,
                &f64_of(micros(claim.lasting)),
            ],
        )
        .await?;
        Ok(Lease {
            holder: Some(claim.holder),
            fencing,
            address: claim.address.clone(),
            remaining: claim.lasting,
        })
    }

    async fn renew_lease(&mut self, claim: &Claim, fencing: u64) -> Result<bool, StoreError> {
        let renewed = self
            .run(
                "UPDATE lease SET address = $4, expires_at = clock_timestamp() + $5 * interval '1 microsecond'
                 WHERE name = $1 AND fencing = $2 AND holder = $3",
                &[
                    &claim.name,
                    &signed(fencing)?,
                    &claim.holder,
                    &claim.address,
                    &f64_of(micros(claim.lasting)),
                ],
            )
            .await?;
        Ok(renewed == 1)
    }

    async fn release_lease(&mut self, claim: &Claim, fencing: u64) -> Result<bool, StoreError> {
        let released = self
            .run(
                "UPDATE lease SET holder = NULL WHERE name = $1 AND fencing = $2 AND holder = $3",
                &[&claim.name, &signed(fencing)?, &claim.holder],
            )
            .await?;
        Ok(released == 1)
    }

    async fn fence(&mut self, fence: Fence) -> Result<(), StoreError> {
        // The lock is one that the next holder waits for, and a renewal does not.
        let held = self
            .both(
                (
                    "SELECT set_config('idle_in_transaction_session_timeout', $1, true)",
                    &[&LONGEST_PAUSE],
                ),
                (
                    "SELECT 1 FROM lease WHERE name = $1 AND fencing = $2 FOR KEY SHARE",
                    &[&fence.name, &signed(fence.number)?],
                ),
            )
            .await?;
        if held.is_empty() {
            let Fence { name, number } = fence;
            return Err(self.fail(StoreError::Fenced { name, number }));
        }
        Ok(())
    }
}

/// Microseconds as an interval is multiplied with them.
#[expect(
    clippy::cast_precision_loss,
    reason = "a lease lasts seconds, which a double holds to the microsecond"
)]
fn f64_of(micros: i64) -> f64 {
    micros as f64
}
