//! POPs, servers and their progress.

use async_trait::async_trait;
use landfall_core::{
    id::{Timestamp, counter},
    model::{Exception, Pop, Server, ServerProgress},
};
use rusqlite::params;

use super::SqliteTransaction;
use crate::{Fence, FleetWrites, LeaseWrites, RecordWrites, StoreError};

#[async_trait]
impl FleetWrites for SqliteTransaction {
    async fn insert_pop(&mut self, pop: &Pop) -> Result<(), StoreError> {
        self.run(
            "INSERT INTO pop (id, tenant, region, place, code, latitude, longitude, position)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            params![
                pop.id.0,
                pop.tenant.as_str(),
                pop.region,
                pop.place,
                pop.code,
                pop.latitude,
                pop.longitude,
                pop.position,
            ],
        )?;
        self.next_number(counter::FLEET_ADDITION).await?;
        Ok(())
    }

    async fn insert_server(&mut self, server: &Server) -> Result<(), StoreError> {
        self.run(
            "INSERT INTO server (id, tenant, name, pop, platform, environment, membership, cursor_epoch,
               cursor_revision, counted_epoch, counted_revision, last_seen_at)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            params![
                server.id.0,
                server.tenant.as_str(),
                server.name,
                server.placement.pop.0,
                server.placement.platform.as_str(),
                server.placement.environment.as_str(),
                server.membership.as_str(),
                server.cursor.epoch.0,
                server.cursor.revision.0,
                server.counted.epoch.0,
                server.counted.revision.0,
                server.last_seen_at.map(Timestamp::seconds),
            ],
        )?;
        self.next_number(counter::FLEET_ADDITION).await?;
        Ok(())
    }

    async fn insert_exception(&mut self, exception: &Exception) -> Result<(), StoreError> {
        self.run(
            "INSERT INTO server_exception (server, slot, running) VALUES (?, ?, ?)",
            params![
                exception.server.0,
                exception.slot.as_str(),
                exception.running.0
            ],
        )?;
        Ok(())
    }

    async fn save_progress(
        &mut self,
        owner: Fence,
        progress: &[ServerProgress],
    ) -> Result<(), StoreError> {
        self.fence(owner).await?;
        for server in progress {
            let known = self.run(
                "UPDATE server SET membership = ?, cursor_epoch = ?, cursor_revision = ?, counted_epoch = ?,
                   counted_revision = ?, last_seen_at = ? WHERE id = ? AND membership <> 'removed'",
                params![
                    server.membership.as_str(),
                    server.cursor.epoch.0,
                    server.cursor.revision.0,
                    server.counted.epoch.0,
                    server.counted.revision.0,
                    server.last_seen_at.map(Timestamp::seconds),
                    server.server.0,
                ],
            )?;
            if known == 0 {
                continue;
            }
            self.run(
                "DELETE FROM server_exception WHERE server = ?",
                params![server.server.0],
            )?;
            for (slot, running) in &server.exceptions {
                self.run(
                    "INSERT INTO server_exception (server, slot, running) VALUES (?, ?, ?)",
                    params![server.server.0, slot.as_str(), running.0],
                )?;
            }
        }
        Ok(())
    }
}
