//! Policies, deploy requests, logs and what they release.

use async_trait::async_trait;
use landfall_core::{
    id::{Cursor, Epoch, LogId, OrganizationId, PolicyId, Revision},
    model::{Change, DeployRequest, LogHead, Policy, Release},
    rules::{search::folded, site_use::site_uses},
};

use super::{PostgresTransaction, log::newest_generation};
use crate::{
    DeployWrites, StoreError,
    log::overtaken,
    postgres::{
        codec::{json, json_option, number, signed},
        read::policies::{FOUND, policy as found_policy},
        this_copy::this_copy,
    },
};

impl PostgresTransaction {
    /// Notes which sites the rules of a policy name.
    async fn put_site_uses(&mut self, policy: &Policy) -> Result<(), StoreError> {
        let uses = site_uses(&policy.rules);
        if uses.is_empty() {
            return Ok(());
        }
        let parts: Vec<&str> = uses.iter().map(|used| used.part.as_str()).collect();
        let names: Vec<&str> = uses.iter().map(|used| used.name.as_str()).collect();
        let rules: Result<Vec<i64>, _> = uses.iter().map(|used| signed(used.rule.0)).collect();
        self.run(
            "INSERT INTO site_use (policy, part, name, rule)
             SELECT $1, part, name, rule FROM unnest($2::text[], $3::text[], $4::bigint[]) AS used(part, name, rule)",
            &[&signed(policy.summary.id.0)?, &parts, &names, &rules?],
        )
        .await?;
        Ok(())
    }

    /// Appends an entry. The head's row stays locked from here to the commit, so revisions become visible in order.
    pub(super) async fn append_now(&mut self, change: &Change) -> Result<(), StoreError> {
        let revision = signed(change.revision.0)?;
        let epoch = signed(change.epoch.0)?;
        let moved = self
            .run(
                concat!(
                    "UPDATE change_log SET head = $1, copy = ",
                    this_copy!(),
                    " WHERE id = $2 AND epoch = $3 AND head + 1 = $1 AND copy IN ('', ",
                    this_copy!(),
                    ")"
                ),
                &[&revision, &change.log.0, &epoch],
            )
            .await?;
        if moved != 1 {
            return Err(self.fail(StoreError::Conflict {
                what: format!(
                    "revision {} of epoch {} is not the next of its log in this copy of the database: another",
                    change.revision, change.epoch
                ),
            }));
        }
        // Begun behind the lock of the head, so it sees every entry that has committed before.
        let inserted = self
            .run(
                concat!(
                    "INSERT INTO change (log, revision, epoch, slot, generation, pops, digest, signature, signing_key,
                       created_at, payload)
                     SELECT $1::uuid, $2::bigint, $3::bigint, $4::text, $5::bigint, $6::text, $7::bytea, $8::bytea, $9::bigint, $10::bigint, $11::bytea
                     WHERE COALESCE((",
                    newest_generation!("$1::uuid", "$4::text"),
                    "), 0) <= $5::bigint"
                ),
                &[
                    &change.log.0,
                    &revision,
                    &epoch,
                    &change.slot.as_str(),
                    &signed(change.generation.0)?,
                    &json_option(change.pops.as_ref())?,
                    &change.digest.as_ref().map(<[u8; 32]>::as_slice),
                    &change.signature.as_slice(),
                    &signed(change.key)?,
                    &change.created_at.seconds(),
                    &change.payload,
                ],
            )
            .await?;
        if inserted != 1 {
            return Err(self.fail(overtaken(change)));
        }
        Ok(())
    }
}

#[async_trait]
impl DeployWrites for PostgresTransaction {
    async fn insert_policy(&mut self, policy: &Policy) -> Result<(), StoreError> {
        let summary = &policy.summary;
        self.run(
            "INSERT INTO policy (id, tenant, account, name, description, state, platform, rules, history, created_at,
               updated_at, name_folded, description_folded)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
            &[
                &signed(summary.id.0)?,
                &summary.tenant.as_str(),
                &summary.account.0,
                &summary.name,
                &summary.description,
                &summary.state.as_str(),
                &summary.platform.as_str(),
                &json(&policy.rules)?,
                &json(&policy.history)?,
                &summary.created_at.seconds(),
                &summary.updated_at.seconds(),
                &folded(&summary.name),
                &summary.description.as_deref().map(folded),
            ],
        )
        .await?;
        self.put_site_uses(policy).await
    }

