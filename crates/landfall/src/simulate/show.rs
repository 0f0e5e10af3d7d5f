//! What one sees of simulated servers while they run.

use std::{fmt::Write, io::IsTerminal, time::Duration};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use landfall_simulate::{Counts, Simulation};
use serde::Serialize;
use tokio::time::{Instant, MissedTickBehavior, interval};

use crate::{error::CommandError, output};

/// How often something is shown.
const EVERY: Duration = Duration::from_secs(1);

/// A bar for work that has an end; nothing where nobody looks.
pub(super) fn bar(all: u64, what: &'static str, quiet: bool) -> ProgressBar {
    if quiet || !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(all);
    bar.set_draw_target(ProgressDrawTarget::stderr_with_hz(5));
    bar.set_message(what);
    // A template that cannot be read leaves the usual bar.
    if let Ok(style) = ProgressStyle::with_template("{bar:24} {pos} of {len} {msg}  {eta} left") {
        bar.set_style(style);
    }
    bar
}

/// A line of `--json`.
#[derive(Serialize)]
struct Line<'a> {
    #[serde(flatten)]
    counts: &'a Counts,
    /// Confirmations in the last second.
    applied_per_second: f64,
}

/// Shows where the servers stand, again and again, for as long as it is polled.
pub(super) async fn watch(simulation: &Simulation, as_json: bool) -> Result<(), CommandError> {
    let spinner = (!as_json && std::io::stderr().is_terminal()).then(ProgressBar::new_spinner);
    let mut ticks = interval(EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Skip);
    let (mut before, mut at) = (Counts::default(), Instant::now());
    loop {
        ticks.tick().await;
        let (counts, now) = (simulation.counts(), Instant::now());
        let seconds = now.duration_since(at).as_secs_f64().max(0.001);
        #[expect(clippy::cast_precision_loss, reason = "a rate for people")]
        let rate = (counts.applied - before.applied) as f64 / seconds;
        if as_json {
            output::json(&Line {
                counts: &counts,
                applied_per_second: (rate * 10.0).round() / 10.0,
            })?;
        } else if let Some(spinner) = &spinner {
            spinner.set_message(text(&counts, rate));
            spinner.tick();
        } else if counts != before {
            output::line(&text(&counts, rate));
        }
        (before, at) = (counts, now);
    }
}

fn text(counts: &Counts, rate: f64) -> String {
    let Counts {
        servers,
        connected,
        lowest,
        highest,
        ..
    } = counts;
    let cursor = if lowest == highest {
        format!("at revision {lowest}")
    } else {
        format!("at revisions {lowest} to {highest}")
    };
    let mut text =
        format!("{connected} of {servers} servers connected, {cursor}, {rate:.0} applied/s");
    if counts.exceptions > 0 {
        let _ = write!(text, ", {} accounts failed", counts.exceptions);
    }
    if counts.given_up > 0 {
        let _ = write!(text, ", {} not dialled any more", counts.given_up);
    }
    if let Some(problem) = counts.problem.as_ref().filter(|_| connected < servers) {
        let _ = write!(text, "; {problem}");
    }
    text
}
