//! `landfall deploy`.

use std::io::{IsTerminal, Write};

use landfall_core::{id::PolicyId, rules::policy::Difference};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{
    DeployArguments,
    follow::{Waiting, follow},
    policy::{Ready, live, ready},
    told::Request,
};
use crate::{
    config::Config,
    error::CommandError,
    output,
    policy::{Loaded, account, difference_text},
    remote::{Path, Remote},
};

/// What is printed of the policy and of what it changes.
#[derive(Serialize)]
struct Changes<'p> {
    event: &'static str,
    policy_id: String,
    live_policy_id: Option<String>,
    difference: Option<&'p Difference>,
}

/// Deploys a policy and waits until it has landed.
pub(crate) async fn deploy(
    arguments: DeployArguments,
    config: impl FnOnce() -> Result<Config, CommandError>,
    json: bool,
) -> Result<(), CommandError> {
    let remote = Remote::open_to_write(&arguments.remote, &arguments.write, config)?;
    let account = account(&remote, &arguments.account).await?;
    let mut ready = ready(&remote, &arguments, &account, json).await?;
    let live = live(&remote, &arguments, (&account.id, &ready)).await?;
    if !json {
        tell(&arguments, &ready, live.as_ref());
        if !arguments.yes && !agrees(&arguments, &ready)? {
            return Err(CommandError::Usage(
                "nothing was deployed, and nothing was written".to_owned(),
            ));
        }
    }
    let is_new = !arguments.policy.is_stored();
    let id = ready.added(&remote, json).await?.to_string();
    if json {
        output::json(&Changes {
            event: "policy",
            policy_id: id.clone(),
            live_policy_id: live.as_ref().map(|(id, ..)| id.to_string()),
            difference: live.as_ref().map(|(.., found)| found),
        })?;
    } else if is_new {
        output::line(&format!("It is policy {id} now, locked."));
    }
    let body = json!({
        "account_id": account.id,
        "policy_id": id,
        "platform": ready.platform.as_str(),
        "environment": arguments.environment.as_str(),
        "message": arguments.message,
    });
    let request: Request = remote
        .post_json(&Path::to(["deploy-requests"]), &body)
        .await?;
    if json {
        output::json(&json!({
            "event": "submitted",
            "deploy_request_id": request.id,
            "policy_id": id,
            "state": request.state,
        }))?;
    } else {
        let text = format!("Deploy request {} is {}.", request.id, request.state);
        output::line(&text);
    }
    if arguments.no_wait {
        return Ok(());
    }
    let waiting = Waiting {
        wanted: arguments.wait,
        most: Some(arguments.timeout),
        json,
    };
    follow(&remote, &request.id, &waiting).await
}

/// The newest deploy request of an account, on that platform, in that environment and in that state, as far as they are given.
pub(super) async fn newest(
    remote: &Remote,
    (account, platform, environment): (&str, Option<&str>, Option<&str>),
    state: Option<&str>,
) -> Result<Option<Request>, CommandError> {
    #[derive(Deserialize)]
    struct Page {
        items: Vec<Request>,
    }
    let mut filter = format!("account_id = {account}");
    for (name, value) in [
        ("platform", platform),
        ("environment", environment),
        ("state", state),
    ] {
        if let Some(value) = value {
            filter = format!("{filter} AND {name} = {value}");
        }
    }
    let path = Path::to(["deploy-requests"])
        .with("filter", filter)
        .with("order_by", "id desc")
        .with("page_size", 1);
    let page: Page = remote.get_json(&path).await?;
    Ok(page.items.into_iter().next())
}

/// Tells what the policy changes.
fn tell(arguments: &DeployArguments, ready: &Ready, live: Option<&(PolicyId, Loaded, Difference)>) {
    let place = format!(
        "{} {} of account {}",
        ready.platform, arguments.environment, arguments.account
    );
    let title = ready.title();
    output::line(&match live {
        None => format!("Nothing is live on {place} yet: {title} is the first."),
        Some((id, ..)) if ready.is(*id) => format!("On {place}, {title} was deployed last."),
        Some((.., found)) if found.is_empty() => {
            format!("On {place}, {title} changes nothing in what was deployed last.")
        }
        Some((_, before, found)) => {
            let changes = difference_text(before, &ready.loaded, found);
            format!("What changes on {place}:\n{changes}\n")
        }
    });
}

/// Asks whether to go on, where there is somebody to ask.
fn agrees(arguments: &DeployArguments, ready: &Ready) -> Result<bool, CommandError> {
    let (input, error) = (std::io::stdin(), std::io::stderr());
    if !input.is_terminal() || !error.is_terminal() {
        return Ok(true);
    }
    let failed = |error: std::io::Error| {
        CommandError::Usage(format!("nobody can be asked: {error}; say --yes"))
    };
    let mut error = error.lock();
    write!(
        error,
        "Deploy {} to {} {} of account {}? [y/N] ",
        ready.title(),
        ready.platform,
        arguments.environment,
        arguments.account
    )
    .and_then(|()| error.flush())
    .map_err(failed)?;
    let mut answer = String::new();
    input.read_line(&mut answer).map_err(failed)?;
    Ok(is_yes(&answer))
}

fn is_yes(answer: &str) -> bool {
    matches!(answer.trim().to_ascii_lowercase().as_str(), "y" | "yes")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_yes_is_one() {
        for answer in ["y\n", "Yes\n", "  Y "] {
            assert!(is_yes(answer), "{answer}");
        }
        for answer in ["", "\n", "n\n", "yep", "no"] {
            assert!(!is_yes(answer), "{answer}");
        }
    }
}
