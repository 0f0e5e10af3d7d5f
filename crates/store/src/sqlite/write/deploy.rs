//! Policies, deploy requests, logs and what they release.

use async_trait::async_trait;
use landfall_core::{
    id::{Cursor, Epoch, LogId, Revision},
    model::{Change, DeployRequest, LogHead, Policy, Release},
    rules::{log::still_newest, search::folded, site_use::site_uses},
};
use rusqlite::{OptionalExtension, params};

use super::SqliteTransaction;
use crate::{
    DeployWrites, LogWrites, StoreError,
    log::overtaken,
    sqlite::codec::{json, json_option, number},
};

#[async_trait]
impl DeployWrites for SqliteTransaction {
    async fn insert_policy(&mut self, policy: &Policy) -> Result<(), StoreError> {
        let summary = &policy.summary;
        self.run(
            "INSERT INTO policy (id, tenant, account, name, description, state, platform, rules, history, created_at,
               updated_at, name_folded, description_folded)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            params![
                summary.id.0,
                summary.tenant.as_str(),
                summary.account.0.as_bytes(),
                summary.name,
                summary.description,
                summary.state.as_str(),
                summary.platform.as_str(),
                json(&policy.rules)?,
                json(&policy.history)?,
                summary.created_at.seconds(),
                summary.updated_at.seconds(),
                folded(&summary.name),
                summary.description.as_deref().map(folded),
            ],
        )?;
        let uses = site_uses(&policy.rules);
        let uses: Vec<_> = uses
            .iter()
            .map(|used| (used.part, &used.name, used.rule))
            .collect();
        self.run(
            "INSERT INTO site_use (policy, part, name, rule)
             SELECT ?1, value ->> 0, value ->> 1, value ->> 2 FROM json_each(?2)",
            params![summary.id.0, json(&uses)?],
        )?;
        Ok(())
    }

    async fn insert_deploy_request(&mut self, request: &DeployRequest) -> Result<(), StoreError> {
        self.run(
            "INSERT INTO deploy_request (id, tenant, account, policy, platform, environment, state, message,
               submitter, history, created_at, updated_at, message_folded)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            params![
                request.id.0,
                request.tenant.as_str(),
                request.account.0.as_bytes(),
                request.policy.0,
                request.platform.as_str(),
                request.environment.as_str(),
                request.state.as_str(),
                request.message,
                request.submitter.0,
                json(&request.history)?,
                request.created_at.seconds(),
                request.updated_at.seconds(),
                folded(&request.message),
            ],
        )?;
        Ok(())
    }

    async fn insert_log(&mut self, log: &LogHead) -> Result<(), StoreError> {
        self.run(
            "INSERT INTO change_log (id, tenant, platform, environment, epoch, head, floor) VALUES (?, ?, ?, ?, ?, ?, ?)",
            params![
                log.id.0.as_bytes(),
                log.tenant.as_str(),
                log.platform.as_str(),
                log.environment.as_str(),
                log.epoch.0,
                log.head.0,
                log.floor.0,
            ],
        )?;
        Ok(())
    }

    async fn lock_log(&mut self, log: LogId) -> Result<Option<Cursor>, StoreError> {
        // Writes follow one another, so nobody else can append.
        self.write(
            "SELECT epoch, head FROM change_log WHERE id = ?",
            |statement| {
                let end = statement.query_row([log.0.as_bytes()], |row| {
                    Ok(Cursor {
                        epoch: Epoch(number(row, 0)?),
                        revision: Revision(number(row, 1)?),
                    })
                });
                end.optional()
            },
        )
    }

    async fn append_change(&mut self, change: &Change) -> Result<(), StoreError> {
        let moved = self.run(
            "UPDATE change_log SET head = ?1 WHERE id = ?2 AND epoch = ?3 AND head = ?1 - 1",
            params![change.revision.0, change.log.0.as_bytes(), change.epoch.0],
        )?;
        if moved != 1 {
            return Err(self.fail(StoreError::Conflict {
                what: format!(
                    "revision {} of epoch {} is not the next of its log: another",
                    change.revision, change.epoch
                ),
            }));
        }
        let newest = self.newest_generation(change.log, &change.slot).await?;
        if !still_newest(change.generation, newest) {
            return Err(self.fail(overtaken(change)));
        }
        self.run(
            "INSERT INTO change (log, revision, epoch, slot, generation, pops, digest, signature, signing_key, created_at,
               payload)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            params![
                change.log.0.as_bytes(),
                change.revision.0,
                change.epoch.0,
                change.slot.as_str(),
                change.generation.0,
                json_option(change.pops.as_ref())?,
                change.digest,
                change.signature,
                change.key,
                change.created_at.seconds(),
                change.payload,
            ],
        )?;
        Ok(())
    }

    async fn insert_release(&mut self, release: &Release) -> Result<(), StoreError> {
        self.run(
            "INSERT INTO release (request, generation, log, slot, revision, pops, rolled_back_at)
             VALUES (?, ?, ?, ?, ?, ?, ?)",
            params![
                release.request.0,
                release.generation.0,
                release.log.0.as_bytes(),
                release.slot.as_str(),
                release.revision.0,
                json_option(release.pops.as_ref())?,
                release.rolled_back_at.map(|revision| revision.0),
            ],
        )?;
        Ok(())
    }
}
