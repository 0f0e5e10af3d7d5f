//! The commands and their arguments.

use std::net::IpAddr;

use clap::{Args, Subcommand};
use landfall_core::{
    id::{AccountNumber, Hostname, OriginName, PolicyId},
    model::{Environment, Platform, PolicyState},
};

use super::source::Source;
use crate::remote::{RemoteArguments, WriteArguments};

/// What is done with policies.
#[derive(Debug, Subcommand)]
#[command(after_help = POLICY)]
pub(crate) enum PolicyCommand {
    /// Add a policy from a file
    #[command(after_help = ADD)]
    Add(AddArguments),
    /// List policies
    #[command(after_help = LIST)]
    List(ListArguments),
    /// Show a policy with its rules
    #[command(after_help = GET)]
    Get(GetArguments),
    /// Show how two policies differ, or how one differs from what is live
    #[command(after_help = DIFF)]
    Diff(DiffArguments),
    /// Verify a policy and make it immutable, so that it can be deployed
    #[command(after_help = LOCK)]
    Lock(LockArguments),
    /// Show what the edge would do with a request, and why; needs no server for a file
    #[command(after_help = EVALUATE)]
    Evaluate(Box<EvaluateArguments>),
}

const POLICY: &str = "A policy is the rules of one account for one platform: a draft, or locked, which means verified and immutable. POLICY is
the number of one on a server, a file, or - for standard input. docs/cli.md says more, docs/rules.md what rules can be.

Ends with 0 when all is well, with 1 when something cannot be done, with 2 for a wrong command line, with 3 when a policy has
faults, which are printed with JSON pointers to what they are about, and with 4 for differences, if --exit-code asks for that.";

const ADD: &str = "Examples:
  landfall policy add shop.json --account 0001 --user ada@example.com
  landfall policy add shop.json --account 0001 --lock --url https://landfall.example.com --token-file token
  landfall policy get 4409533 --json | landfall policy add - --account 0001 --name 'a copy' --user ada@example.com";

const LIST: &str = "Examples:
  landfall policy list --account 0001
  landfall policy list --state draft --filter 'updated_at >= 2024-01-01T00:00:00Z'";

const GET: &str = "Examples:
  landfall policy get 4409533
  landfall policy get 4409533 --json > shop.json";

const DIFF: &str = "Examples:
  landfall policy diff 4409533 shop.json
  landfall policy diff shop.json --live --environment production --account 0001
  landfall policy diff old.json new.json --exit-code";

const LOCK: &str = "Examples:
  landfall policy lock 4409534 --user ada@example.com
  landfall policy lock 4409534 --url https://landfall.example.com --token-file token";

const EVALUATE: &str = "Examples:
  landfall policy evaluate shop.json https://www.example.com/admin/users --account 0001 --origin shop
  landfall policy evaluate 4409533 https://www.example.com/ --header 'User-Agent: curl' --client 192.0.2.7
  landfall policy evaluate - https://www.example.com/ --account 0001 --method POST --json < shop.json";

/// A policy to add.
#[derive(Debug, Args)]
pub(crate) struct AddArguments {
    /// A file with the policy as JSON, or - for standard input
    #[arg(value_name = "FILE")]
    pub(super) file: Source,
    /// The account: its number such as 0001, or another name of the customer [default: the file's account_id]
    #[arg(long, value_name = "ACCOUNT")]
    pub(super) account: Option<String>,
    /// Its name, in the place of the file's
    #[arg(long)]
    pub(super) name: Option<String>,
    /// Its platform, in the place of the file's
    #[arg(long)]
    pub(super) platform: Option<Platform>,
    /// Verify it and lock it at once, whatever the file says [default: the file's state, or draft]
    #[arg(long)]
    pub(super) lock: bool,
    /// A name for this call; under the same name the policy is added once, so the command can be repeated
    #[arg(long, value_name = "KEY")]
    pub(super) idempotency_key: Option<String>,
    #[command(flatten)]
    pub(super) remote: RemoteArguments,
    #[command(flatten)]
    pub(super) write: WriteArguments,
}

/// Which policies to list.
#[derive(Debug, Args)]
pub(crate) struct ListArguments {
    /// Those of this account: its number such as 0001, or another name of the customer
    #[arg(long, value_name = "ACCOUNT")]
    pub(super) account: Option<String>,
    /// Drafts or locked ones
    #[arg(long)]
    pub(super) state: Option<PolicyState>,
    /// Those for this platform
    #[arg(long)]
    pub(super) platform: Option<Platform>,
    /// Further conditions in the native API's form, joined by AND
    #[arg(long, value_name = "FILTER")]
    pub(super) filter: Option<String>,
    /// At most this many, the newest first
    #[arg(long, default_value_t = 100, value_name = "N")]
    pub(super) limit: usize,
    #[command(flatten)]
    pub(super) remote: RemoteArguments,
}

