//! The arguments.

use clap::Args;
use landfall_core::{id::OrganizationId, model::ResourceKind};

use crate::remote::RemoteArguments;

const TAIL: &str = "Examples:
  landfall events tail
  landfall events tail --type deployment. --json
  landfall events tail --after 0 --resource deploy_request/123456
  landfall events tail --organization 5a6d2c1e-3b7f-4f60-9f1d-0c4e8a1b2d06 --url https://landfall.example.com --token-file token

Each line has the time, the position, what happened, what it happened to, who did it, and what changed. To go on later from where it stopped, give
--after the last position that was shown: nothing is missed and nothing comes twice. With --json a line is the event as the native API has it.";

/// Show what happens, as it happens
///
/// Begins with what comes next, or behind the position --after. When the connection breaks it is made again and goes on where it
/// was, for ever; Ctrl-C ends it. Ends with 1 when the server refuses, such as when the events behind --after are no longer kept.
#[derive(Debug, Args)]
#[command(after_help = TAIL)]
pub(crate) struct TailArguments {
    /// Begin behind this position; 0 is the beginning of all events
    #[arg(long, value_name = "POSITION")]
    pub(super) after: Option<u64>,
    /// Only events whose kind begins like this, such as `deployment.` or `policy.locked`
    #[arg(long = "type", value_name = "TEXT")]
    pub(super) kind: Option<String>,
    /// Only events about this kind of thing, or about this thing of that kind
    #[arg(long, value_name = "KIND[/ID]", value_parser = resource)]
    pub(super) resource: Option<(ResourceKind, Option<String>)>,
    /// Only events of this organization and what lies below it
    #[arg(long, value_name = "UUID")]
    pub(super) organization: Option<OrganizationId>,
    /// End after so many events
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    pub(super) count: Option<u64>,
    #[command(flatten)]
    pub(super) remote: RemoteArguments,
}

/// A kind of thing, or one thing of it.
fn resource(text: &str) -> Result<(ResourceKind, Option<String>), String> {
    let (kind, id) = match text.split_once('/') {
        Some((kind, id)) => (kind, Some(id.to_owned())),
        None => (text, None),
    };
    if id.as_deref() == Some("") {
        return Err("write KIND or KIND/ID".to_owned());
    }
    let kind = kind.replace('-', "_").parse().map_err(|_| {
        let known: Vec<&str> = ResourceKind::ALL.iter().map(|kind| kind.as_str()).collect();
        format!(
            "there is no such kind of thing; there are: {}",
            known.join(", ")
        )
    })?;
    Ok((kind, id))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thing_is_a_kind_and_an_id() {
        let policy = ResourceKind::Policy;
        assert_eq!(resource("policy"), Ok((policy, None)));
        assert_eq!(resource("policy/7"), Ok((policy, Some("7".to_owned()))));
        let request = (ResourceKind::DeployRequest, Some("1/2".to_owned()));
        assert_eq!(resource("deploy-request/1/2"), Ok(request));
        assert!(resource("policy/").is_err());
        assert!(resource("nothing").unwrap_err().contains("fulfillment"));
    }
}
