//! Bars on a terminal: one for each region and one for all.

use std::{
    io::IsTerminal,
    time::{Duration, Instant},
};

use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::{lines::percent, regions::regions, told::Landing};

/// Bars, or nothing where nobody looks.
pub(super) struct Bars {
    together: MultiProgress,
    all: ProgressBar,
    regions: Vec<(String, ProgressBar)>,
    /// How many servers ran it when it was first told of, and when that was.
    first: Option<(u64, Instant)>,
}

impl Bars {
    /// Bars on a terminal; none where there is no terminal, or where `quiet`.
    pub(super) fn new(quiet: bool) -> Option<Self> {
        if quiet || !std::io::stderr().is_terminal() {
            return None;
        }
        let together = MultiProgress::with_draw_target(ProgressDrawTarget::stderr_with_hz(8));
        let all = together.add(bar("all"));
        Some(Self {
            together,
            all,
            regions: Vec::new(),
            first: None,
        })
    }

    /// Shows how far it has got.
    pub(super) fn show(&mut self, landing: &Landing) {
        for region in regions(landing) {
            let known = self
                .regions
                .iter()
                .position(|(name, _)| *name == region.name);
            let at = known.unwrap_or_else(|| {
                let bar = self.together.insert_before(&self.all, bar(&region.name));
                self.regions.push((region.name.clone(), bar));
                self.regions.len() - 1
            });
            let bar = &self.regions[at].1;
            bar.set_length(region.counted);
            bar.set_position(region.landed);
            bar.set_message(match region.failed {
                0 => String::new(),
                failed => format!("{failed} failed"),
            });
        }
        let (now, landed) = (Instant::now(), landing.all.landed);
        let (before, since) = *self.first.get_or_insert((landed, now));
        self.all.set_length(landing.all.counted);
        self.all.set_position(landed);
        let mut message = if landing.state == "deployed" {
            percent(landing.all.percent)
        } else {
            landing.state.clone()
        };
        if let Some(rate) = rate(landed.saturating_sub(before), now.duration_since(since)) {
            message = format!("{message}  {rate}");
        }
        for (count, what) in [(landing.all.failed, "failed"), (landing.all.stale, "stale")] {
            if count > 0 {
                message = format!("{message}  {count} {what}");
            }
        }
        self.all.set_message(message);
    }

    /// Prints a line above the bars.
    pub(super) fn print(&self, line: &str) {
        // A terminal that has gone away is no error.
        let _ = self.together.println(line);
    }

    /// Leaves the bars as they are.
    pub(super) fn end(&self) {
        for (_, bar) in &self.regions {
            bar.abandon();
        }
        self.all.abandon();
    }
}

/// How many servers a second have landed it; nothing before there is something to tell.
fn rate(servers: u64, within: Duration) -> Option<String> {
    if servers == 0 || within < Duration::from_millis(100) {
        return None;
    }
    #[expect(clippy::cast_precision_loss, reason = "a rate for people")]
    let rate = servers as f64 / within.as_secs_f64();
    Some(format!("{rate:.0} servers/s"))
}

fn bar(name: &str) -> ProgressBar {
    let bar = ProgressBar::new(0);
    bar.set_prefix(name.to_owned());
    // A template that cannot be read leaves the usual bar.
    if let Ok(style) =
        ProgressStyle::with_template("{prefix:16} {bar:30} {pos:>6} of {len:6}  {msg}")
    {
        bar.set_style(style);
    }
    bar
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_needs_servers_and_time() {
        assert_eq!(rate(0, Duration::from_secs(1)), None);
        assert_eq!(rate(5, Duration::from_millis(1)), None);
        let told = rate(500, Duration::from_millis(250));
        assert_eq!(told.as_deref(), Some("2000 servers/s"));
    }
}
