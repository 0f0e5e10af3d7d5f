//! `landfall sites`: what customers serve, where it comes from and how users reach it.

mod arguments;
mod body;

pub(crate) use arguments::SitesCommand;

use http::HeaderMap;
use serde_json::{Value, json};

use self::{
    arguments::{AddArguments, DeleteArguments, GetArguments, ListArguments, SetArguments},
    body::{hostnames, upstreams, whole},
};
use crate::{
    config::Config,
    error::CommandError,
    output::{self, table},
    policy::no_account,
    remote::{Path, Remote},
};

/// The deploy requests that carry a change to the fleet, with commas between them.
const REQUESTS: &str = "landfall-deploy-requests";

/// Does what is asked for. `config` is loaded only where a data folder is needed.
pub(crate) async fn sites(
    command: SitesCommand,
    config: impl FnOnce() -> Result<Config, CommandError>,
    as_json: bool,
) -> Result<(), CommandError> {
    match command {
        SitesCommand::List(arguments) => list(arguments, config, as_json).await,
        SitesCommand::Get(arguments) => get(arguments, config, as_json).await,
        SitesCommand::Add(arguments) => add(arguments, config, as_json).await,
        SitesCommand::Set(arguments) => set(arguments, config, as_json).await,
        SitesCommand::Delete(arguments) => delete(arguments, config, as_json).await,
    }
}

async fn list(
    arguments: ListArguments,
    config: impl FnOnce() -> Result<Config, CommandError>,
    as_json: bool,
) -> Result<(), CommandError> {
    let account = &arguments.of.account;
    let remote = Remote::open(&arguments.remote, config)?;
    let listed = remote.get_json::<Value>(&all(account)).await;
    let listed = listed.map_err(|error| no_account(error, account))?;
    if as_json {
        return output::json(&listed["items"]);
    }
    let sites = listed["items"].as_array().into_iter().flatten();
    let rows: Vec<Vec<String>> = sites
        .map(|site| {
            let text = |member: &str| site[member].as_str().unwrap_or_default().to_owned();
            vec![
                text("id"),
                text("origin"),
                upstreams(site).collect::<Vec<_>>().join(" "),
                hostnames(site).collect::<Vec<_>>().join(" "),
                text("updated_at"),
            ]
        })
        .collect();
    if rows.is_empty() {
        output::note(&format!(
            "Account {account} has no site; `landfall sites add --account {account}` adds one."
        ));
        return Ok(());
    }
    let head = ["site", "origin", "upstreams", "host names", "changed"];
    output::line(&table(&head, rows));
    Ok(())
}

async fn get(
    arguments: GetArguments,
    config: impl FnOnce() -> Result<Config, CommandError>,
    as_json: bool,
) -> Result<(), CommandError> {
    let (account, site) = (&arguments.of.account, &arguments.site);
    let remote = Remote::open(&arguments.remote, config)?;
    let found = remote.get_json(&one(account, site)).await;
    let found: Value = found.map_err(|error| no_site(error, account, site))?;
    if as_json {
        return output::json(&found);
    }
    output::line(&whole(&found));
    Ok(())
}

async fn add(
    arguments: AddArguments,
    config: impl FnOnce() -> Result<Config, CommandError>,
    as_json: bool,
) -> Result<(), CommandError> {
    let body = arguments.members.body()?;
    let account = &arguments.of.account;
    let remote = Remote::open_to_write(&arguments.remote, &arguments.write, config)?;
    let key = arguments.idempotency_key.as_deref();
    let made = remote.post_once(&all(account), &body, key).await;
    let made: Value = made.map_err(|error| no_account(error, account))?;
    if as_json {
        return output::json(&made);
    }
    output::line(&whole(&made));
    Ok(())
}

async fn set(
    arguments: SetArguments,
    config: impl FnOnce() -> Result<Config, CommandError>,
    as_json: bool,
) -> Result<(), CommandError> {
    let (account, site) = (&arguments.of.account, &arguments.site);
    // What is wrong by itself is told before anybody is asked.
    let mut body = if arguments.names_one_by_one() {
        arguments.members.body()?
    } else {
        arguments.body(None)?
    };
    let remote = Remote::open_to_write(&arguments.remote, &arguments.write, config)?;
    let mut tag = None;
    if arguments.names_one_by_one() {
        let read = remote.get_tagged::<Value>(&one(account, site)).await;
        let (before, seen) = read.map_err(|error| no_site(error, account, site))?;
        (body, tag) = (arguments.body(Some(&before))?, seen);
    }
    let changed = remote.change(&one(account, site), &body, tag).await;
    let (after, headers): (Value, _) = changed.map_err(|error| no_site(error, account, site))?;
    let requests = requests(&headers);
    if as_json {
        return output::json(&json!({ "site": after, "deploy_requests": requests }));
    }
    output::line(&whole(&after));
    tell(&requests);
    Ok(())
}

async fn delete(
    arguments: DeleteArguments,
    config: impl FnOnce() -> Result<Config, CommandError>,
    as_json: bool,
) -> Result<(), CommandError> {
    let (account, site) = (&arguments.of.account, &arguments.site);
    let remote = Remote::open_to_write(&arguments.remote, &arguments.write, config)?;
    let removed = remote.delete(&one(account, site)).await;
    let headers = removed.map_err(|error| no_site(error, account, site))?;
    let requests = requests(&headers);
    if as_json {
        return output::json(&json!({ "deleted": site, "deploy_requests": requests }));
    }
    output::line(&format!("Site {site} is gone."));
    tell(&requests);
    Ok(())
}

fn all(account: &str) -> Path {
    Path::to(["customers", account, "sites"])
}

fn one(account: &str, site: &str) -> Path {
    Path::to(["customers", account, "sites", site])
}

/// The deploy requests that an answer names.
fn requests(headers: &HeaderMap) -> Vec<String> {
    let named = headers.get(REQUESTS).and_then(|value| value.to_str().ok());
    let named = named.into_iter().flat_map(|named| named.split(", "));
    named.map(ToOwned::to_owned).collect()
}

/// How to see the change land.
fn tell(requests: &[String]) {
    for request in requests {
        output::note(&format!(
            "Deploy request {request} carries it to the servers; `landfall status {request} --watch` shows it land."
        ));
    }
}

fn no_site(error: CommandError, account: &str, site: &str) -> CommandError {
    error.or_not_found(|| format!(
            "account {account} has no site {site} in view; `landfall sites list --account {account}` shows those there are"
))
}
