//! Watching a deploy request until it ends.

use std::time::Duration;

use serde::Serialize;
use serde_json::value::RawValue;
use tokio::time::{Instant, timeout_at};

use super::{
    bars::Bars,
    lines::Lines,
    rejected,
    told::Landing,
    verdict::{End, sentence, verdict},
};
use crate::{
    error::CommandError,
    output::{self, note},
    remote::{Heard, Path, Remote},
};

/// How it is waited.
pub(super) struct Waiting {
    /// For how many percent of the servers.
    pub(super) wanted: f64,
    /// For how long; for ever if there is none.
    pub(super) most: Option<Duration>,
    /// Whether what is heard is printed as JSON, a line for each event.
    pub(super) json: bool,
}

/// An event, as it is printed.
#[derive(Serialize)]
struct Told<'t> {
    event: &'t str,
    landing: &'t RawValue,
}

/// The end, as it is printed.
#[derive(Serialize)]
struct Ended<'t> {
    event: &'static str,
    end: &'static str,
    exit_code: u8,
    outcome: &'t str,
    deploy_request_id: &'t str,
}

/// Shows a deploy request land. An end that is not the wanted one is an error.
pub(super) async fn follow(
    remote: &Remote,
    request: &str,
    waiting: &Waiting,
) -> Result<(), CommandError> {
    let began = Instant::now();
    let deadline = waiting.most.map(|most| began + most);
    let mut watch = remote.watch(Path::to(["deploy-requests", request, "watch"]));
    let mut bars = Bars::new(waiting.json);
    let mut lines = Lines::default();
    let mut last: Option<Landing> = None;
    let (end, landing) = loop {
        let heard = match deadline {
            None => watch.next().await?,
            Some(deadline) => match timeout_at(deadline, watch.next()).await {
                Ok(heard) => heard?,
                Err(_) => match last {
                    Some(landing) => break (End::TimedOut, landing),
                    None => {
                        return Err(CommandError::Server(format!(
                            "the server told nothing of deploy request {request} in time; see `landfall status {request}`"
                        )));
                    }
                },
            },
        };
        let event = match heard {
            Heard::Event(event) => event,
            Heard::Interrupted(why) => {
                let text = format!("The connection broke ({why}); trying again.");
                match &bars {
                    Some(bars) => bars.print(&text),
                    None => note(&text),
                }
                continue;
            }
        };
        let landing: Landing = serde_json::from_str(&event.data).map_err(|error| {
            CommandError::Server(format!(
                "the server tells something else than expected ({error}); is it of another version?"
            ))
        })?;
        let end = verdict(&landing, waiting.wanted);
        if waiting.json {
            // It has just been read as JSON.
            if let Ok(raw) = RawValue::from_string(event.data) {
                output::json(&Told {
                    event: &event.kind,
                    landing: &raw,
                })?;
            }
        } else if let Some(bars) = &mut bars {
            for named in lines.named(&landing) {
                bars.print(&named);
            }
            bars.show(&landing);
        } else {
            for line in lines.of(&landing, began.elapsed(), end.is_some()) {
                output::line(&line);
            }
        }
        if let Some(end) = end {
            break (end, landing);
        }
        last = Some(landing);
    };
    if let Some(bars) = &bars {
        bars.end();
    }
    let why = rejected::why(remote, &landing).await;
    ended(end, &landing, &why, waiting)
}

fn ended(end: End, landing: &Landing, why: &str, waiting: &Waiting) -> Result<(), CommandError> {
    if waiting.json {
        output::json(&Ended {
            event: "end",
            end: end.name(),
            exit_code: end.exit_code(),
            outcome: &landing.outcome,
            deploy_request_id: &landing.deploy_request_id,
        })?;
    }
    let text = sentence(end, landing, waiting.wanted) + why;
    if end == End::Landed {
        if !waiting.json {
            output::line(&text);
        }
        return Ok(());
    }
    Err(CommandError::NotLanded {
        code: end.exit_code(),
        text,
    })
}