    async fn find_policy(
        &mut self,
        account: OrganizationId,
        id: PolicyId,
    ) -> Result<Option<Policy>, StoreError> {
        let found = self.row(FOUND, &[&signed(id.0)?, &account.0]).await?;
        found.as_ref().map(found_policy).transpose()
    }

    async fn update_policy(&mut self, policy: &Policy) -> Result<(), StoreError> {
        let summary = &policy.summary;
        let id = signed(summary.id.0)?;
        let known = self
            .run(
                "UPDATE policy SET name = $1, description = $2, state = $3, rules = $4, history = $5, updated_at = $6,
                   name_folded = $7, description_folded = $8 WHERE id = $9",
                &[
                    &summary.name,
                    &summary.description,
                    &summary.state.as_str(),
                    &json(&policy.rules)?,
                    &json(&policy.history)?,
                    &summary.updated_at.seconds(),
                    &folded(&summary.name),
                    &summary.description.as_deref().map(folded),
                    &id,
                ],
            )
            .await?;
        if known == 0 {
            return Err(self.fail(StoreError::Dangling(format!(
                "there is no policy {}",
                summary.id
            ))));
        }
        self.run("DELETE FROM site_use WHERE policy = $1", &[&id])
            .await?;
        self.put_site_uses(policy).await
    }

    async fn insert_deploy_request(&mut self, request: &DeployRequest) -> Result<(), StoreError> {
        self.run(
            "INSERT INTO deploy_request (id, tenant, account, policy, platform, environment, state, message,
               submitter, history, created_at, updated_at, message_folded)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
            &[
                &signed(request.id.0)?,
                &request.tenant.as_str(),
                &request.account.0,
                &signed(request.policy.0)?,
                &request.platform.as_str(),
                &request.environment.as_str(),
                &request.state.as_str(),
                &request.message,
                &signed(request.submitter.0)?,
                &json(&request.history)?,
                &request.created_at.seconds(),
                &request.updated_at.seconds(),
                &folded(&request.message),
            ],
        )
        .await?;
        Ok(())
    }

    async fn insert_log(&mut self, log: &LogHead) -> Result<(), StoreError> {
        self.run(
            concat!(
                "INSERT INTO change_log (id, tenant, platform, environment, epoch, head, floor, copy)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, ",
                this_copy!(),
                ")"
            ),
            &[
                &log.id.0,
                &log.tenant.as_str(),
                &log.platform.as_str(),
                &log.environment.as_str(),
                &signed(log.epoch.0)?,
                &signed(log.head.0)?,
                &signed(log.floor.0)?,
            ],
        )
        .await?;
        Ok(())
    }

    async fn lock_log(&mut self, log: LogId) -> Result<Option<Cursor>, StoreError> {
        let row = self
            .row(
                "SELECT epoch, head FROM change_log WHERE id = $1 FOR NO KEY UPDATE",
                &[&log.0],
            )
            .await?;
        let Some(row) = row else { return Ok(None) };
        if !self.locked.contains(&log) {
            self.locked.push(log);
        }
        Ok(Some(Cursor {
            epoch: Epoch(number(&row, 0)?),
            revision: Revision(number(&row, 1)?),
        }))
    }

    /// Kept back until the command has done everything else, unless it has locked the head already.
    async fn append_change(&mut self, change: &Change) -> Result<(), StoreError> {
        if self.locked.contains(&change.log) {
            return self.append_now(change).await;
        }
        self.go_on()?;
        self.changes.push(change.clone());
        Ok(())
    }

    async fn insert_release(&mut self, release: &Release) -> Result<(), StoreError> {
        let rolled_back_at = release.rolled_back_at.map(|revision| signed(revision.0));
        self.run(
            "INSERT INTO release (request, generation, log, slot, revision, pops, rolled_back_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
            &[
                &signed(release.request.0)?,
                &signed(release.generation.0)?,
                &release.log.0,
                &release.slot.as_str(),
                &signed(release.revision.0)?,
                &json_option(release.pops.as_ref())?,
                &rolled_back_at.transpose()?,
            ],
        )
        .await?;
        Ok(())
    }
}
