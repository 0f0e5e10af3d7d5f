//! `landfall orders`: what is ordered for customers, and what came of it.

mod arguments;
mod body;

pub(crate) use arguments::OrdersCommand;

use serde_json::{Value, json};

use self::{
    arguments::{CancelArguments, GetArguments, ListArguments, SubmitArguments},
    body::whole,
};
use crate::{
    config::Config,
    error::CommandError,
    output::{self, table},
    policy::account_id,
    remote::{Path, Remote},
};

/// Does what is asked for. `config` is loaded only where a data folder is needed.
pub(crate) async fn orders(
    command: OrdersCommand,
    config: impl FnOnce() -> Result<Config, CommandError>,
    as_json: bool,
) -> Result<(), CommandError> {
    match command {
        OrdersCommand::List(arguments) => list(arguments, config, as_json).await,
        OrdersCommand::Get(arguments) => get(arguments, config, as_json).await,
        OrdersCommand::Submit(arguments) => submit(*arguments, config, as_json).await,
        OrdersCommand::Cancel(arguments) => cancel(arguments, config, as_json).await,
    }
}

async fn list(
    arguments: ListArguments,
    config: impl FnOnce() -> Result<Config, CommandError>,
    as_json: bool,
) -> Result<(), CommandError> {
    let remote = Remote::open(&arguments.remote, config)?;
    let account = match &arguments.account {
        Some(account) => Some(format!(
            "account_id = {}",
            account_id(&remote, account).await?
        )),
        None => None,
    };
    let status = arguments.status.map(|status| format!("status = {status}"));
    let seller = arguments
        .seller
        .map(|seller| format!("seller_id = {seller}"));
    let conditions: Vec<String> = [account, status, seller, arguments.filter]
        .into_iter()
        .flatten()
        .collect();
    let path = Path::to(["fulfillments"])
        .with("order_by", "created_at desc")
        .filtered(&conditions);
    let found: Vec<Value> = remote.get_some(&path, arguments.limit).await?;
    if as_json {
        return output::json(&found);
    }
    if found.is_empty() {
        output::note("There are no such orders in view.");
        return Ok(());
    }
    let rows = found.iter().map(|order| {
        let members = ["id", "status", "kind", "account_id", "created_at", "user"];
        let texts = members.map(|member| order[member].as_str().unwrap_or_default().to_owned());
        texts.to_vec()
    });
    let head = ["order", "status", "kind", "customer", "ordered", "by"];
    output::line(&table(&head, rows));
    Ok(())
}

async fn get(
    arguments: GetArguments,
    config: impl FnOnce() -> Result<Config, CommandError>,
    as_json: bool,
) -> Result<(), CommandError> {
    let remote = Remote::open(&arguments.remote, config)?;
    let found = remote.get_json(&one(&arguments.order)).await;
    let found: Value = found.map_err(|error| no_order(error, &arguments.order))?;
    show(&found, as_json)
}

async fn submit(
    arguments: SubmitArguments,
    config: impl FnOnce() -> Result<Config, CommandError>,
    as_json: bool,
) -> Result<(), CommandError> {
    let body = arguments.body()?;
    let remote = Remote::open_to_write(&arguments.remote, &arguments.write, config)?;
    let key = arguments.idempotency_key.as_deref();
    let made = remote
        .post_once(&Path::to(["fulfillments"]), &body, key)
        .await;
    let made: Value = made?;
    show(&made, as_json)?;
    if !as_json {
        output::note(&format!(
            "It is carried out in the background; `landfall orders get {}` shows how it goes on.",
            made["id"].as_str().unwrap_or_default()
        ));
    }
    Ok(())
}

async fn cancel(
    arguments: CancelArguments,
    config: impl FnOnce() -> Result<Config, CommandError>,
    as_json: bool,
) -> Result<(), CommandError> {
    let order = &arguments.order;
    let remote = Remote::open_to_write(&arguments.remote, &arguments.write, config)?;
    let path = Path::to(["fulfillments", order, "cancel"]);
    let cancelled = remote.post_json(&path, &json!({})).await;
    let cancelled: Value = cancelled.map_err(|error| no_order(error, order))?;
    show(&cancelled, as_json)
}

fn one(order: &str) -> Path {
    Path::to(["fulfillments", order])
}

fn show(order: &Value, as_json: bool) -> Result<(), CommandError> {
    if as_json {
        return output::json(order);
    }
    output::line(&whole(order));
    Ok(())
}

fn no_order(error: CommandError, order: &str) -> CommandError {
    error.or_not_found(|| {
        format!("there is no order {order} in view; `landfall orders list` shows those there are")
    })
}
