//! What is live: the policy that was last handed to the servers of an environment.

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

/// The id of a customer by any of its names.
pub(crate) async fn account_id(remote: &Remote, name: &str) -> Result<String, CommandError> {
    let found = remote.get_json(&Path::to(["customers", name])).await;
    let customer: Customer = found.map_err(|error| match error {
        CommandError::Refused(refused) if refused.status == 404 => CommandError::Usage(format!(
            "there is no account {name} in view; give its number such as 0001, or another name of the customer"
        )),
        error => error,
    })?;
    Ok(customer.id)
}

/// The account number of a customer by any of its names.
pub(super) async fn account_number(
    remote: &Remote,
    name: &str,
) -> Result<Option<String>, CommandError> {
    let customer: Customer = remote.get_json(&Path::to(["customers", name])).await?;
    Ok(customer.names.rulesv4_account_number)
}

/// The policy that was last handed to the servers; none if none ever was.
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
        policy_id: String,
    }
    let filter = format!(
        "account_id = {account_id} AND platform = {platform} AND environment = {environment} AND state = deployed"
    );
    let path = Path::to(["deploy-requests"])
        .with("filter", filter)
        .with("order_by", "updated_at desc, id desc")
        .with("page_size", 1);
    let page: Page = remote.get_json(&path).await?;
    let Some(request) = page.items.into_iter().next() else {
        return Ok(None);
    };
    let id = request.policy_id.parse();
    id.map(Some)
        .map_err(|_| CommandError::Server("the server names a policy in an unknown way".to_owned()))
}
