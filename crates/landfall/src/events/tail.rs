//! Showing what happens.

use serde::Deserialize;
use serde_json::value::RawValue;

use super::TailArguments;
use crate::{
    config::Config,
    error::CommandError,
    output::{self, note},
    remote::{Heard, Path, Remote},
};

/// An event, as far as a line shows it.
#[derive(Debug, Deserialize)]
struct Shown<'e> {
    id: &'e str,
    at: &'e str,
    kind: &'e str,
    resource: &'e str,
    resource_id: std::borrow::Cow<'e, str>,
    actor: Actor,
    #[serde(borrow)]
    detail: &'e RawValue,
}

#[derive(Debug, Deserialize)]
struct Actor {
    kind: String,
    id: Option<String>,
}

/// Shows what happens until it is stopped, or has shown enough.
pub(crate) async fn tail(
    arguments: TailArguments,
    config: impl FnOnce() -> Result<Config, CommandError>,
    as_json: bool,
) -> Result<(), CommandError> {
    let remote = Remote::open(&arguments.remote, config)?;
    let mut watch = remote.watch(path(&arguments));
    let mut left = arguments.count.unwrap_or(u64::MAX);
    while left > 0 {
        let event = match watch.next().await? {
            Heard::Event(event) => event,
            Heard::Interrupted(why) => {
                note(&format!(
                    "The connection broke ({why}); going on where it was."
                ));
                continue;
            }
        };
        match event.kind.as_str() {
            "message" => {}
            "behind" => {
                note("The events came faster than they were taken; connecting again.");
                continue;
            }
            // What a newer server may tell besides.
            _ => continue,
        }
        if as_json {
            output::line(&event.data);
        } else {
            output::line(&line(&event.data)?);
        }
        left -= 1;
    }
    Ok(())
}

/// What is asked for.
fn path(arguments: &TailArguments) -> Path {
    let resource = arguments.resource.as_ref();
    Path::to(["events"])
        .with_some("after", arguments.after)
        .with_some("type", arguments.kind.as_deref())
        .with_some("resource", resource.map(|(kind, _)| kind.as_str()))
        .with_some("resource_id", resource.and_then(|(_, id)| id.as_deref()))
        .with_some("organization", arguments.organization)
}

/// An event in one line.
fn line(data: &str) -> Result<String, CommandError> {
    let shown: Shown<'_> = serde_json::from_str(data).map_err(|error| {
        CommandError::Server(format!(
            "the server tells something else than expected ({error}); is it of another version?"
        ))
    })?;
    let Shown {
        id,
        at,
        kind,
        resource,
        resource_id,
        actor,
        detail,
    } = shown;
    let actor = match actor.id {
        Some(id) => format!("{} {id}", actor.kind),
        None => actor.kind,
    };
    Ok(format!(
        "{at}  {id}  {kind}  {resource}/{resource_id}  {actor}  {detail}"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_is_one_line() {
        let event = r#"{"id":"42","event_id":"x","kind":"policy.locked","resource":"policy","resource_id":"7\"","organization_id":null,
            "actor":{"kind":"client","id":"3"},"detail":{"state":"locked"},"at":"2021-11-08T08:00:00.000001Z"}"#;
        assert_eq!(
            line(event).unwrap(),
            "2021-11-08T08:00:00.000001Z  42  policy.locked  policy/7\"  client 3  {\"state\":\"locked\"}"
        );
        let event = event.replace(r#""id":"3""#, r#""id":null"#);
        assert!(line(&event).unwrap().contains("  client  {"));
        assert!(line("{}").is_err());
    }
}
