//! POPs, servers and their progress.

use async_trait::async_trait;
use landfall_core::{
    id::{AccountNumber, Timestamp},
    model::{Exception, Pop, Server, ServerProgress},
};

use super::PostgresTransaction;
use crate::{Fence, FleetWrites, LeaseWrites, StoreError, postgres::codec::signed};

#[async_trait]
impl FleetWrites for PostgresTransaction {
    async fn insert_pop(&mut self, pop: &Pop) -> Result<(), StoreError> {
        self.run(
            "INSERT INTO pop (id, tenant, region, place, code, latitude, longitude, position)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            &[
                &signed(pop.id.0)?,
                &pop.tenant.as_str(),
                &pop.region,
                &pop.place,
                &pop.code,
                &pop.latitude,
                &pop.longitude,
                &i64::from(pop.position),
            ],
        )
        .await?;
        self.adds_to_fleet = true;
        Ok(())
    }

    async fn insert_server(&mut self, server: &Server) -> Result<(), StoreError> {
        self.run(
            "INSERT INTO server (id, tenant, name, pop, platform, environment, membership, cursor_epoch,
               cursor_revision, counted_epoch, counted_revision, last_seen_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
            &[
                &signed(server.id.0)?,
                &server.tenant.as_str(),
                &server.name,
                &signed(server.placement.pop.0)?,
                &server.placement.platform.as_str(),
                &server.placement.environment.as_str(),
                &server.membership.as_str(),
                &signed(server.cursor.epoch.0)?,
                &signed(server.cursor.revision.0)?,
                &signed(server.counted.epoch.0)?,
                &signed(server.counted.revision.0)?,
                &server.last_seen_at.map(Timestamp::seconds),
            ],
        )
        .await?;
        self.adds_to_fleet = true;
        Ok(())
    }

    async fn insert_exception(&mut self, exception: &Exception) -> Result<(), StoreError> {
        self.run(
            "INSERT INTO server_exception (server, slot, running) VALUES ($1, $2, $3)",
            &[
                &signed(exception.server.0)?,
                &exception.slot.as_str(),
                &signed(exception.running.0)?,
            ],
        )
        .await?;
        Ok(())
    }

    /// In a few statements however many servers there are: each costs a round trip.
    async fn save_progress(
        &mut self,
        owner: Fence,
        progress: &[ServerProgress],
    ) -> Result<(), StoreError> {
        self.fence(owner).await?;
        let mut columns = Columns::default();
        for server in progress {
            columns.add(server)?;
        }
        let known: Vec<i64> = self
            .both(
                // Locked in one order by everyone, so that nobody waits for each other.
                (
                    "SELECT id FROM server WHERE id = ANY($1) ORDER BY id FOR NO KEY UPDATE",
                    &[&columns.servers],
                ),
                (
                    "UPDATE server s SET membership = p.membership, cursor_epoch = p.cursor_epoch,
                       cursor_revision = p.cursor_revision, counted_epoch = p.counted_epoch,
                       counted_revision = p.counted_revision, last_seen_at = p.last_seen_at
                     FROM unnest($1::bigint[], $2::text[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[],
                         $7::bigint[])
                       AS p (id, membership, cursor_epoch, cursor_revision, counted_epoch, counted_revision, last_seen_at)
                     WHERE s.id = p.id AND s.membership <> 'removed' RETURNING s.id",
                    &[
                        &columns.servers,
                        &columns.memberships,
                        &columns.cursor_epochs,
                        &columns.cursor_revisions,
                        &columns.counted_epochs,
                        &columns.counted_revisions,
                        &columns.last_seen,
                    ],
                ),
            )
            .await?
            .iter()
            .map(|row| crate::postgres::codec::get(row, 0))
            .collect::<Result<_, _>>()?;
        self.run(
            "DELETE FROM server_exception WHERE server = ANY($1)",
            &[&known],
        )
        .await?;
        let known: std::collections::HashSet<i64> = known.into_iter().collect();
        let (mut servers, mut slots, mut running) = (Vec::new(), Vec::new(), Vec::new());
        for server in progress {
            let id = signed(server.server.0)?;
            if !known.contains(&id) {
                continue;
            }
            for (slot, revision) in &server.exceptions {
                servers.push(id);
                slots.push(AccountNumber::as_str(slot));
                running.push(signed(revision.0)?);
            }
        }
        if !servers.is_empty() {
            self.run(
                "INSERT INTO server_exception (server, slot, running)
                 SELECT * FROM unnest($1::bigint[], $2::text[], $3::bigint[])",
                &[&servers, &slots, &running],
            )
            .await?;
        }
        Ok(())
    }
}

/// Progress by column, as PostgreSQL takes many rows at once.
#[derive(Default)]
struct Columns {
    servers: Vec<i64>,
    memberships: Vec<&'static str>,
    cursor_epochs: Vec<i64>,
    cursor_revisions: Vec<i64>,
    counted_epochs: Vec<i64>,
    counted_revisions: Vec<i64>,
    last_seen: Vec<Option<i64>>,
}

impl Columns {
    fn add(&mut self, server: &ServerProgress) -> Result<(), StoreError> {
        self.servers.push(signed(server.server.0)?);
        self.memberships.push(server.membership.as_str());
        self.cursor_epochs.push(signed(server.cursor.epoch.0)?);
        self.cursor_revisions
            .push(signed(server.cursor.revision.0)?);
        self.counted_epochs.push(signed(server.counted.epoch.0)?);
        self.counted_revisions
            .push(signed(server.counted.revision.0)?);
        self.last_seen
            .push(server.last_seen_at.map(Timestamp::seconds));
        Ok(())
    }
}
