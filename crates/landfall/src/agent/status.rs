//! `landfall agent status`: what a running agent shows in its state folder.

use landfall_agent::{FolderLock, StatusFile, WrittenStatus};
use serde_json::json;

use super::config::AgentConfig;
use crate::{
    error::CommandError,
    output::{self, table},
};

/// Prints where the agent stands. An agent that does not run, or is not ready, is an error.
pub(super) fn status(config: &AgentConfig, as_json: bool) -> Result<(), CommandError> {
    let folder = config.state.display();
    let running = FolderLock::is_taken(&config.state);
    let file = StatusFile::in_folder(&config.state);
    let written = file
        .read()
        .map_err(|error| CommandError::Server(error.to_string()))?;
    let Some(written) = written else {
        return Err(CommandError::Server(format!(
            "there is no status in {folder}: no agent has run there; start it with `landfall agent run`"
        )));
    };
    if as_json {
        output::json(&json!({ "running": running, "status": written }))?;
    } else {
        show(&written, running);
    }
    if !running {
        return Err(CommandError::Server(format!(
            "no agent runs on {folder}; start it with `landfall agent run`"
        )));
    }
    if !written.status.ready {
        return Err(CommandError::Server("the agent is not ready".to_owned()));
    }
    Ok(())
}

fn show(written: &WrittenStatus, running: bool) {
    let status = &written.status;
    let yes = |yes: bool| if yes { "yes" } else { "no" };
    let head = status
        .head
        .map_or("unknown".to_owned(), |head| head.to_string());
    let connected = match &status.connection_problem {
        Some(problem) if !status.connected => format!("no: {problem}"),
        _ => yes(status.connected).to_owned(),
    };
    let mut rows = vec![
        ("server", status.server.to_string()),
        ("running", yes(running).to_owned()),
        ("ready", yes(status.ready).to_owned()),
        ("connected", connected),
        (
            "cursor",
            format!(
                "epoch {}, revision {} of {head}",
                status.epoch, status.revision
            ),
        ),
        ("accounts", status.accounts.to_string()),
        ("failed", status.exceptions.len().to_string()),
        ("written at", written.written_at.clone()),
    ];
    if let Some(trouble) = &status.trouble {
        rows.insert(3, ("stuck", trouble.clone()));
    }
    if status.unswept {
        rows.insert(5, ("resync", "under way".to_owned()));
    }
    for (name, value) in rows {
        output::line(&format!("{name:<11}{value}"));
    }
    if !status.exceptions.is_empty() {
        let rows = status.exceptions.iter().map(|one| {
            vec![
                one.account.to_string(),
                one.running.to_string(),
                one.wanted.to_string(),
                one.attempts.to_string(),
                one.retry_at.clone(),
                one.reason.clone(),
            ]
        });
        let head = ["account", "runs", "wanted", "tries", "next try", "reason"];
        output::line(&table(&head, rows));
    }
}
