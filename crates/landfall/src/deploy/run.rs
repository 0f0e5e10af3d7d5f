//! `landfall deploy`.

use std::io::{IsTerminal, Write};

use landfall_core::rules::policy::{Difference, difference};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{
    DeployArguments,
    difference::lines,
    follow::{Waiting, follow},
    policy::{self, Policy},
    told::Request,
};
use crate::{
    config::Config,
    error::CommandError,
    output::{self, note},
    remote::{Path, Remote},
};

/// A customer, as far as it is needed here.
#[derive(Debug, Deserialize)]
pub(super) struct Customer {
    pub(super) id: String,
}

/// What is printed of the policy and of what it changes.
#[derive(Serialize)]
struct Changes<'p> {
    event: &'static str,
    policy_id: &'p str,
    live_policy_id: Option<&'p str>,
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
    let policy = policy::named(&remote, &arguments, &account).await?;
    let live = live(&remote, &arguments, (&account, &policy)).await?;
    let changes = (live.as_ref()).map(|live| difference(live.side(), policy.side()));
    if json {
        output::json(&Changes {
            event: "policy",
            policy_id: &policy.id,
            live_policy_id: live.as_ref().map(|live| live.id.as_str()),
            difference: changes.as_ref(),
        })?;
    } else {
        tell(&arguments, &policy, live.as_ref().zip(changes.as_ref()));
    }
    if !arguments.yes && !json && !agrees(&arguments, &policy)? {
        note("Nothing was deployed.");
        return Ok(());
    }
    let body = json!({
        "account_id": account,
        "policy_id": policy.id,
        "platform": policy.platform,
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
            "policy_id": request.policy_id,
            "state": request.state,
        }))?;
    } else {
        output::line(&format!(
            "Deploy request {} is {}.",
            request.id, request.state
        ));
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

/// The id of the account that is named.
pub(super) async fn account(remote: &Remote, named: &str) -> Result<String, CommandError> {
    let customer: Customer = remote.get_json(&Path::to(["customers", named])).await?;
    Ok(customer.id)
}

/// The policy that is live where the other one is to go; none if there is none.
async fn live(
    remote: &Remote,
    arguments: &DeployArguments,
    (account, policy): (&str, &Policy),
) -> Result<Option<Policy>, CommandError> {
    let place = (
        account,
        Some(policy.platform.as_str()),
        Some(arguments.environment.as_str()),
    );
    match newest(remote, place, Some("deployed")).await? {
        Some(request) => policy::read(remote, &request.policy_id).await.map(Some),
        None => Ok(None),
    }
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
fn tell(arguments: &DeployArguments, policy: &Policy, live: Option<(&Policy, &Difference)>) {
    let place = format!(
        "{} {} of account {}",
        policy.platform, arguments.environment, arguments.account
    );
    match live {
        None => output::line(&format!(
            "Nothing is live on {place}; {} is the first.",
            policy.title()
        )),
        Some((live, _)) if live.id == policy.id => {
            output::line(&format!(
                "{} is live on {place} already.",
                capital(&live.title())
            ));
        }
        Some((live, changes)) => {
            output::line(&format!(
                "{} takes the place of {} on {place}:",
                capital(&policy.title()),
                live.title()
            ));
            if changes.is_of_texts_only() {
                output::line("  the same rules in the same order");
            }
            for line in lines(changes) {
                output::line(&format!("  {line}"));
            }
        }
    }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters
        .next()
        .map(|letter| letter.to_uppercase().to_string());
    first.unwrap_or_default() + letters.as_str()
}

/// Asks whether to go on, where there is somebody to ask.
fn agrees(arguments: &DeployArguments, policy: &Policy) -> Result<bool, CommandError> {
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
        policy.title(),
        policy.platform,
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
