//! The policy that is to be deployed: one that a server has, or one from a file, which is added and locked.

use std::{collections::BTreeMap, path::Path as File};

use landfall_core::{
    id::PolicyId,
    rules::policy::{Side, SideRule},
};
use serde::Deserialize;
use serde_json::{Map, Value, value::RawValue};

use super::arguments::DeployArguments;
use crate::{
    error::CommandError,
    remote::{Path, Remote},
};

/// A policy as a server shows it, as far as it is needed here.
#[derive(Debug, Deserialize)]
pub(super) struct Policy {
    pub(super) id: String,
    account_id: String,
    name: String,
    description: Option<String>,
    state: String,
    pub(super) platform: String,
    rules: Vec<Rule>,
}

#[derive(Debug, Deserialize)]
struct Rule {
    name: Option<String>,
    description: Option<String>,
    matches: Box<RawValue>,
}

impl Policy {
    /// What is compared of it.
    pub(super) fn side(&self) -> Side<'_> {
        let rules = self.rules.iter().map(|rule| SideRule {
            id: None,
            name: rule.name.as_deref(),
            description: rule.description.as_deref(),
            matches: rule.matches.get(),
        });
        Side {
            name: &self.name,
            description: self.description.as_deref(),
            rules: rules.collect(),
        }
    }

    /// Its number and its name.
    pub(super) fn title(&self) -> String {
        format!("policy {} ({})", self.id, self.name)
    }
}

/// Reads a policy of a server.
pub(super) async fn read(remote: &Remote, id: &str) -> Result<Policy, CommandError> {
    remote.get_json(&Path::to(["policies", id])).await
}

/// The policy that the command line names, which is locked afterwards. `account` is the account's id.
pub(super) async fn named(
    remote: &Remote,
    arguments: &DeployArguments,
    account: &str,
) -> Result<Policy, CommandError> {
    let named = &arguments.policy;
    let policy = if named.parse::<PolicyId>().is_ok() {
        read(remote, named).await?
    } else {
        let file = File::new(named);
        let text = std::fs::read(file).map_err(CommandError::file(file))?;
        let platform = arguments.platform.map(|platform| platform.as_str());
        let body = body(&text, account, platform);
        let body = body.map_err(|why| CommandError::Usage(format!("{named}: {why}")))?;
        remote.post_json(&Path::to(["policies"]), &body).await?
    };
    if policy.account_id != account {
        return Err(CommandError::Usage(format!(
            "policy {} is of another account than {}",
            policy.id, arguments.account
        )));
    }
    if let Some(platform) = arguments.platform
        && policy.platform != platform.as_str()
    {
        return Err(CommandError::Usage(format!(
            "policy {} is for {} and not for {platform}",
            policy.id, policy.platform
        )));
    }
    if policy.state != "locked" {
        return Err(CommandError::Usage(format!(
            "policy {} is a draft; lock it first with `landfall policy lock {}`",
            policy.id, policy.id
        )));
    }
    Ok(policy)
}

/// What is sent to have the policy of a file added and locked. What is in it is sent word for word.
fn body(
    text: &[u8],
    account: &str,
    platform: Option<&str>,
) -> Result<BTreeMap<String, Box<RawValue>>, String> {
    let members = serde_json::from_slice::<Map<String, Value>>(text);
    let members = members.map_err(|error| format!("it is no policy as JSON: {error}"))?;
    let mut policy: BTreeMap<String, Box<RawValue>> = serde_json::from_slice(text)
        .map_err(|error| format!("it is no policy as JSON: {error}"))?;
    let mut add = |name: &str, text: &str| {
        let text = Value::from(text).to_string();
        let text = RawValue::from_string(text).expect("a text is JSON");
        policy.insert(name.to_owned(), text);
    };
    match (platform, members.get("platform").and_then(Value::as_str)) {
        (Some(wanted), Some(is_for)) if wanted != is_for => {
            return Err(format!("the policy is for {is_for} and not for {wanted}"));
        }
        (Some(wanted), None) => add("platform", wanted),
        _ => {}
    }
    add("account_id", account);
    add("state", "locked");
    Ok(policy)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_sent_with_its_account_and_locked() {
        let text = br#"{"name":"shop","state":"draft","rules":[{"matches":[{"type":"match.always","x":1.50}]}]}"#;
        let sent = body(text, "5a6d", Some("adn")).unwrap();
        assert_eq!(
            serde_json::to_string(&sent).unwrap(),
            r#"{"account_id":"5a6d","name":"shop","platform":"adn","rules":[{"matches":[{"type":"match.always","x":1.50}]}],"state":"locked"}"#
        );
        let other = body(br#"{"platform":"http_large"}"#, "5a6d", Some("adn")).unwrap_err();
        assert!(other.contains("http_large"), "{other}");
        assert!(body(b"[]", "5a6d", None).is_err());
        assert!(body(b"{", "5a6d", None).is_err());
    }
}
