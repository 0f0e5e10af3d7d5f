//! A bar that shows how far a long command is, with rate and time left; nothing without a terminal.

use std::{sync::Arc, time::Duration};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use landfall_store::whole::{Progress, Unit};

const BYTES: &str =
    "{msg:<15} {bar:30} {binary_bytes}/{binary_total_bytes} {binary_bytes_per_sec} {eta} left";
const ROWS: &str = "{msg:<15} {bar:30} {human_pos}/{human_len} {per_sec} {eta} left";
const UNKNOWN: &str = "{msg:<15} {spinner} {elapsed}";

/// The bar. It is gone when this is dropped.
pub(super) struct Watch(ProgressBar);

impl Watch {
    /// A bar on standard error, unless the result is for programs.
    pub(super) fn start(as_json: bool) -> Arc<Self> {
        let bar = ProgressBar::no_length();
        // Hides itself where standard error is no terminal.
        bar.set_draw_target(if as_json {
            ProgressDrawTarget::hidden()
        } else {
            ProgressDrawTarget::stderr()
        });
        bar.enable_steady_tick(Duration::from_millis(200));
        Arc::new(Self(bar))
    }
}

impl Progress for Watch {
    fn phase(&self, name: &'static str, unit: Unit, total: Option<u64>) {
        let form = match (unit, total) {
            (_, None) => UNKNOWN,
            (Unit::Bytes, Some(_)) => BYTES,
            (Unit::Rows, Some(_)) => ROWS,
        };
        let style = ProgressStyle::with_template(form).expect("the templates are well formed");
        self.0.set_style(style);
        self.0.set_message(name);
        match total {
            Some(total) => self.0.set_length(total),
            None => self.0.unset_length(),
        }
        self.0.reset();
    }

    fn advance(&self, by: u64) {
        self.0.inc(by);
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_of_the_bar_can_be_drawn() {
        let watch = Watch::start(true);
        for (unit, total) in [
            (Unit::Bytes, Some(10)),
            (Unit::Rows, Some(10)),
            (Unit::Rows, None),
        ] {
            watch.phase("copying", unit, total);
            watch.advance(3);
        }
    }
}
