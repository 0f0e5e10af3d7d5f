//! The arguments of `landfall fleet simulate`.

use std::{
    num::{NonZeroU32, NonZeroU64},
    path::PathBuf,
    time::Duration,
};

use clap::Args;
use landfall_core::{
    id::TenantId,
    model::{Environment, Platform},
};
use landfall_simulate::Fault;

/// Simulate edge servers: each enrols, holds a connection of its own, verifies every change and confirms what is on the disk
///
/// Only a data plane is missing: a change is applied by taking note of it. Identities, cursors and failed accounts are kept in
/// the state folder; started again with it, the same servers come back. Invitations are made by the server that runs on the data
/// folder (--data), or read from a file that `landfall server invite-many` has filled.
#[derive(Debug, Args)]
pub(crate) struct SimulateArguments {
    /// How many servers; those that the state folder does not have yet are enrolled [default: all that it has]
    #[arg(long, value_name = "NUMBER")]
    pub(super) servers: Option<NonZeroU32>,
    /// Over how many POPs new servers are spread: the first ones of the tenant
    #[arg(long, value_name = "NUMBER", default_value = "1")]
    pub(super) pops: NonZeroU32,
    /// The control plane, such as `http://127.0.0.1:8080` or `https://control.example:8443` [default: the one of the last time]
    #[arg(long, value_name = "URL")]
    pub(super) connect: Option<String>,
    /// Where the servers are kept
    #[arg(long, value_name = "DIR", default_value = "landfall-simulated")]
    pub(super) state: PathBuf,
    /// The tenant [default: the only one there is]
    #[arg(long)]
    pub(super) tenant: Option<TenantId>,
    /// What new servers run: http_large, http_small or adn
    #[arg(long, default_value = "http_large")]
    pub(super) platform: Platform,
    /// production or staging
    #[arg(long, default_value = "production")]
    pub(super) environment: Environment,
    /// A file with an invitation a line, for a control plane elsewhere
    #[arg(long, value_name = "FILE")]
    pub(super) invitations: Option<PathBuf>,
    /// A PEM file with the authorities of the control plane's certificate [default: the one that invitations name]
    #[arg(long, value_name = "FILE")]
    pub(super) ca: Option<PathBuf>,
    /// How long a server takes to apply something, such as 200ms, or between what: 50ms-2s
    #[arg(long, value_name = "TIME", value_parser = between, default_value = "0s")]
    pub(super) takes: (Duration, Duration),
    /// How many servers apply something in a second, all together [default: as many as can]
    #[arg(long, value_name = "NUMBER")]
    pub(super) rate: Option<NonZeroU32>,
    /// An account that fails on all servers, or on every so many: 0001, or 0001/10
    #[arg(long, value_name = "ACCOUNT", value_parser = fault)]
    pub(super) fail: Vec<Fault>,
    /// Unpack payloads too, as a server does that has a data plane
    #[arg(long)]
    pub(super) unpack: bool,
    /// Take the servers of the state folder out of the fleet again, instead of running them
    #[arg(long, conflicts_with_all = ["servers", "connect", "invitations", "rate", "fail", "unpack"])]
    pub(super) remove: bool,
    /// What is logged: a level, or directives
    #[arg(long, value_name = "LEVEL", default_value = "warn")]
    pub(super) log_level: String,
}

fn time(text: &str) -> Result<Duration, String> {
    let bad = || "write a time as 200ms, 2s or 1m".to_owned();
    let end = text.find(|c: char| !c.is_ascii_digit());
    let (number, unit) = text.split_at(end.ok_or_else(bad)?);
    let number: u32 = number.parse().map_err(|_| bad())?;
    match unit {
        "ms" => Ok(Duration::from_millis(number.into())),
        "s" => Ok(Duration::from_secs(number.into())),
        "m" => Ok(Duration::from_secs(u64::from(number) * 60)),
        _ => Err(bad()),
    }
}

fn between(text: &str) -> Result<(Duration, Duration), String> {
    let (least, most) = match text.split_once('-') {
        Some((least, most)) => (time(least)?, time(most)?),
        None => (time(text)?, time(text)?),
    };
    if least > most {
        return Err("the first time has to be the shorter one".to_owned());
    }
    if most > Duration::from_hours(1) {
        return Err("at most an hour".to_owned());
    }
    Ok((least, most))
}

fn fault(text: &str) -> Result<Fault, String> {
    let (account, one_in) = text.split_once('/').unwrap_or((text, "1"));
    let one_in: NonZeroU64 = one_in
        .parse()
        .map_err(|_| "write 0001/10 for every tenth server".to_owned())?;
    Ok(Fault {
        account: (account.parse()).map_err(|error| format!("{error}"))?,
        one_in,
        reason: "it is simulated that this account fails here".to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_one_or_a_span() {
        let ms = Duration::from_millis;
        assert_eq!(between("200ms"), Ok((ms(200), ms(200))));
        assert_eq!(between("50ms-2s"), Ok((ms(50), ms(2_000))));
        for bad in ["", "5", "-1s", "2s-1s", "1h", "61m", "1s-", "s"] {
            assert!(between(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_fault_is_an_account_everywhere_or_on_some_servers() {
        let read =
            |text: &str| fault(text).map(|fault| (fault.account.value(), fault.one_in.get()));
        assert_eq!(read("0001"), Ok((1, 1)));
        assert_eq!(read("C1B6/10"), Ok((0xC1B6, 10)));
        for bad in ["", "x", "0001/0", "0001/", "0001/a"] {
            assert!(read(bad).is_err(), "{bad}");
        }
    }
}
