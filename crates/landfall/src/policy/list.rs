//! `landfall policy list` and `get`.

use std::collections::HashMap;

use serde::Deserialize;
use serde_json::{Value, value::RawValue};

use super::{
    arguments::{GetArguments, ListArguments},
    live::account_id,
    source::not_there,
};
use crate::{
    config::Config,
    error::CommandError,
    output::{self, HEADLINE, table},
    remote::{Path, Remote},
};

/// How many ids stand in one filter.
const IN: usize = 50;

pub(super) async fn list(
    arguments: ListArguments,
    config: impl FnOnce() -> Result<Config, CommandError>,
    as_json: bool,
) -> Result<(), CommandError> {
    let remote = Remote::open(&arguments.remote, config)?;
    let mut conditions = Vec::new();
    if let Some(account) = &arguments.account {
        let id = account_id(&remote, account).await?;
        conditions.push(format!("account_id = {id}"));
    }
    conditions.extend(arguments.state.map(|state| format!("state = {state}")));
    conditions.extend(
        arguments
            .platform
            .map(|platform| format!("platform = {platform}")),
    );
    conditions.extend(arguments.filter);
    let path = Path::to(["policies"])
        .with("order_by", "id desc")
        .filtered(&conditions);
    let found: Vec<Value> = remote.get_some(&path, arguments.limit).await?;
    if as_json {
        return output::json(&found);
    }
    if found.is_empty() {
        output::note("There are no such policies in view.");
        return Ok(());
    }
    let numbers = account_numbers(&remote, &found).await?;
    let rows = found.iter().map(|policy| {
        let text = |member: &str| policy[member].as_str().unwrap_or_default().to_owned();
        let account = text("account_id");
        vec![
            text("id"),
            numbers.get(&account).cloned().unwrap_or(account),
            text("platform"),
            text("state"),
            text("updated_at"),
            text("name"),
        ]
    });
    let head = ["policy", "account", "platform", "state", "changed", "name"];
    output::line(&table(&head, rows));
    Ok(())
}

/// The account numbers of the customers that policies name by their ids.
async fn account_numbers(
    remote: &Remote,
    policies: &[Value],
) -> Result<HashMap<String, String>, CommandError> {
    #[derive(Deserialize)]
    struct Customer {
        id: String,
        names: HashMap<String, Option<String>>,
    }
    let mut ids: Vec<&str> = policies
        .iter()
        .filter_map(|policy| policy["account_id"].as_str())
        .collect();
    ids.sort_unstable();
    ids.dedup();
    let mut numbers = HashMap::new();
    for some in ids.chunks(IN) {
        let filter = format!("id IN ({})", some.join(", "));
        let path = Path::to(["customers"]).with("filter", filter);
        let customers: Vec<Customer> = remote.get_all(&path).await?;
        numbers.extend(customers.into_iter().filter_map(|mut customer| {
            let number = customer.names.remove("rulesv4_account_number")??;
            Some((customer.id, number))
        }));
    }
    Ok(numbers)
}

pub(super) async fn get(
    arguments: GetArguments,
    config: impl FnOnce() -> Result<Config, CommandError>,
    as_json: bool,
) -> Result<(), CommandError> {
    let remote = Remote::open(&arguments.remote, config)?;
    let id = arguments.policy.to_string();
    let shown = remote.get_json(&Path::to(["policies", &id])).await;
    let shown: Box<RawValue> = shown.map_err(|error| not_there(arguments.policy, error))?;
    if as_json {
        // Word for word, so that it can be added again.
        output::line(shown.get());
        return Ok(());
    }
    let policy: Value = serde_json::from_str(shown.get())
        .map_err(|error| CommandError::Server(format!("policy {id} cannot be read: {error}")))?;
    output::line(&whole(&policy));
    Ok(())
}

/// A policy for people: what it is, how it got there, and its rules.
fn whole(policy: &Value) -> String {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let mut lines = vec![format!(
        "{HEADLINE}policy {}{HEADLINE:#}",
        text(&policy["id"])
    )];
    for (name, member) in [
        ("name", "name"),
        ("description", "description"),
        ("account", "account_id"),
        ("platform", "platform"),
        ("state", "state"),
    ] {
        let value = text(&policy[member]);
        if !value.is_empty() {
            lines.push(format!("{name:12} {value}"));
        }
    }
    for step in policy["history"].as_array().into_iter().flatten() {
        let (kind, at, user) = (
            text(&step["kind"]),
            text(&step["at"]),
            text(&step["user_id"]),
        );
        lines.push(format!("{kind:12} {at} by user {user}"));
    }
    for (index, rule) in policy["rules"].as_array().into_iter().flatten().enumerate() {
        let titles = ["name", "description"].map(|member| text(&rule[member]));
        let title = titles.into_iter().find(|title| !title.is_empty());
        let title = title.map(|title| format!(": {title}")).unwrap_or_default();
        lines.push(String::new());
        lines.push(format!(
            "{HEADLINE}/rules/{index}{HEADLINE:#} (rule {}){title}",
            text(&rule["id"])
        ));
        let matches = serde_json::to_string_pretty(&rule["matches"]).unwrap_or_default();
        lines.extend(matches.lines().map(str::to_owned));
    }
    lines.join("\n")
}
