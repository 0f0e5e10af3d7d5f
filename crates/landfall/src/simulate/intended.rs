//! Which servers are being enrolled: written down before the first is, so that those of a run that was killed in between are found
//! again. What a control plane gave them was lost with that run, so they are taken out of the fleet.

use std::{
    collections::BTreeSet,
    fs, io,
    path::{Path, PathBuf},
};

use landfall_agent::keep_private;
use landfall_control::admin::{AdminCommand, AdminReply};
use landfall_core::{
    id::{ServerId, TenantId},
    model::ServerMembership,
};
use landfall_simulate::Folder;
use serde::{Deserialize, Serialize};

use super::enrol::ask;
use crate::{config::Config, error::CommandError, output::note};

const NAME: &str = "enrolling.json";

/// Servers that are being enrolled.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Intended {
    /// The tenant, where it is known.
    tenant: Option<TenantId>,
    /// Their names, which no others have.
    names: BTreeSet<String>,
}

fn path(folder: &Path) -> PathBuf {
    folder.join(NAME)
}

impl Intended {
    /// So many servers, with names of their own.
    pub(super) fn new(tenant: Option<TenantId>, servers: usize) -> Self {
        let mut names = BTreeSet::new();
        while names.len() < servers {
            names.insert(format!("simulated-{:010x}", fastrand::u64(..) >> 24));
        }
        Self { tenant, names }
    }

    /// Their names.
    pub(super) fn names(&self) -> impl Iterator<Item = &String> {
        self.names.iter()
    }

    /// Writes them down, durably.
    pub(super) fn keep(&self, folder: &Path) -> Result<(), CommandError> {
        let text =
            serde_json::to_vec(self).map_err(|error| CommandError::Server(error.to_string()));
        keep_private(&path(folder), &text?).map_err(CommandError::file(path(folder)))
    }

    /// All of them are enrolled, and known.
    pub(super) fn is_done(folder: &Path) -> Result<(), CommandError> {
        match fs::remove_file(path(folder)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                Err(CommandError::file(path(folder))(error))
            }
            _ => Ok(()),
        }
    }
}

/// Takes those out of the fleet that an earlier run has enrolled and could not write down.
pub(super) async fn recover(
    place: &Path,
    folder: &Folder,
    config: &Config,
) -> Result<(), CommandError> {
    let text = match fs::read(path(place)) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(CommandError::file(path(place))(error)),
    };
    let Intended { tenant, mut names } = serde_json::from_slice(&text)
        .map_err(|error| CommandError::Usage(format!("{}: {error}", path(place).display())))?;
    for kept in folder.servers().values() {
        names.remove(&kept.name);
    }
    match tenant {
        _ if names.is_empty() => {}
        Some(tenant) => {
            let lost = enrolled(config, &tenant, &names).await?;
            for server in &lost {
                let (tenant, server) = (tenant.clone(), *server);
                ask(config, AdminCommand::ServerRemove { tenant, server }).await?;
            }
            if !lost.is_empty() {
                let count = lost.len();
                note(&format!(
                    "{count} servers of a run that was broken off were taken out of the fleet."
                ));
            }
        }
        None => note(
            "A run was broken off while it enrolled servers: those that are named simulated-… and never connect can be taken out \
             with `landfall server remove`.",
        ),
    }
    Intended::is_done(place)
}

/// The servers of these names that are in the fleet.
async fn enrolled(
    config: &Config,
    tenant: &TenantId,
    names: &BTreeSet<String>,
) -> Result<Vec<ServerId>, CommandError> {
    let every_server = AdminCommand::ServerList {
        tenant: tenant.clone(),
    };
    let AdminReply::Servers(all) = ask(config, every_server).await? else {
        return Ok(Vec::new());
    };
    let removed = ServerMembership::Removed.to_string();
    let lost = all
        .into_iter()
        .filter(|server| server.membership != removed && names.contains(&server.name));
    Ok(lost.map(|server| ServerId(server.server)).collect())
}
