//! The commands and their arguments.

use std::{path::PathBuf, str::FromStr};

use clap::{Args, Subcommand, ValueEnum};

use crate::remote::{RemoteArguments, WriteArguments};

const SITES: &str = "A site is what a customer serves: the name of its origin in the paths of rules, the upstreams that it is fetched from, and the
host names by which users reach it. A host name belongs to one site of the tenant. SITE is its number, ACCOUNT the customer by its
number such as 0001, or by another of its names. Servers get a customer's sites with its policies: where one is active, a change
begins a deploy request, and while another is open there the sites stay as they are. docs/cli.md says more.

Ends with 0 when it is done, with 1 when it cannot be done, and with 2 for a wrong command line.";

const LIST: &str = "Examples:
  landfall sites list --account 0001
  landfall sites list --account 0001 --json --url https://landfall.example.com --token-file token";

const GET: &str = "Examples:
  landfall sites get 5120 --account 0001
  landfall sites get 5120 --account 0001 --json > site.json";

const ADD: &str = "Examples:
  landfall sites add --account 0001 --origin shop --upstream https://origin.example.com --hostname www.example.com --user ada@example.com
  landfall sites add --account 0002 --file site.json --hostname www.example.org --idempotency-key first --user ada@example.com";

const SET: &str = "Examples:
  landfall sites set 5120 --account 0001 --upstream https://one.example.com --upstream https://two.example.com:8443 --user ada@example.com
  landfall sites set 5120 --account 0001 --add-hostname shop.example.org --user ada@example.com
  landfall sites set 5120 --account 0001 --reset origin --user ada@example.com";

const DELETE: &str = "Examples:
  landfall sites delete 5120 --account 0001 --user ada@example.com";

/// What is done with sites.
#[derive(Debug, Subcommand)]
#[command(after_help = SITES)]
pub(crate) enum SitesCommand {
    /// List the sites of a customer by number
    #[command(after_help = LIST)]
    List(ListArguments),
    /// Show a site
    #[command(after_help = GET)]
    Get(GetArguments),
    /// Add a site to a customer
    #[command(after_help = ADD)]
    Add(AddArguments),
    /// Change a site: what is not named stays as it is
    #[command(after_help = SET)]
    Set(SetArguments),
    /// Remove a site
    #[command(after_help = DELETE)]
    Delete(DeleteArguments),
}

/// Whose site.
#[derive(Debug, Args)]
pub(crate) struct OfAccount {
    /// The customer, by its number such as 0001, or by another of its names
    #[arg(long, value_name = "ACCOUNT")]
    pub(super) account: String,
}

#[derive(Debug, Args)]
pub(crate) struct ListArguments {
    #[command(flatten)]
    pub(super) of: OfAccount,
    #[command(flatten)]
    pub(super) remote: RemoteArguments,
}

#[derive(Debug, Args)]
pub(crate) struct GetArguments {
    /// The site's number
    #[arg(value_name = "SITE")]
    pub(super) site: String,
    #[command(flatten)]
    pub(super) of: OfAccount,
    #[command(flatten)]
    pub(super) remote: RemoteArguments,
}

#[derive(Debug, Args)]
pub(crate) struct AddArguments {
    #[command(flatten)]
    pub(super) of: OfAccount,
    #[command(flatten)]
    pub(super) members: Members,
    /// The same call under the same key adds one site
    #[arg(long, value_name = "KEY")]
    pub(super) idempotency_key: Option<String>,
    #[command(flatten)]
    pub(super) remote: RemoteArguments,
    #[command(flatten)]
    pub(super) write: WriteArguments,
}