/// Which policy to show.
#[derive(Debug, Args)]
pub(crate) struct GetArguments {
    /// Its number
    #[arg(value_name = "ID")]
    pub(super) policy: PolicyId,
    #[command(flatten)]
    pub(super) remote: RemoteArguments,
}

/// What to compare.
#[derive(Debug, Args)]
pub(crate) struct DiffArguments {
    /// The policy before; with --live, the one that would take the place of what is live
    #[arg(value_name = "POLICY")]
    pub(super) policy: Source,
    /// The policy after
    #[arg(
        value_name = "POLICY",
        required_unless_present = "live",
        conflicts_with = "live"
    )]
    pub(super) after: Option<Source>,
    /// Compare with what was last handed to the servers of an environment
    #[arg(long, requires = "environment")]
    pub(super) live: bool,
    /// Which environment, for --live
    #[arg(long, requires = "live")]
    pub(super) environment: Option<Environment>,
    /// The account, for --live with a file: its number such as 0001, or another name of the customer
    #[arg(long, value_name = "ACCOUNT", requires = "live")]
    pub(super) account: Option<String>,
    /// End with 4 if they differ
    #[arg(long)]
    pub(super) exit_code: bool,
    #[command(flatten)]
    pub(super) remote: RemoteArguments,
}

/// Which policy to lock.
#[derive(Debug, Args)]
pub(crate) struct LockArguments {
    /// Its number
    #[arg(value_name = "ID")]
    pub(super) policy: PolicyId,
    #[command(flatten)]
    pub(super) remote: RemoteArguments,
    #[command(flatten)]
    pub(super) write: WriteArguments,
}

/// What to evaluate.
#[derive(Debug, Args)]
pub(crate) struct EvaluateArguments {
    /// The policy
    #[arg(value_name = "POLICY")]
    pub(super) policy: Source,
    /// The request's URL, such as `https://www.example.com/a?x=1`
    #[arg(value_name = "URL")]
    pub(super) address: String,
    /// The request's method
    #[arg(long, default_value = "GET")]
    pub(super) method: String,
    /// A header of the request; may be repeated
    #[arg(long = "header", value_name = "NAME: VALUE", value_parser = header)]
    pub(super) headers: Vec<(String, String)>,
    /// The address that the request comes from
    #[arg(long, value_name = "ADDRESS", default_value = "192.0.2.1")]
    pub(super) client: IpAddr,
    /// The number of the account, which stands in paths: /800001/… [default: that of the policy, on a server]
    #[arg(long, value_name = "NUMBER")]
    pub(super) account: Option<AccountNumber>,
    /// The name of the site's origin, which stands in paths too: /800001/shop/…
    #[arg(long, value_name = "NAME")]
    pub(super) origin: Option<OriginName>,
    /// A name of the site; with some, a request for another host is told; may be repeated
    #[arg(long = "hostname", value_name = "HOST")]
    pub(super) hostnames: Vec<Hostname>,
    #[command(flatten)]
    pub(super) remote: RemoteArguments,
}

fn header(text: &str) -> Result<(String, String), String> {
    let (name, value) = text
        .split_once(':')
        .ok_or("a header is given as in 'Accept: text/html'")?;
    let name = name.trim();
    let is_token = |one: char| one.is_ascii_graphic() && !"\"(),/:;<=>?@[\\]{}".contains(one);
    if name.is_empty() || !name.chars().all(is_token) {
        return Err(format!("{name:?} is no name of a header"));
    }
    if value.contains(['\r', '\n', '\0']) {
        return Err("the value has a character that no header has".to_owned());
    }
    Ok((name.to_owned(), value.trim().to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_taken_apart_at_the_first_colon() {
        let read = |text| header(text).ok();
        let pair = |name: &str, value: &str| Some((name.to_owned(), value.to_owned()));
        assert_eq!(
            read("Referer: https://a.example/"),
            pair("Referer", "https://a.example/")
        );
        assert_eq!(read("X-Empty:"), pair("X-Empty", ""));
        for bad in ["no colon", ": value", "a b: c", "a: b\r\nc: d"] {
            assert_eq!(read(bad), None, "{bad}");
        }
    }
}
