//! What is live: the policy that the log has last for the servers of an environment.

use landfall_core::{
    id::PolicyId,
    model::{Environment, Platform},
};
use serde::Deserialize;

use crate::{
    error::CommandError,
    remote::{Path, Remote},
};

#[derive(Deserialize)]
struct Customer {
    id: String,
    names: Names,
}

#[derive(Deserialize)]
struct Names {
    rulesv4_account_number: Option<String>,
}

/// Where a deploy request stands in the log.
#[derive(Deserialize)]
struct Standing {
    policy_id: String,
    generation: Option<u64>,
    superseded_by: Option<Successor>,
    rolled_back: Option<RolledBack>,
}

#[derive(Deserialize)]
struct Successor {
    deploy_request_id: String,
    generation: u64,
}

#[derive(Deserialize)]
struct RolledBack {
    by: Option<Successor>,
}

/// An account, as commands about policies need it.
pub(crate) struct Account {
    /// Its id.
    pub(crate) id: String,
    /// Its number, which stands in paths of policies; none if it has none.
    pub(crate) number: Option<String>,
}

/// The account of a customer, by any of its names.
pub(crate) async fn account(remote: &Remote, name: &str) -> Result<Account, CommandError> {
    let found = remote.get_json(&Path::to(["customers", name])).await;
    let customer: Customer = found.map_err(|error| no_account(error, name))?;
    Ok(Account {
        id: customer.id,
        number: customer.names.rulesv4_account_number,
    })
}

/// The id of a customer by any of its names.
pub(crate) async fn account_id(remote: &Remote, name: &str) -> Result<String, CommandError> {
    Ok(account(remote, name).await?.id)
}

/// Says in words that there is no such account.
pub(crate) fn no_account(error: CommandError, name: &str) -> CommandError {
    error.or_not_found(|| {
        format!("there is no account {name} in view; give its number such as 0001, or another name of the customer")
    })
}

/// The policy of the account's newest generation in the log; none if none ever was handed over, or the newest has taken it away.
pub(crate) async fn live_policy(
    remote: &Remote,
    account_id: &str,
    platform: Platform,
    environment: Environment,
) -> Result<Option<PolicyId>, CommandError> {
    #[derive(Deserialize)]
    struct Page {
        items: Vec<Request>,
    }
    #[derive(Deserialize)]
    struct Request {
        id: String,
    }
    let filter = format!(
        "account_id = {account_id} AND platform = {platform} AND environment = {environment} AND state = deployed"
    );
    let path = Path::to(["deploy-requests"])
        .with("filter", filter)
        .with("order_by", "updated_at desc, id desc")
        .with("page_size", 1);
    let page: Page = remote.get_json(&path).await?;
    let Some(mut request) = page.items.into_iter().next().map(|request| request.id) else {
        return Ok(None);
    };
    // The request that was changed last need not be the last in the log, which says what has taken its place.
    loop {
        let path = Path::to(["deploy-requests", &request, "propagation"]);
        let stands: Standing = remote.get_json(&path).await?;
        let undone = stands.rolled_back.map(|undone| undone.by);
        let next = match (stands.superseded_by, undone) {
            (Some(next), _) | (None, Some(Some(next))) => next,
            (None, Some(None)) => return Ok(None),
            (None, None) => {
                let id = stands.policy_id.parse();
                let unknown = "the server names a policy in an unknown way";
                return id
                    .map(Some)
                    .map_err(|_| CommandError::Server(unknown.to_owned()));
            }
        };
        if next.generation <= stands.generation.unwrap_or(0) {
            let text = format!(
                "the server says that deploy request {request} was superseded by an older one"
            );
            return Err(CommandError::Server(text));
        }
        request = next.deploy_request_id;
    }
}
