//! Taking simulated servers out of the fleet again.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use landfall_control::admin::{AdminCommand, AdminReply};
use landfall_core::{
    id::{ServerId, TenantId},
    model::ServerMembership,
};
use landfall_simulate::Folder;
use serde_json::json;
use tokio::task::JoinSet;

use super::{enrol::ask, show::bar};
use crate::{config::Config, error::CommandError, output};

/// How many servers are taken out at a time.
const AT_A_TIME: usize = 16;

/// Takes all servers of the folder out of the fleet, and forgets them.
pub(super) async fn remove(
    mut folder: Folder,
    config: &Config,
    as_json: bool,
) -> Result<(), CommandError> {
    let mut tenants: BTreeMap<TenantId, BTreeSet<ServerId>> = BTreeMap::new();
    for (id, kept) in folder.servers() {
        let servers = tenants.entry(kept.identity.tenant.clone()).or_default();
        servers.insert(*id);
    }
    let progress = bar(folder.servers().len() as u64, "servers removed", as_json);
    let (config, mut removed) = (Arc::new(config.clone()), 0);
    for (tenant, mut ours) in tenants {
        let there = still_there(&config, &tenant).await?;
        let gone: Vec<_> = ours.difference(&there).copied().collect();
        ours.retain(|id| there.contains(id));
        forget(&mut folder, &gone)?;
        let mut waiting = ours.into_iter();
        let mut removing = JoinSet::new();
        loop {
            for id in waiting.by_ref().take(AT_A_TIME - removing.len()) {
                let (config, tenant) = (Arc::clone(&config), tenant.clone());
                removing.spawn(async move {
                    let command = AdminCommand::ServerRemove { tenant, server: id };
                    ask(&config, command).await.map(|_| id)
                });
            }
            let Some(done) = removing.join_next().await else {
                break;
            };
            let mut done = vec![done];
            done.extend(std::iter::from_fn(|| removing.try_join_next()));
            let done: Result<Vec<_>, _> = done
                .into_iter()
                .map(|one| one.unwrap_or_else(|error| Err(CommandError::Server(error.to_string()))))
                .collect();
            let done = done?;
            forget(&mut folder, &done)?;
            removed += done.len();
            progress.inc(done.len() as u64);
        }
    }
    progress.finish_and_clear();
    if as_json {
        return output::json(&json!({ "removed": removed }));
    }
    output::line(&format!("{removed} servers were taken out of the fleet."));
    Ok(())
}

fn forget(folder: &mut Folder, servers: &[ServerId]) -> Result<(), CommandError> {
    let forgotten = folder.forget(servers);
    forgotten.map_err(|error| CommandError::Server(error.to_string()))
}

async fn still_there(
    config: &Config,
    tenant: &TenantId,
) -> Result<BTreeSet<ServerId>, CommandError> {
    let list = AdminCommand::ServerList {
        tenant: tenant.clone(),
    };
    let AdminReply::Servers(all) = ask(config, list).await? else {
        return Ok(BTreeSet::new());
    };
    let removed = ServerMembership::Removed.to_string();
    let there = all
        .into_iter()
        .filter(|server| server.membership != removed);
    Ok(there.map(|server| ServerId(server.server)).collect())
}
