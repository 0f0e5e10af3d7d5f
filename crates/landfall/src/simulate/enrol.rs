//! Enrolling servers that there are not yet: an invitation for each, taken up by the public call.

use std::{fs, path::Path};

use indicatif::ProgressBar;
use landfall_agent::{Address, Invitation, join};
use landfall_control::admin::{AdminCommand, AdminReply, AdminRequest, NewServers};
use landfall_core::id::TenantId;
use landfall_simulate::{Folder, Kept, State};
use tokio::task::JoinSet;

use super::{SimulateArguments, control_plane::ControlPlane, intended::Intended, show::bar};
use crate::{admin, config::Config, error::CommandError};

/// How many servers are enrolled at a time.
const AT_A_TIME: usize = 32;
/// How many invitations are asked for at a time.
const INVITED_AT_A_TIME: u32 = 5_000;
/// How long invitations are good, in hours: they are taken up at once.
const HOURS: u32 = 1;

/// Has the control plane on the data folder do something.
pub(super) async fn ask(
    config: &Config,
    command: AdminCommand,
) -> Result<AdminReply, CommandError> {
    let request = AdminRequest {
        command,
        idempotency_key: None,
    };
    Ok(admin::administer(config, request).await?.0)
}

fn unexpected() -> CommandError {
    CommandError::Server(
        "the running server answered something else than was asked; is it of another version?"
            .to_owned(),
    )
}

/// Invitations for so many servers, and of which tenant, where this machine's control plane has made them.
pub(super) async fn invitations(
    arguments: &SimulateArguments,
    config: &Config,
    missing: usize,
) -> Result<(Vec<Invitation>, Option<TenantId>), CommandError> {
    let (texts, tenant) = if let Some(path) = &arguments.invitations {
        (from_file(path, missing)?, None)
    } else {
        let tenant = match &arguments.tenant {
            Some(tenant) => tenant.clone(),
            None => sole_tenant(config).await?,
        };
        let texts = from_server(arguments, config, (&tenant, missing)).await?;
        (texts, Some(tenant))
    };
    let read = texts.iter().map(|text| text.parse::<Invitation>());
    let read: Result<Vec<_>, _> = read.collect();
    let read = read.map_err(|error| CommandError::Usage(error.to_string()))?;
    Ok((read, tenant))
}

fn from_file(path: &Path, missing: usize) -> Result<Vec<String>, CommandError> {
    let text = fs::read_to_string(path).map_err(CommandError::file(path))?;
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let texts: Vec<_> = lines.take(missing).map(str::to_owned).collect();
    if texts.len() < missing {
        return Err(CommandError::Usage(format!(
            "{} has {} invitations, and {missing} servers are still to be enrolled",
            path.display(),
            texts.len()
        )));
    }
    Ok(texts)
}

async fn from_server(
    arguments: &SimulateArguments,
    config: &Config,
    (tenant, missing): (&TenantId, usize),
) -> Result<Vec<String>, CommandError> {
    let mut texts = Vec::new();
    while texts.len() < missing {
        let left = u32::try_from(missing - texts.len()).unwrap_or(u32::MAX);
        let new = NewServers {
            tenant: tenant.clone(),
            servers: left.min(INVITED_AT_A_TIME),
            pops: arguments.pops.get(),
            platform: arguments.platform,
            environment: arguments.environment,
            hours: HOURS,
        };
        let AdminReply::Invitations(all) = ask(config, AdminCommand::ServersInvite(new)).await?
        else {
            return Err(unexpected());
        };
        texts.extend(all.into_iter().filter_map(|one| one.token));
    }
    Ok(texts)
}

async fn sole_tenant(config: &Config) -> Result<TenantId, CommandError> {
    let AdminReply::Tenants(all) = ask(config, AdminCommand::TenantList).await? else {
        return Err(unexpected());
    };
    let several =
        || CommandError::Usage("tenant: there are several; name one with --tenant".to_owned());
    match &all[..] {
        [one] => one.tenant.parse().map_err(|_| unexpected()),
        _ => Err(several()),
    }
}

/// Takes up invitations, many at a time. Whatever was given is kept before the next ones are taken up. Without a tenant those of a
/// run that is killed meanwhile cannot be found again.
pub(super) async fn enrol(
    (folder, place): (&mut Folder, &Path),
    address: &Address,
    (invitations, tenant): (Vec<Invitation>, Option<TenantId>),
    quiet: bool,
) -> Result<(), CommandError> {
    let intended = Intended::new(tenant, invitations.len());
    intended.keep(place)?;
    let progress = bar(invitations.len() as u64, "servers enrolled", quiet);
    let mut waiting = invitations.into_iter().zip(intended.names().cloned());
    let mut joining = JoinSet::new();
    let mut failed = None;
    loop {
        while joining.len() < AT_A_TIME && failed.is_none() {
            let Some((invitation, name)) = waiting.next() else {
                break;
            };
            let address = address.clone();
            joining.spawn(async move { join(&address, &invitation, Some(&name)).await });
        }
        let Some(first) = joining.join_next().await else {
            break;
        };
        // One sync keeps all that have come meanwhile.
        let mut new = Vec::new();
        let others = std::iter::from_fn(|| joining.try_join_next());
        for joined in std::iter::once(first).chain(others) {
            match joined {
                Ok(Ok(joined)) => new.push(Kept {
                    identity: joined.identity,
                    name: joined.name,
                    state: State::default(),
                }),
                Ok(Err(error)) => failed = Some(error.to_string()),
                Err(error) => failed = Some(error.to_string()),
            }
        }
        progress.inc(new.len() as u64);
        folder
            .add(new)
            .map_err(|error| CommandError::Server(error.to_string()))?;
    }
    ProgressBar::finish_and_clear(&progress);
    match failed {
        None => Intended::is_done(place),
        Some(reason) => Err(CommandError::Server(format!(
            "{reason}; {} servers are enrolled and kept, and the same command goes on from there",
            folder.servers().len()
        ))),
    }
}

/// Completes a control plane with what the invitations say of it.
pub(super) fn learn(plane: &mut ControlPlane, invitations: &[Invitation]) {
    if let Some(first) = invitations.first() {
        plane.learn(first);
    }
}
