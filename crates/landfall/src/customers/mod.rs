//! `landfall customers`: who uses what is sold.

mod arguments;
mod body;

pub(crate) use arguments::CustomersCommand;

use serde_json::{Map, Value};

use self::{
    arguments::{AddArguments, GetArguments, ListArguments, SetArguments},
    body::whole,
};
use crate::{
    config::Config,
    error::CommandError,
    output::{self, table},
    remote::{Path, Remote},
};

/// Does what is asked for. `config` is loaded only where a data folder is needed.
pub(crate) async fn customers(
    command: CustomersCommand,
    config: impl FnOnce() -> Result<Config, CommandError>,
    as_json: bool,
) -> Result<(), CommandError> {
    match command {
        CustomersCommand::List(arguments) => list(arguments, config, as_json).await,
        CustomersCommand::Get(arguments) => get(arguments, config, as_json).await,
        CustomersCommand::Add(arguments) => add(*arguments, config, as_json).await,
        CustomersCommand::Set(arguments) => set(*arguments, config, as_json).await,
    }
}

async fn list(
    arguments: ListArguments,
    config: impl FnOnce() -> Result<Config, CommandError>,
    as_json: bool,
) -> Result<(), CommandError> {
    let remote = Remote::open(&arguments.remote, config)?;
    let status = arguments.status.map(|status| format!("status = {status}"));
    let parent = arguments
        .parent
        .map(|parent| format!("parent_id = {parent}"));
    let conditions: Vec<String> = [status, parent, arguments.filter]
        .into_iter()
        .flatten()
        .collect();
    let path = Path::to(["customers"])
        .with("order_by", "rulesv4_account_number")
        .filtered(&conditions);
    let found: Vec<Value> = remote.get_some(&path, arguments.limit).await?;
    if as_json {
        return output::json(&found);
    }
    if found.is_empty() {
        output::note("There are no such customers in view.");
        return Ok(());
    }
    let rows = found.iter().map(|customer| {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let names = &customer["names"];
        vec![
            text(&names["rulesv4_account_number"]),
            text(&names["vipmp_customer_id"]),
            text(&customer["status"]),
            text(&customer["profile"]["address"]["country"]),
            text(&customer["external_reference"]),
            text(&customer["name"]),
        ]
    });
    let head = ["account", "vipmp", "status", "country", "reference", "name"];
    output::line(&table(&head, rows));
    Ok(())
}

async fn get(
    arguments: GetArguments,
    config: impl FnOnce() -> Result<Config, CommandError>,
    as_json: bool,
) -> Result<(), CommandError> {
    let name = &arguments.customer;
    let remote = Remote::open(&arguments.remote, config)?;
    let found = remote.get_json(&Path::to(["customers", name])).await;
    let found: Value = found.map_err(|error| no_customer(error, name))?;
    show(&found, as_json)
}

async fn add(
    arguments: AddArguments,
    config: impl FnOnce() -> Result<Config, CommandError>,
    as_json: bool,
) -> Result<(), CommandError> {
    let body = arguments.body()?;
    let remote = Remote::open_to_write(&arguments.remote, &arguments.write, config)?;
    let key = arguments.idempotency_key.as_deref();
    let made: Value = remote
        .post_once(&Path::to(["customers"]), &body, key)
        .await?;
    show(&made, as_json)?;
    if made["status"] == "pending" && !as_json {
        let id = made["names"]["rulesv4_account_number"].as_str();
        output::note(&format!(
            "It is validated within a second; `landfall customers get {}` shows what came of that.",
            id.unwrap_or_default()
        ));
    }
    Ok(())
}

async fn set(
    arguments: SetArguments,
    config: impl FnOnce() -> Result<Config, CommandError>,
    as_json: bool,
) -> Result<(), CommandError> {
    let body: Map<String, Value> = arguments.body()?;
    let name = &arguments.customer;
    let remote = Remote::open_to_write(&arguments.remote, &arguments.write, config)?;
    let path = Path::to(["customers", name]);
    let changed = remote.patch_json(&path, &body).await;
    let changed: Value = changed.map_err(|error| no_customer(error, name))?;
    show(&changed, as_json)
}

fn show(customer: &Value, as_json: bool) -> Result<(), CommandError> {
    if as_json {
        return output::json(customer);
    }
    output::line(&whole(customer));
    Ok(())
}

fn no_customer(error: CommandError, name: &str) -> CommandError {
    error.or_not_found(|| format!(
            "there is no customer {name} in view; give its account number such as 0001, or another of its names"
))
}
