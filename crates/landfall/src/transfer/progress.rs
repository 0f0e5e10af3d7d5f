//! A bar with rate and time left, on a terminal only.

use std::io::IsTerminal;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// A bar, or nothing where nobody looks.
pub(super) struct Progress {
    bar: ProgressBar,
    objects: u64,
}

impl Progress {
    /// A bar for `all` units of work, if that is known; `quiet` for none.
    pub(super) fn new(all: Option<u64>, of_bytes: bool, quiet: bool) -> Self {
        if quiet || !std::io::stderr().is_terminal() {
            return Self {
                bar: ProgressBar::hidden(),
                objects: 0,
            };
        }
        let (bar, template) = match (all, of_bytes) {
            (Some(all), true) => (
                ProgressBar::new(all),
                "{bar:24} {percent:>3} %  {bytes} of {total_bytes}  {msg}  {eta} left",
            ),
            (Some(all), false) => (
                ProgressBar::new(all),
                "{bar:24} {percent:>3} %  {msg}  {eta} left",
            ),
            (None, _) => (ProgressBar::no_length(), "{spinner} {bytes}  {msg}"),
        };
        bar.set_draw_target(ProgressDrawTarget::stderr_with_hz(5));
        // A template that cannot be read leaves the usual bar.
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        Self { bar, objects: 0 }
    }

    /// So many units and objects more are done.
    pub(super) fn advance(&mut self, units: u64, objects: u64) {
        if self.bar.is_hidden() {
            return;
        }
        self.objects += objects;
        let seconds = self.bar.elapsed().as_secs_f64().max(0.001);
        #[expect(clippy::cast_precision_loss, reason = "a rate for people")]
        let rate = self.objects as f64 / seconds;
        self.bar
            .set_message(format!("{} objects, {rate:.0} a second", self.objects));
        self.bar.inc(units);
    }

    /// Prints a line above the bar.
    pub(super) fn print(&self, print: impl FnOnce()) {
        self.bar.suspend(print);
    }

    /// Takes the bar away.
    pub(super) fn end(&self) {
        self.bar.finish_and_clear();
    }
}
