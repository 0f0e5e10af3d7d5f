//! Leases. One process at a time has the store, and writes follow one another, so nothing needs a lock here.

use async_trait::async_trait;
use rusqlite::{OptionalExtension, params};

use super::SqliteTransaction;
use crate::{
    Claim, Fence, Lease, LeaseWrites, StoreError,
    lease::{granted, micros},
    sqlite::read::leases::{LEASE, NOW, lease},
};

impl SqliteTransaction {
    fn find_lease(&self, name: &str) -> Result<Option<Lease>, StoreError> {
        self.write(LEASE, |statement| {
            statement.query_row([name], lease).optional()
        })
    }
}

#[async_trait]
impl LeaseWrites for SqliteTransaction {
    async fn claim_lease(&mut self, claim: &Claim) -> Result<Lease, StoreError> {
        let fencing = match self.find_lease(claim.name)? {
            None => 1,
            Some(lease) => match granted(claim, &lease) {
                Some(fencing) => fencing,
                None => return Ok(lease),
            },
        };
        self.run(
            &format!(
                "INSERT INTO lease (name, fencing, holder, address, expires_at) VALUES (?1, ?2, ?3, ?4, {NOW} + ?5)
                 ON CONFLICT (name) DO UPDATE SET fencing = ?2, holder = ?3, address = ?4, expires_at = {NOW} + ?5"
            ),
            params![
                claim.name,
                fencing,
                claim.holder.as_bytes(),
                claim.address,
                micros(claim.lasting),
            ],
        )?;
        Ok(Lease {
            holder: Some(claim.holder),
            fencing,
            address: claim.address.clone(),
            remaining: claim.lasting,
        })
    }

    async fn renew_lease(&mut self, claim: &Claim, fencing: u64) -> Result<bool, StoreError> {
        let renewed = self.run(
            &format!(
                "UPDATE lease SET address = ?4, expires_at = {NOW} + ?5 WHERE name = ?1 AND fencing = ?2 AND holder = ?3"
            ),
            params![
                claim.name,
                fencing,
                claim.holder.as_bytes(),
                claim.address,
                micros(claim.lasting),
            ],
        )?;
        Ok(renewed == 1)
    }

    async fn release_lease(&mut self, claim: &Claim, fencing: u64) -> Result<bool, StoreError> {
        let released = self.run(
            "UPDATE lease SET holder = NULL WHERE name = ? AND fencing = ? AND holder = ?",
            params![claim.name, fencing, claim.holder.as_bytes()],
        )?;
        Ok(released == 1)
    }

    async fn fence(&mut self, fence: Fence) -> Result<(), StoreError> {
        let Fence { name, number } = fence;
        let found = self.find_lease(name)?;
        if found.is_some_and(|lease| lease.fencing == number) {
            return Ok(());
        }
        Err(self.fail(StoreError::Fenced { name, number }))
    }
}
