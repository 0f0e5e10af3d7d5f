//! The commands and their arguments.

use std::{path::PathBuf, str::FromStr};

use clap::{Args, Subcommand, ValueEnum};
use landfall_core::id::OrganizationId;

use crate::remote::{RemoteArguments, WriteArguments};

const ZONES: &str = "A zone offers a gateway group, the servers of one platform in one place, to organizations below the one that it
belongs to. ZONE is its id, as `landfall zones list` shows it. docs/cli.md says more, docs/akana.md how partners see zones.

Ends with 0 when it is done, with 1 when it cannot be done, and with 2 for a wrong command line.";

const LIST: &str = "Examples:
  landfall zones list
  landfall zones list --owner 5a6d2c1e-3b7f-4f60-9f1d-0c4e8a1b2d01 --json
  landfall zones list --filter 'name : \"Frank*\"' --url https://landfall.example.com --token-file token";

const GET: &str = "Examples:
  landfall zones get container-1051
  landfall zones get container-1051 --json > zone.json";

const ADD: &str = "Examples:
  landfall zones add --name Harbour --gateway-group container-1 --user ada@example.com
  landfall zones add --name Lab --gateway-group container-1 --grants none --association Sandbox=Sandbox --user ada@example.com
  landfall zones add --file zone.json --name Copy --idempotency-key harbour-2 --user ada@example.com";

const SET: &str = "Examples:
  landfall zones set container-1051 --grants 5a6d2c1e-3b7f-4f60-9f1d-0c4e8a1b2d06 --user ada@example.com
  landfall zones set container-1051 --grant 5a6d2c1e-3b7f-4f60-9f1d-0c4e8a1b2d06 --user ada@example.com
  landfall zones set container-1051 --host-name edge.example.com --access-point default-https0=https://edge.example.com:443
  landfall zones set container-1051 --reset access-points,host-name --user ada@example.com";

const DELETE: &str = "Examples:
  landfall zones delete container-1051 --user ada@example.com";

/// What is done with zones.
#[derive(Debug, Subcommand)]
#[command(after_help = ZONES)]
pub(crate) enum ZonesCommand {
    /// List zones by id, with whom they are offered to
    #[command(after_help = LIST)]
    List(ListArguments),
    /// Show a zone with everything about it
    #[command(after_help = GET)]
    Get(GetArguments),
    /// Define a zone and offer it
    #[command(after_help = ADD)]
    Add(Box<AddArguments>),
    /// Change a zone: what is not named stays as it is
    #[command(after_help = SET)]
    Set(Box<SetArguments>),
    /// Remove a zone; a customer's last one stays while one of its deployments is active
    #[command(after_help = DELETE)]
    Delete(DeleteArguments),
}

#[derive(Debug, Args)]
pub(crate) struct ListArguments {
    /// Those of an organization, by its id
    #[arg(long, value_name = "ORGANIZATION")]
    pub(super) owner: Option<OrganizationId>,
    /// Those of which this holds: comparisons of id, owner_id, name, gateway_group_id, created_at and updated_at, joined by AND
    #[arg(long, value_name = "FILTER")]
    pub(super) filter: Option<String>,
    /// Show at most this many
    #[arg(long, default_value_t = 1000, value_name = "N")]
    pub(super) limit: usize,
    #[command(flatten)]
    pub(super) remote: RemoteArguments,
}

#[derive(Debug, Args)]
pub(crate) struct GetArguments {
    /// The zone
    #[arg(value_name = "ZONE")]
    pub(super) zone: String,
    #[command(flatten)]
    pub(super) remote: RemoteArguments,
}

#[derive(Debug, Args)]
pub(crate) struct AddArguments {
    /// The organization that it belongs to, by its id [default: where the caller acts; for an operator the tenant's own]
    #[arg(long, value_name = "ORGANIZATION")]
    pub(super) owner: Option<OrganizationId>,
    #[command(flatten)]
    pub(super) members: Members,
    /// The same call under the same key adds one zone
    #[arg(long, value_name = "KEY")]
    pub(super) idempotency_key: Option<String>,
    #[command(flatten)]
    pub(super) remote: RemoteArguments,
    #[command(flatten)]
    pub(super) write: WriteArguments,
}

#[derive(Debug, Args)]
pub(crate) struct SetArguments {
    /// The zone
    #[arg(value_name = "ZONE")]
    pub(super) zone: String,
    #[command(flatten)]
    pub(super) members: Members,
    /// Offer it to this organization and what lies below it too, by its id; may be given several times
    #[arg(long, value_name = "ORGANIZATION", conflicts_with = "grants")]
    pub(super) grant: Vec<OrganizationId>,
    /// Offer it to this organization no more; may be given several times
    #[arg(long, value_name = "ORGANIZATION", conflicts_with = "grants")]
    pub(super) withdraw: Vec<OrganizationId>,
    /// Return these to what they are if nobody says anything
    #[arg(long, value_name = "MEMBER,…", value_delimiter = ',')]
    pub(super) reset: Vec<Resettable>,
    #[command(flatten)]
    pub(super) remote: RemoteArguments,
    #[command(flatten)]
    pub(super) write: WriteArguments,
}

#[derive(Debug, Args)]
pub(crate) struct DeleteArguments {
    /// The zone
    #[arg(value_name = "ZONE")]
    pub(super) zone: String,
    #[command(flatten)]
    pub(super) remote: RemoteArguments,
    #[command(flatten)]
    pub(super) write: WriteArguments,
}

