//! `landfall client`.

use clap::Subcommand;
use landfall_control::admin::{AdminCommand, NewClient};
use landfall_core::{
    id::{AccountNumber, OrganizationId, TenantId},
    model::{Dialect, Grant},
};

use super::{Repeatable, Sent};
use crate::error::CommandError;

#[derive(Debug, Subcommand)]
pub(crate) enum ClientCommand {
    /// Add an API client and show its secret
    Create {
        /// Its name on the wire
        client_id: String,
        /// The tenant
        #[arg(long)]
        tenant: TenantId,
        /// What it may do where: vipmp, akana, rulesv4, metallic or native, with =read or =write; repeatable
        #[arg(long = "grant", value_name = "DIALECT=RIGHT", required = true, value_parser = grant)]
        grants: Vec<Grant>,
        /// rulesv4: the account in whose name it acts by default
        #[arg(long, value_name = "NUMBER")]
        home_account: Option<AccountNumber>,
        /// The organization at or below which it sees everything [default: the whole tenant]
        #[arg(long, value_name = "ID")]
        organization: Option<OrganizationId>,
        /// The e-mail address of the person it is bound to
        #[arg(long, value_name = "EMAIL")]
        person: Option<String>,
        /// A text for people
        #[arg(long, default_value = "")]
        description: String,
        #[command(flatten)]
        repeatable: Repeatable,
    },
    /// List API clients
    List {
        /// The tenant
        #[arg(long)]
        tenant: TenantId,
    },
    /// Give an API client a new secret and show it: one that was lost, or that an imported client never had
    Secret {
        /// The tenant
        #[arg(long)]
        tenant: TenantId,
        /// The client
        client_id: String,
        #[command(flatten)]
        repeatable: Repeatable,
    },
    /// End an API client and all its tokens, at once
    Revoke {
        /// The tenant
        #[arg(long)]
        tenant: TenantId,
        /// The client
        client_id: String,
        #[command(flatten)]
        repeatable: Repeatable,
    },
}

impl ClientCommand {
    pub(in crate::cli) fn into_command(self) -> Result<Sent, CommandError> {
        match self {
            Self::Create {
                client_id,
                tenant,
                mut grants,
                home_account,
                organization,
                person,
                description,
                repeatable,
            } => {
                if home_account.is_some() {
                    let rules = grants
                        .iter_mut()
                        .find(|grant| grant.dialect == Dialect::Rulesv4);
                    let rules = rules.ok_or_else(|| {
                        CommandError::Usage(
                            "--home-account needs --grant rulesv4=read or rulesv4=write".to_owned(),
                        )
                    })?;
                    rules.home_account = home_account;
                }
                let new = NewClient {
                    tenant,
                    client_id,
                    organization,
                    description,
                    person,
                    grants,
                };
                Ok((AdminCommand::ClientCreate(new), repeatable.idempotency_key))
            }
            Self::List { tenant } => Ok((AdminCommand::ClientList { tenant }, None)),
            Self::Secret {
                tenant,
                client_id,
                repeatable,
            } => {
                let renew = AdminCommand::ClientSecret { tenant, client_id };
                Ok((renew, repeatable.idempotency_key))
            }
            Self::Revoke {
                tenant,
                client_id,
                repeatable,
            } => {
                let revoke = AdminCommand::ClientRevoke { tenant, client_id };
                Ok((revoke, repeatable.idempotency_key))
            }
        }
    }
}

/// Reads `vipmp=write`.
fn grant(text: &str) -> Result<Grant, String> {
    let (dialect, right) = text
        .split_once('=')
        .ok_or("write it as dialect=read or dialect=write")?;
    let dialect: Dialect = dialect.parse().map_err(|error| format!("{error}"))?;
    let write = match right {
        "read" => false,
        "write" => true,
        _ => return Err("the right is read or write; write includes read".to_owned()),
    };
    Ok(Grant {
        dialect,
        write,
        home_account: None,
    })
}
