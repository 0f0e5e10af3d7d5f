//! `landfall counters`: whether the counters of long lists are right, and making them anew.

use std::{
    io::{IsTerminal, Write, stderr},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use clap::Subcommand;
use landfall_control::admin::{check_counters, rebuild_counters};
use landfall_store::{CounterProgress, Create};
use serde_json::json;

use crate::{config::Config, error::CommandError, output, storage};

/// Lists of fulfillments find their pages and totals by counters, which every write keeps. They are wrong only if something
/// else has changed the store, such as SQL by hand. Both commands work on the store itself, so stop the server first.
#[derive(Debug, Subcommand)]
pub(crate) enum CountersCommand {
    /// Compare the counters with what they count; changes nothing, and fails if there is a fault
    Check,
    /// Make the counters anew from the record, in one transaction: broken off, it has changed nothing
    Rebuild,
}

/// Does what is asked for.
pub(super) async fn counters(
    command: &CountersCommand,
    config: &Config,
    as_json: bool,
) -> Result<(), CommandError> {
    let store = storage::open(config, Create::Never).await?;
    match command {
        CountersCommand::Check => {
            let progress = Progress::new("checked");
            let report = check_counters(store.as_ref(), progress.heard()).await;
            progress.end();
            let report = report?;
            if as_json {
                output::json(&json!({
                    "rows": report.rows,
                    "entries": report.entries,
                    "blocks": report.blocks,
                    "faults": report.faults,
                    "told": report.told,
                }))?;
            } else {
                for fault in &report.told {
                    output::line(fault);
                }
                output::line(&format!(
                    "{} fulfillments, {} entries in {} blocks: {}",
                    report.rows,
                    report.entries,
                    report.blocks,
                    match report.faults {
                        0 => "all are counted right.".to_owned(),
                        1 => "1 fault.".to_owned(),
                        faults => format!("{faults} faults."),
                    }
                ));
            }
            if report.faults > 0 {
                return Err(CommandError::Usage(
                    "the counters are not right; `landfall counters rebuild` makes them anew"
                        .to_owned(),
                ));
            }
        }
        CountersCommand::Rebuild => {
            let progress = Progress::new("rebuilt");
            let rows = rebuild_counters(store.as_ref(), progress.heard()).await;
            progress.end();
            let rows = rows?;
            if as_json {
                return output::json(&json!({ "rows": rows }));
            }
            output::line(&format!(
                "The counters of {rows} fulfillments were made anew."
            ));
        }
    }
    Ok(())
}

/// A line on a terminal that says how far it is.
struct Progress {
    what: &'static str,
    shown: Arc<AtomicU64>,
}

impl Progress {
    fn new(what: &'static str) -> Self {
        let shown = Arc::new(AtomicU64::new(u64::MAX));
        Self { what, shown }
    }

    fn heard(&self) -> CounterProgress {
        let (what, shown) = (self.what, Arc::clone(&self.shown));
        let visible = stderr().is_terminal();
        Arc::new(move |done, of| {
            let percent = done * 100 / of.max(1);
            if visible && shown.swap(percent, Ordering::Relaxed) != percent {
                let _ = write!(stderr(), "\r{what} {percent} %");
            }
        })
    }

    /// Leaves the line.
    fn end(&self) {
        if self.shown.load(Ordering::Relaxed) != u64::MAX {
            let _ = writeln!(stderr());
        }
    }
}
