//! The arguments of `landfall demo`.

use std::{net::SocketAddr, time::Duration};

use clap::Args;
use landfall_demo::Pace;

/// Starts a server with a demonstration record: every example of the four contracts is answered, and each call is printed
/// as a command to copy.
///
/// It has fixed credentials, so it listens on loopback only and answers requests that name a loopback host only. Without
/// --data everything is in a temporary folder that goes when the demonstration ends; with --data the folder is made when it
/// is missing and filled when it is empty, and what is there is used as it is.
#[derive(Debug, Args)]
pub(crate) struct DemoArguments {
    /// Where to listen, on loopback; port 0 takes a free one
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8080", value_parser = loopback)]
    pub(super) listen: SocketAddr,
    /// `hold`: servers of platform adn stay where the contract's example shows them; or in what time the change lands on
    /// all of them, such as 90s or 5m
    #[arg(long, default_value = "hold", value_parser = pace)]
    pub(super) pace: Pace,
    /// Speak for all servers in this process. Otherwise those that the examples do not show are real connections: a second process
    /// holds them, verifies what is deployed, and ends with this one
    #[arg(long)]
    pub(super) no_agents: bool,
    /// What is logged: a level, or directives such as info,access=off
    #[arg(long, value_name = "LEVEL", default_value = "warn")]
    pub(super) log_level: String,
}

fn loopback(text: &str) -> Result<SocketAddr, String> {
    let text = match text.strip_prefix("localhost:") {
        Some(port) => format!("127.0.0.1:{port}"),
        None => text.to_owned(),
    };
    let address: SocketAddr = text
        .parse()
        .map_err(|_| "write it as 127.0.0.1:8080".to_owned())?;
    if address.ip().is_loopback() {
        Ok(address)
    } else {
        Err(
            "the demonstration has fixed credentials and listens on loopback only; \
             `landfall init` and `landfall serve` make a real server"
                .to_owned(),
        )
    }
}

fn pace(text: &str) -> Result<Pace, String> {
    if text == "hold" {
        return Ok(Pace::Hold);
    }
    let (number, unit) = match text.find(|c: char| !c.is_ascii_digit()) {
        Some(end) => text.split_at(end),
        None => (text, "s"),
    };
    let number: u64 = number
        .parse()
        .map_err(|_| "write hold, or a time such as 90s or 5m".to_owned())?;
    let seconds = match unit {
        "s" => Some(number),
        "m" => number.checked_mul(60),
        "h" => number.checked_mul(3600),
        _ => None,
    };
    match seconds {
        Some(seconds @ 1..=86_400) => Ok(Pace::Over(Duration::from_secs(seconds))),
        _ => Err("write hold, or a time from 1s to 24h, such as 90s or 5m".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_loopback_is_accepted() {
        for good in [
            "127.0.0.1:0",
            "127.8.9.1:80",
            "[::1]:8080",
            "localhost:8080",
        ] {
            assert!(loopback(good).is_ok(), "{good}");
        }
        for bad in [
            "0.0.0.0:8080",
            "192.0.2.1:80",
            "[::]:80",
            "8080",
            "localhost",
        ] {
            assert!(loopback(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_pace_is_hold_or_a_time() {
        assert_eq!(pace("hold"), Ok(Pace::Hold));
        assert_eq!(pace("90s"), Ok(Pace::Over(Duration::from_secs(90))));
        assert_eq!(pace("5m"), Ok(Pace::Over(Duration::from_mins(5))));
        for bad in ["", "0s", "-1s", "1d", "s", "99999999999999999999s", "25h"] {
            assert!(pace(bad).is_err(), "{bad}");
        }
    }
}
