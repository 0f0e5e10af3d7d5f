//! `landfall zones`: what gateway groups are offered to whom.

mod arguments;
mod body;

pub(crate) use arguments::ZonesCommand;

use serde_json::{Value, json};

use self::{
    arguments::{AddArguments, DeleteArguments, GetArguments, ListArguments, SetArguments},
    body::{association, listed, offered, whole},
};
use crate::{
    config::Config,
    error::CommandError,
    output::{self, table},
    remote::{Path, Remote, names_of},
};

/// Does what is asked for. `config` is loaded only where a data folder is needed.
pub(crate) async fn zones(
    command: ZonesCommand,
    config: impl FnOnce() -> Result<Config, CommandError>,
    as_json: bool,
) -> Result<(), CommandError> {
    match command {
        ZonesCommand::List(arguments) => list(arguments, config, as_json).await,
        ZonesCommand::Get(arguments) => get(arguments, config, as_json).await,
        ZonesCommand::Add(arguments) => add(*arguments, config, as_json).await,
        ZonesCommand::Set(arguments) => set(*arguments, config, as_json).await,
        ZonesCommand::Delete(arguments) => delete(arguments, config, as_json).await,
    }
}

async fn list(
    arguments: ListArguments,
    config: impl FnOnce() -> Result<Config, CommandError>,
    as_json: bool,
) -> Result<(), CommandError> {
    let remote = Remote::open(&arguments.remote, config)?;
    let owner = arguments.owner.map(|owner| format!("owner_id = {owner}"));
    let conditions: Vec<String> = owner.into_iter().chain(arguments.filter).collect();
    let path = Path::to(["zones"])
        .with("order_by", "id")
        .filtered(&conditions);
    let found: Vec<Value> = remote.get_some(&path, arguments.limit).await?;
    if as_json {
        return output::json(&found);
    }
    if found.is_empty() {
        output::note("There are no such zones in view; `landfall zones add` defines one.");
        return Ok(());
    }
    let owners = found.iter().filter_map(|zone| zone["owner_id"].as_str());
    let names = names_of(&remote, owners).await?;
    let rows = found.iter().map(|zone| {
        let text = |member: &str| zone[member].as_str().unwrap_or_default().to_owned();
        let pairs: Vec<String> = listed(&zone["associations"]).map(association).collect();
        let owner = text("owner_id");
        vec![
            text("id"),
            text("name"),
            text("gateway_group_key"),
            names.get(&owner).cloned().unwrap_or(owner),
            offered(&zone["grants"]),
            pairs.join(", "),
        ]
    });
    let head = ["zone", "name", "gateway", "owner", "offered to", "for"];
    output::line(&table(&head, rows));
    Ok(())
}

async fn get(
    arguments: GetArguments,
    config: impl FnOnce() -> Result<Config, CommandError>,
    as_json: bool,
) -> Result<(), CommandError> {
    let remote = Remote::open(&arguments.remote, config)?;
    let found = remote.get_json(&place(&arguments.zone)).await;
    shown(
        &found.map_err(|error| unknown(error, &arguments.zone))?,
        as_json,
    )
}

async fn add(
    arguments: AddArguments,
    config: impl FnOnce() -> Result<Config, CommandError>,
    as_json: bool,
) -> Result<(), CommandError> {
    let mut body = arguments.members.body()?;
    if let Some(owner) = arguments.owner {
        body.insert("owner_id".to_owned(), json!(owner.to_string()));
    }
    let remote = Remote::open_to_write(&arguments.remote, &arguments.write, config)?;
    let key = arguments.idempotency_key.as_deref();
    let made = remote.post_once(&Path::to(["zones"]), &body, key).await;
    match made {
        Ok(zone) => shown(&zone, as_json),
        Err(error) => Err(with_groups(&remote, error).await),
    }
}

async fn set(
    arguments: SetArguments,
    config: impl FnOnce() -> Result<Config, CommandError>,
    as_json: bool,
) -> Result<(), CommandError> {
    let place = place(&arguments.zone);
    let one_by_one = !arguments.grant.is_empty() || !arguments.withdraw.is_empty();
    // What is wrong by itself is told before anybody is asked.
    let mut body = if one_by_one {
        arguments.members.body()?
    } else {
        arguments.body(None)?
    };
    let remote = Remote::open_to_write(&arguments.remote, &arguments.write, config)?;
    let mut tag = None;
    if one_by_one {
        let read = remote.get_tagged::<Value>(&place).await;
        let (zone, seen) = read.map_err(|error| unknown(error, &arguments.zone))?;
        (body, tag) = (arguments.body(Some(&zone))?, seen);
    }
    match remote.change(&place, &body, tag).await {
        Ok((zone, _)) => shown(&zone, as_json),
        Err(error) => {
            let error = unknown(error, &arguments.zone);
            Err(with_groups(&remote, error).await)
        }
    }
}

async fn delete(
    arguments: DeleteArguments,
    config: impl FnOnce() -> Result<Config, CommandError>,
    as_json: bool,
) -> Result<(), CommandError> {
    let remote = Remote::open_to_write(&arguments.remote, &arguments.write, config)?;
    let removed = remote.delete(&place(&arguments.zone)).await;
    removed.map_err(|error| unknown(error, &arguments.zone))?;
    if as_json {
        return output::json(&json!({ "deleted": arguments.zone }));
    }
    output::line(&format!("Zone {} is gone.", arguments.zone));
    Ok(())
}

fn place(zone: &str) -> Path {
    Path::to(["zones", zone])
}

fn shown(zone: &Value, as_json: bool) -> Result<(), CommandError> {
    if as_json {
        return output::json(zone);
    }
    output::line(&whole(zone));
    Ok(())
}

/// That there is no such zone, with how to find those there are.
fn unknown(error: CommandError, zone: &str) -> CommandError {
    error.or_not_found(|| {
        format!("there is no zone {zone} in view; `landfall zones list` shows those there are")
    })
}

/// A refusal that is about the gateway group, with the keys that there are, as far as the caller sees them.
async fn with_groups(remote: &Remote, error: CommandError) -> CommandError {
    let CommandError::Refused(refused) = &error else {
        return error;
    };
    let mut pointers = refused.errors.iter().filter_map(|it| it.pointer.as_deref());
    if !pointers.any(|pointer| pointer == "/gateway_group_key") {
        return error;
    }
    let groups = remote
        .get_some::<Value>(&Path::to(["gateway-groups"]), 20)
        .await;
    let keys: Vec<String> = groups
        .unwrap_or_default()
        .iter()
        .filter_map(|group| group["key"].as_str().map(ToOwned::to_owned))
        .collect();
    if keys.is_empty() {
        return error;
    }
    CommandError::Usage(format!(
        "{error}\nGateway groups that there are: {}",
        keys.join(", ")
    ))
}