/// What a zone is to be.
#[derive(Debug, Default, Args)]
#[command(next_help_heading = "The zone")]
pub(crate) struct Members {
    /// A JSON object with its members, as `landfall zones get --json` prints them; flags stand over it. - for standard input
    #[arg(long, value_name = "FILE")]
    pub(super) file: Option<PathBuf>,
    /// Its name
    #[arg(long, value_name = "TEXT")]
    pub(super) name: Option<String>,
    /// The key of its gateway group
    #[arg(long, value_name = "KEY")]
    pub(super) gateway_group: Option<String>,
    /// A text for people
    #[arg(long, value_name = "TEXT")]
    pub(super) description: Option<String>,
    /// Where it is
    #[arg(long, value_name = "LATITUDE, LONGITUDE", allow_hyphen_values = true)]
    pub(super) location: Option<String>,
    /// To whom below its owner it is offered: all, none, or organizations by their ids, which means these and what lies below them
    #[arg(long, value_name = "all|none|ORGANIZATION,…")]
    pub(super) grants: Option<Grants>,
    /// The host that stands in place of the gateway's
    #[arg(long, value_name = "HOST")]
    pub(super) host_name: Option<String>,
    /// Whether what is deployed gets a random prefix before its host
    #[arg(long, value_name = "BOOL")]
    pub(super) random_host_name: Option<bool>,
    /// Whether virtual hosts are supported
    #[arg(long, value_name = "BOOL")]
    pub(super) virtual_host: Option<bool>,
    /// What users are told to reach it by, for a listener of the gateway group; may be given several times, in place of all before
    #[arg(long, value_name = "LISTENER=URL")]
    pub(super) access_point: Vec<AccessPoint>,
    /// What runs there, Live or Sandbox, and in which of the tenant's environments; may be given several times, in place of all before
    #[arg(long, value_name = "IMPLEMENTATION=ENVIRONMENT")]
    pub(super) association: Vec<Association>,
}

/// Members that can be returned to what they are if nobody says anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Resettable {
    /// Follow from the gateway group's listeners.
    AccessPoints,
    /// Live and Sandbox in Production.
    Associations,
    /// None.
    Description,
    /// To all below the owner.
    Grants,
    /// The gateway's.
    HostName,
    /// Unknown.
    Location,
    /// With a random prefix.
    RandomHostName,
    /// Not supported.
    VirtualHost,
}

impl Resettable {
    /// The member of the native API.
    pub(super) fn member(self) -> &'static str {
        match self {
            Self::AccessPoints => "access_points",
            Self::Associations => "associations",
            Self::Description => "description",
            Self::Grants => "grants",
            Self::HostName => "host_name",
            Self::Location => "location",
            Self::RandomHostName => "random_host_name",
            Self::VirtualHost => "virtual_host",
        }
    }
}

/// To whom a zone is offered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Grants {
    /// To all below its owner.
    All,
    /// To nobody.
    None,
    /// To these and what lies below them.
    Some(Vec<OrganizationId>),
}

impl FromStr for Grants {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "all" => Ok(Self::All),
            "none" => Ok(Self::None),
            ids => {
                let ids = ids.split(',').map(|id| {
                    let id = id.trim();
                    id.parse().map_err(|_| {
                        format!("{id:?} is neither all, none nor the id of an organization")
                    })
                });
                ids.collect::<Result<_, _>>().map(Self::Some)
            }
        }
    }
}

/// By what users reach a zone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct AccessPoint {
    pub(super) listener: String,
    pub(super) protocol: &'static str,
    pub(super) address: String,
}

impl FromStr for AccessPoint {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        const FORM: &str =
            "give the listener's name and a URL, as in default-https0=https://edge.example.com:443";
        let (listener, address) = text.split_once('=').ok_or(FORM)?;
        let protocol = match address.split_once("://") {
            Some(("http", _)) => "http",
            Some(("https", _)) => "https",
            _ => return Err(FORM),
        };
        Ok(Self {
            listener: listener.to_owned(),
            protocol,
            address: address.to_owned(),
        })
    }
}

/// What runs in a zone, and in which environment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Association {
    pub(super) implementation: String,
    pub(super) environment: String,
}

impl FromStr for Association {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (implementation, environment) = text
            .split_once('=')
            .ok_or("give both, as in Live=Production")?;
        Ok(Self {
            implementation: implementation.to_owned(),
            environment: environment.to_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grants_access_points_and_associations_are_read() {
        assert_eq!("all".parse(), Ok(Grants::All));
        assert_eq!("none".parse(), Ok(Grants::None));
        let id = "5a6d2c1e-3b7f-4f60-9f1d-0c4e8a1b2d01";
        let one: OrganizationId = id.parse().unwrap();
        assert_eq!(
            format!("{id}, {id}").parse(),
            Ok(Grants::Some(vec![one, one]))
        );
        for bad in ["", "some", "all,none", &format!("{id},")] {
            assert!(bad.parse::<Grants>().is_err(), "{bad}");
        }
        let point: AccessPoint = "tls=https://[::1]:443".parse().unwrap();
        assert_eq!((&*point.listener, point.protocol), ("tls", "https"));
        assert_eq!(point.address, "https://[::1]:443");
        for bad in [
            "",
            "https://a.example",
            "tls=a.example",
            "tls=ftp://a.example",
        ] {
            assert!(bad.parse::<AccessPoint>().is_err(), "{bad}");
        }
        assert!("Live".parse::<Association>().is_err());
        let pair: Association = "Live=Production".parse().unwrap();
        assert_eq!(
            (&*pair.implementation, &*pair.environment),
            ("Live", "Production")
        );
    }
}
