//! The policy that is to be deployed: one that a server has, or one from a file, which is added and locked once that is wanted.

use landfall_core::{
    id::PolicyId,
    model::Platform,
    rules::policy::{Capabilities, Difference, difference, verify},
};
use serde::Deserialize;

use super::arguments::DeployArguments;
use crate::{
    error::CommandError,
    policy::{Account, Loaded, Source, judged, live_policy, stored, told},
    remote::{Path, Remote},
};

/// A policy that can be deployed.
pub(super) struct Ready {
    /// Its number; none as long as a server does not have it.
    id: Option<PolicyId>,
    pub(super) platform: Platform,
    pub(super) loaded: Loaded,
}

impl Ready {
    /// Its number, or where it comes from, and its name.
    pub(super) fn title(&self) -> String {
        let name = &self.loaded.policy.name;
        match self.id {
            Some(id) => format!("policy {id} {name:?}"),
            None => format!("{name:?} of {}", self.loaded.label),
        }
    }

    /// Whether it is this policy of a server.
    pub(super) fn is(&self, id: PolicyId) -> bool {
        self.id == Some(id)
    }

    /// Has a server have it, locked, unless it does; gives its number.
    pub(super) async fn added(
        &mut self,
        remote: &Remote,
        json: bool,
    ) -> Result<PolicyId, CommandError> {
        #[derive(Deserialize)]
        struct Added {
            id: String,
        }
        if let Some(id) = self.id {
            return Ok(id);
        }
        let path = Path::to(["policies"]);
        let added = remote.post_json(&path, &self.loaded.document).await;
        let judged = |error| failed(judged(&self.loaded.label, error, json));
        let added: Added = added.map_err(judged)?;
        let unknown = |_| CommandError::Server(format!("the server names a policy {:?}", added.id));
        let id = added.id.parse().map_err(unknown)?;
        self.id = Some(id);
        Ok(id)
    }
}

/// Faults of a policy end the command as a failure.
fn failed(error: CommandError) -> CommandError {
    match error {
        CommandError::Faults(text) => CommandError::NotLanded {
            code: super::verdict::End::Failed.exit_code(),
            text,
        },
        error => error,
    }
}

/// The policy that the command line names. Nothing is written.
pub(super) async fn ready(
    remote: &Remote,
    arguments: &DeployArguments,
    account: &Account,
    json: bool,
) -> Result<Ready, CommandError> {
    let id = match &arguments.policy {
        Source::Stored(id) => *id,
        file => {
            let read = read(arguments, (file, account), json).await;
            return read.map_err(failed);
        }
    };
    let loaded = stored(remote, id).await?;
    let member = |name| loaded.document.text(name).unwrap_or_default();
    let (of, state, platform) = (
        member("account_id"),
        member("state"),
        loaded.policy.platform,
    );
    if of != account.id {
        return Err(CommandError::Usage(format!(
            "policy {id} is of another account than {}",
            arguments.account
        )));
    }
    if arguments.platform.is_some_and(|wanted| wanted != platform) {
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
        id: Some(id),
        platform,
        loaded,
    })
}

/// The policy of a file, as it would be added. What is wrong with it is told before anybody is asked; what only the fleet knows,
/// such as types that its servers lack, when it is added.
async fn read(
    arguments: &DeployArguments,
    (file, account): (&Source, &Account),
    json: bool,
) -> Result<Ready, CommandError> {
    let platform = arguments.platform.map(Platform::as_str);
    let mut is_for = None;
    let loaded = file.load_file(|document| {
        is_for = document.text("platform");
        if let Some(platform) = platform {
            document.set("platform", platform);
        }
        document.set("account_id", account.id.as_str());
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
    let number = account.number.as_deref();
    if let Some(number) = number.and_then(|number| number.parse().ok()) {
        let rules: Vec<String> = loaded.matches().into_iter().map(str::to_owned).collect();
        // It can take seconds for patterns that were made for it.
        let verifying = tokio::task::spawn_blocking(move || {
            verify(&number, &rules, &Capabilities::everything())
        });
        let findings = verifying.await.map_err(|error| {
            CommandError::Server(format!("the verification ended early: {error}"))
        })?;
        if !findings.is_empty() {
            return Err(told(&loaded.label, &findings, json));
        }
    }
    Ok(Ready {
        id: None,
        platform: loaded.policy.platform,
        loaded,
    })
}

/// What is live where the policy is to go, and how the policy differs from it; none if nothing is.
pub(super) async fn live(
    remote: &Remote,
    arguments: &DeployArguments,
    (account, ready): (&str, &Ready),
) -> Result<Option<(PolicyId, Loaded, Difference)>, CommandError> {
    let live = live_policy(remote, account, ready.platform, arguments.environment).await?;
    let Some(id) = live else {
        return Ok(None);
    };
    let loaded = stored(remote, id).await?;
    let found = difference(&loaded.policy, &ready.loaded.policy);
    Ok(Some((id, loaded, found)))
}
