//! The policy that is to be deployed: one that a server has, or one from a file, which is added and locked.

use landfall_core::{
    id::PolicyId,
    model::Platform,
    rules::policy::{Difference, difference},
};
use serde::Deserialize;

use super::arguments::DeployArguments;
use crate::{
    error::CommandError,
    policy::{Loaded, Source, judged, live_policy, stored},
    remote::{Path, Remote},
};

/// A policy that is ready to be deployed.
pub(super) struct Ready {
    pub(super) id: PolicyId,
    pub(super) platform: String,
    pub(super) loaded: Loaded,
}

impl Ready {
    /// Its number and its name.
    pub(super) fn title(&self) -> String {
        format!("policy {} {:?}", self.id, self.loaded.policy.name)
    }
}

/// The policy that the command line names, locked. `account` is the account's id. Faults of a file end as a failure.
pub(super) async fn ready(
    remote: &Remote,
    arguments: &DeployArguments,
    account: &str,
    json: bool,
) -> Result<Ready, CommandError> {
    let id = match &arguments.policy {
        Source::Stored(id) => *id,
        file => add(remote, arguments, (file, account), json)
            .await
            .map_err(|error| match error {
                CommandError::Faults(text) => CommandError::NotLanded {
                    code: super::verdict::End::Failed.exit_code(),
                    text,
                },
                error => error,
            })?,
    };
    let loaded = stored(remote, id).await?;
    let member = |name| loaded.document.text(name).unwrap_or_default();
    let (of, platform, state) = (member("account_id"), member("platform"), member("state"));
    if of != account {
        return Err(CommandError::Usage(format!(
            "policy {id} is of another account than {}",
            arguments.account
        )));
    }
    let wanted = arguments.platform.map(Platform::as_str);
    if wanted.is_some_and(|wanted| wanted != platform) {
        return Err(CommandError::Usage(format!(
            "policy {id} is for {platform}; leave --platform out, or name another policy"
        )));
    }
    if state != "locked" {
        return Err(CommandError::Usage(format!(
            "policy {id} is a {state}; lock it first with `landfall policy lock {id}`"
        )));
    }
    Ok(Ready {
        id,
        platform,
        loaded,
    })
}

/// Adds the policy of a file, locked.
async fn add(
    remote: &Remote,
    arguments: &DeployArguments,
    (file, account): (&Source, &str),
    json: bool,
) -> Result<PolicyId, CommandError> {
    #[derive(Deserialize)]
    struct Added {
        id: String,
    }
    let platform = arguments.platform.map(Platform::as_str);
    let mut is_for = None;
    let loaded = file.load_file(|document| {
        is_for = document.text("platform");
        if let Some(platform) = platform {
            document.set("platform", platform);
        }
        document.set("account_id", account);
        document.set("state", "locked");
    })?;
    if let (Some(wanted), Some(is_for)) = (platform, is_for)
        && wanted != is_for
    {
        return Err(CommandError::Usage(format!(
            "{} is for {is_for} and not for {wanted}",
            loaded.label
        )));
    }
    let path = Path::to(["policies"]);
    let added = remote.post_json(&path, &loaded.document).await;
    let added: Added = added.map_err(|error| judged(&loaded.label, error, json))?;
    let id = added.id.parse();
    id.map_err(|_| CommandError::Server(format!("the server names a policy {:?}", added.id)))
}

/// What is live where the policy is to go, and how the policy differs from it; none if nothing is.
pub(super) async fn live(
    remote: &Remote,
    arguments: &DeployArguments,
    (account, ready): (&str, &Ready),
) -> Result<Option<(PolicyId, Loaded, Difference)>, CommandError> {
    let platform = ready.platform.parse().map_err(|_| {
        CommandError::Server(format!(
            "policy {} is for {}, which is not known here; is the server of another version?",
            ready.id, ready.platform
        ))
    })?;
    let live = live_policy(remote, account, platform, arguments.environment).await?;
    let Some(id) = live else {
        return Ok(None);
    };
    let loaded = stored(remote, id).await?;
    let found = difference(&loaded.policy, &ready.loaded.policy);
    Ok(Some((id, loaded, found)))
}
