//! What can be asked of the two commands.

use std::time::Duration;

use clap::Args;
use landfall_core::model::{Environment, Platform};

use crate::{
    policy::Source,
    remote::{RemoteArguments, WriteArguments},
};

/// Deploy a policy and wait until it has landed
///
/// The policy is a locked one, by its number, or one from a file with JSON. What it changes in what is live is shown, and at a
/// terminal one is asked whether to go on; before that nothing is written. Then a policy from a file is added and locked.
///
/// Ends with 0 when it has landed, 3 when the time is over, 4 when it was refused or failed, 5 when something stopped it: it was
/// withdrawn, superseded or rolled back. 1 and 2 are for commands that could not be carried out.
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub(crate) struct DeployArguments {
    /// The account: its number such as 0001, or another of the customer's names
    #[arg(long, value_name = "NUMBER")]
    pub(super) account: String,
    /// http_large, http_small or adn [default: what the policy is for]
    #[arg(long)]
    pub(super) platform: Option<Platform>,
    /// production or staging
    #[arg(long)]
    pub(super) environment: Environment,
    /// A policy's number, a file with a policy as JSON, or - for standard input
    #[arg(long, value_name = "FILE|ID")]
    pub(super) policy: Source,
    /// Why, in at most 1024 characters
    #[arg(long, value_name = "TEXT", default_value = "")]
    pub(super) message: String,
    /// Wait until so many percent of the servers run it
    #[arg(long, value_name = "PERCENT", default_value = "100", value_parser = percent)]
    pub(super) wait: f64,
    /// Do not wait: end when the request is made
    #[arg(long, conflicts_with_all = ["wait", "timeout"])]
    pub(super) no_wait: bool,
    /// How long to wait, such as 90s, 5m or 1h
    #[arg(long, value_name = "TIME", default_value = "60s", value_parser = duration)]
    pub(super) timeout: Duration,
    /// Do not ask
    #[arg(long, short)]
    pub(super) yes: bool,
    #[command(flatten)]
    pub(super) write: WriteArguments,
    #[command(flatten)]
    pub(super) remote: RemoteArguments,
}

/// Show how far a deploy request has landed, POP by POP
///
/// Name the request, or an account with platform and environment, whose newest request is meant. With --watch it is shown until
/// the end, which is told as by `landfall deploy`: 0 landed, 4 failed, 5 stopped.
#[derive(Debug, Args)]
pub(crate) struct StatusArguments {
    /// The deploy request's number
    #[arg(value_name = "REQUEST", required_unless_present = "account", conflicts_with_all = ["account", "platform", "environment"])]
    pub(super) request: Option<String>,
    /// The account: its number such as 0001, or another of the customer's names
    #[arg(long, value_name = "NUMBER")]
    pub(super) account: Option<String>,
    /// http_large, http_small or adn [default: any]
    #[arg(long)]
    pub(super) platform: Option<Platform>,
    /// production or staging [default: any]
    #[arg(long)]
    pub(super) environment: Option<Environment>,
    /// Show it until it has landed or ended otherwise
    #[arg(long)]
    pub(super) watch: bool,
    #[command(flatten)]
    pub(super) remote: RemoteArguments,
}

/// A percentage above 0.
fn percent(text: &str) -> Result<f64, String> {
    let text = text.strip_suffix('%').unwrap_or(text);
    let percent = text.parse().ok();
    percent
        .filter(|percent| *percent > 0.0 && *percent <= 100.0)
        .ok_or_else(|| "a percentage above 0, and at most 100".to_owned())
}

/// A time with its unit; seconds without one.
fn duration(text: &str) -> Result<Duration, String> {
    let digits = text.trim_end_matches(|letter: char| letter.is_ascii_alphabetic());
    let unit = match &text[digits.len()..] {
        "" | "s" => Some(1),
        "m" | "min" => Some(60),
        "h" => Some(3_600),
        _ => None,
    };
    let seconds = unit.and_then(|unit| digits.parse::<u64>().ok()?.checked_mul(unit));
    seconds
        // A year: no clock is asked for more than it can add.
        .filter(|seconds| (1..=31_536_000).contains(seconds))
        .map(Duration::from_secs)
        .ok_or_else(|| "a time above 0 such as 90s, 5m or 1h".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_have_units() {
        for (text, seconds) in [
            ("60s", 60),
            ("60", 60),
            ("5m", 300),
            ("2min", 120),
            ("1h", 3_600),
        ] {
            assert_eq!(duration(text), Ok(Duration::from_secs(seconds)), "{text}");
        }
        for text in [
            "",
            "s",
            "0",
            "-1",
            "1d",
            "1.5h",
            "99999999999999999999",
            "9999999h",
        ] {
            assert!(duration(text).is_err(), "{text}");
        }
    }

    #[test]
    fn percentages_are_above_nothing() {
        assert_eq!(percent("100"), Ok(100.0));
        assert_eq!(percent("99.5%"), Ok(99.5));
        for text in ["0", "-1", "100.1", "NaN", "inf", "", "all"] {
            assert!(percent(text).is_err(), "{text}");
        }
    }
}