#[derive(Debug, Args)]
pub(crate) struct SetArguments {
    /// The site's number
    #[arg(value_name = "SITE")]
    pub(super) site: String,
    #[command(flatten)]
    pub(super) of: OfAccount,
    #[command(flatten)]
    pub(super) members: Members,
    /// Add this host name to those it has; may be given several times
    #[arg(long, value_name = "HOST", conflicts_with = "hostname")]
    pub(super) add_hostname: Vec<String>,
    /// Take this host name away; may be given several times
    #[arg(long, value_name = "HOST", conflicts_with = "hostname")]
    pub(super) remove_hostname: Vec<String>,
    /// Empty these
    #[arg(long, value_name = "MEMBER,…", value_delimiter = ',')]
    pub(super) reset: Vec<Resettable>,
    #[command(flatten)]
    pub(super) remote: RemoteArguments,
    #[command(flatten)]
    pub(super) write: WriteArguments,
}

#[derive(Debug, Args)]
pub(crate) struct DeleteArguments {
    /// The site's number
    #[arg(value_name = "SITE")]
    pub(super) site: String,
    #[command(flatten)]
    pub(super) of: OfAccount,
    #[command(flatten)]
    pub(super) remote: RemoteArguments,
    #[command(flatten)]
    pub(super) write: WriteArguments,
}

/// What a site is to be.
#[derive(Debug, Default, Args)]
#[command(next_help_heading = "The site")]
pub(crate) struct Members {
    /// A JSON object with its members, as `landfall sites get --json` prints them; flags stand over it. - for standard input
    #[arg(long, value_name = "FILE")]
    pub(super) file: Option<PathBuf>,
    /// The name of its origin in the paths of rules
    #[arg(long, value_name = "NAME")]
    pub(super) origin: Option<String>,
    /// Where it is fetched, in the order of preference; may be given several times, in place of all before
    #[arg(long, value_name = "URL")]
    pub(super) upstream: Vec<Upstream>,
    /// A name by which users reach it; may be given several times, in place of all before
    #[arg(long, value_name = "HOST")]
    pub(super) hostname: Vec<String>,
}

/// Members that can be emptied.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Resettable {
    /// Rules name no origin of it.
    Origin,
    /// Nobody reaches it.
    Hostnames,
}

impl Resettable {
    /// The member of the native API.
    pub(super) fn member(self) -> &'static str {
        match self {
            Self::Origin => "origin",
            Self::Hostnames => "hostnames",
        }
    }
}

/// Where a site is fetched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Upstream {
    pub(super) protocol: &'static str,
    pub(super) host: String,
    pub(super) port: Option<u16>,
}

impl FromStr for Upstream {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        const FORM: &str =
            "give http or https, a host and perhaps a port, as in https://origin.example.com:8443";
        let uri: http::Uri = text.parse().map_err(|_| FORM)?;
        let protocol = match uri.scheme_str() {
            Some("http") => "http",
            Some("https") => "https",
            _ => return Err(FORM),
        };
        let authority = uri.authority().ok_or(FORM)?;
        let has_more =
            uri.path() != "/" || uri.query().is_some() || text.ends_with('/') || text.contains('@');
        // A port that is no number is not one of the text's parts.
        let port_text = authority.as_str().strip_prefix(authority.host());
        let has_bad_port = authority.port_u16().is_none() && port_text != Some("");
        if has_more || has_bad_port {
            return Err(FORM);
        }
        let host = authority.host();
        let bare = host.trim_start_matches('[').trim_end_matches(']');
        Ok(Self {
            protocol,
            host: bare.to_owned(),
            port: authority.port_u16(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn upstreams_are_read_from_addresses() {
        let upstream = |protocol, host: &str, port| Upstream {
            protocol,
            host: host.to_owned(),
            port,
        };
        for (text, expected) in [
            ("https://a.example", upstream("https", "a.example", None)),
            (
                "http://a.example:81",
                upstream("http", "a.example", Some(81)),
            ),
            ("https://[::1]:8443", upstream("https", "::1", Some(8443))),
        ] {
            assert_eq!(text.parse(), Ok(expected), "{text}");
        }
        for bad in [
            "",
            "a.example",
            "ftp://a.example",
            "https://a.example/path",
            "https://a.example/",
            "https://a.example?x",
            "https://u:p@a.example",
            "https://u:p@a.example:443",
            "https://a.example:99999",
            "https://a.example:",
        ] {
            assert!(bad.parse::<Upstream>().is_err(), "{bad}");
        }
    }
}
