//! `landfall server`.

use clap::Subcommand;
use landfall_control::admin::{AdminCommand, NewServer, NewServers};
use landfall_core::{
    id::{PopId, ServerId, TenantId},
    model::{Environment, Platform},
};

use super::{Repeatable, Sent};
use crate::error::CommandError;

#[derive(Debug, Subcommand)]
pub(crate) enum ServerCommand {
    /// Invite a server into the fleet and show the token that its agent joins with, once
    ///
    /// The token is good for one server, for a while, and in this place only. It carries the fingerprint of the key that signs
    /// changes, and that of the certificate if this installation has one, so that the agent knows whom it speaks to.
    Invite {
        /// The tenant
        #[arg(long)]
        tenant: TenantId,
        /// The POP it stands in, by its number
        #[arg(long, value_name = "ID")]
        pop: PopId,
        /// What it runs: http_large, http_small or adn
        #[arg(long)]
        platform: Platform,
        /// production or staging
        #[arg(long)]
        environment: Environment,
        /// Its name [default: what its agent says]
        #[arg(long)]
        name: Option<String>,
        /// How long the token is good, in hours, up to 720
        #[arg(long, default_value_t = 24)]
        hours: u32,
        #[command(flatten)]
        repeatable: Repeatable,
    },
    /// Invite many servers at once, spread over POPs; prints their tokens, one a line
    ///
    /// Each token is good for one server, as that of `invite` is. All are made or none.
    InviteMany {
        /// The tenant
        #[arg(long)]
        tenant: TenantId,
        /// How many servers, up to 10000
        #[arg(long, value_name = "NUMBER")]
        servers: u32,
        /// Over how many POPs they are spread, in turn: the first ones of the tenant
        #[arg(long, value_name = "NUMBER", default_value_t = 1)]
        pops: u32,
        /// What they run: http_large, http_small or adn
        #[arg(long)]
        platform: Platform,
        /// production or staging
        #[arg(long)]
        environment: Environment,
        /// How long the tokens are good, in hours, up to 720
        #[arg(long, default_value_t = 24)]
        hours: u32,
        #[command(flatten)]
        repeatable: Repeatable,
    },
    /// List servers: where they stand, how far they are, which are stale or stuck
    List {
        /// The tenant
        #[arg(long)]
        tenant: TenantId,
    },
    /// Take a server out of the denominator of percentages for a while; it goes on getting changes
    Drain {
        /// The tenant
        #[arg(long)]
        tenant: TenantId,
        /// The server's number
        server: ServerId,
        /// Put it back: it is counted again once it is at the head of its log
        #[arg(long)]
        undo: bool,
        #[command(flatten)]
        repeatable: Repeatable,
    },
    /// Take a server out of the fleet for good: its credential is revoked, its stream closed
    Remove {
        /// The tenant
        #[arg(long)]
        tenant: TenantId,
        /// The server's number
        server: ServerId,
        #[command(flatten)]
        repeatable: Repeatable,
    },
    /// Revoke a server's credential and close its stream at once; it stays in the fleet and is shown as stale
    Revoke {
        /// The tenant
        #[arg(long)]
        tenant: TenantId,
        /// The server's number
        server: ServerId,
        #[command(flatten)]
        repeatable: Repeatable,
    },
}

impl ServerCommand {
    #[expect(
        clippy::unnecessary_wraps,
        reason = "as the other kinds of things have it"
    )]
    pub(in crate::cli) fn into_command(self) -> Result<Sent, CommandError> {
        Ok(match self {
            Self::Invite {
                tenant,
                pop,
                platform,
                environment,
                name,
                hours,
                repeatable,
            } => {
                let new = NewServer {
                    tenant,
                    pop,
                    platform,
                    environment,
                    name,
                    hours,
                };
                (AdminCommand::ServerInvite(new), repeatable.idempotency_key)
            }
            Self::InviteMany {
                tenant,
                servers,
                pops,
                platform,
                environment,
                hours,
                repeatable,
            } => {
                let new = NewServers {
                    tenant,
                    servers,
                    pops,
                    platform,
                    environment,
                    hours,
                };
                (AdminCommand::ServersInvite(new), repeatable.idempotency_key)
            }
            Self::List { tenant } => (AdminCommand::ServerList { tenant }, None),
            Self::Drain {
                tenant,
                server,
                undo,
                repeatable,
            } => {
                let drain = AdminCommand::ServerDrain {
                    tenant,
                    server,
                    undo,
                };
                (drain, repeatable.idempotency_key)
            }
            Self::Remove {
                tenant,
                server,
                repeatable,
            } => {
                let remove = AdminCommand::ServerRemove { tenant, server };
                (remove, repeatable.idempotency_key)
            }
            Self::Revoke {
                tenant,
                server,
                repeatable,
            } => {
                let revoke = AdminCommand::ServerRevoke { tenant, server };
                (revoke, repeatable.idempotency_key)
            }
        })
    }
}
