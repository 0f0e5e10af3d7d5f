//! What an import tells while it goes on and at its end. Nothing is told before it is on disk.

use landfall_control::admin::{BadLine, ImportOutcome};
use serde_json::json;

use super::{progress::Progress, stretches::Stretch};
use crate::{error::CommandError, output};

/// What an import has told so far.
pub(super) struct Report {
    as_json: bool,
    max_bad: u64,
    added: u64,
    unchanged: u64,
    bad: u64,
    progress: Progress,
}

impl Report {
    /// Of a file of so many bytes, if that is known, with at most so many bad lines.
    pub(super) fn new(bytes: Option<u64>, max_bad: u64, as_json: bool) -> Self {
        Self {
            as_json,
            max_bad,
            added: 0,
            unchanged: 0,
            bad: 0,
            progress: Progress::new(bytes, true, as_json),
        }
    }

    /// What became of a stretch, which is on disk.
    pub(super) fn stretch(
        &mut self,
        last: u64,
        taken: u64,
        outcome: &ImportOutcome,
    ) -> Result<(), CommandError> {
        self.added += outcome.added;
        self.unchanged += outcome.unchanged;
        for bad in &outcome.bad {
            self.bad_line(bad)?;
        }
        self.progress
            .advance(taken, outcome.added + outcome.unchanged);
        if self.as_json && !outcome.stopped {
            output::json(&json!({ "kept": {
                "through_line": last, "added": outcome.added, "unchanged": outcome.unchanged,
            } }))?;
        }
        Ok(())
    }

    fn bad_line(&mut self, bad: &BadLine) -> Result<(), CommandError> {
        self.bad += 1;
        if self.bad > self.max_bad {
            return Ok(());
        }
        if self.as_json {
            return output::json(&json!({ "bad": bad }));
        }
        let text = if bad.member.is_empty() {
            format!("line {}: {}", bad.line, bad.text)
        } else {
            format!("line {}: {}: {}", bad.line, bad.member, bad.text)
        };
        self.progress.print(|| output::note(&text));
        Ok(())
    }

    /// The sum of everything; an error when there were bad lines.
    pub(super) fn end(self, stopped_at: Option<&Stretch>) -> Result<(), CommandError> {
        self.progress.end();
        let stopped = stopped_at.is_some();
        if self.as_json {
            output::json(&json!({ "summary": {
                "added": self.added, "unchanged": self.unchanged, "bad": self.bad, "stopped": stopped,
            } }))?;
        } else {
            output::line(&format!(
                "{} objects were added, {} were there already.",
                self.added, self.unchanged
            ));
        }
        if self.bad == 0 {
            return Ok(());
        }
        let told = self.bad.min(self.max_bad);
        let others = if told < self.bad {
            format!(", of which {told} are told")
        } else {
            String::new()
        };
        let lines = if self.bad == 1 {
            "line is"
        } else {
            "lines are"
        };
        Err(CommandError::BadLines(if stopped {
            format!(
                "{} {lines} bad{others}, and what comes behind was left alone; mend the file and run the command again, or \
                 add --keep-going",
                self.bad
            )
        } else {
            format!(
                "{} {lines} bad{others}; everything else is in: mend them and run the command again",
                self.bad
            )
        }))
    }
}
