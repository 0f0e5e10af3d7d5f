//! The commands of operators, as arguments.

use clap::{Args, Subcommand};
use landfall_control::admin::{
    AdminCommand, NewClient, NewOrganization, NewTenant, NewToken, NewUser,
};
use landfall_core::{
    id::{AccountNumber, OrganizationId, TenantId},
    model::{Dialect, Grant, OrganizationKind, Role, TokenFamily, TokenSlot},
};

use crate::error::CommandError;

/// What every command that writes takes.
#[derive(Debug, Clone, Args)]
pub(crate) struct Repeatable {
    /// Makes a repetition harmless: the same command under the same key, within a day, does nothing and answers as before,
    /// without the secret
    #[arg(long, value_name = "KEY")]
    idempotency_key: Option<String>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum TenantCommand {
    /// Make a tenant with its distributor and house reseller
    Create {
        /// Its name in host tables, cookies and business ids
        tenant: TenantId,
        /// Its name for people [default: the tenant]
        #[arg(long)]
        name: Option<String>,
        /// Let its customers be enabled for global sales
        #[arg(long)]
        global_sales: bool,
        #[command(flatten)]
        repeatable: Repeatable,
    },
    /// List the tenants
    List,
    /// End every client, user, session and token of a tenant; the record stays
    Revoke {
        /// The tenant
        tenant: TenantId,
        #[command(flatten)]
        repeatable: Repeatable,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum OrganizationCommand {
    /// Add an organization
    Create(Box<OrganizationArguments>),
    /// List organizations by name
    List {
        /// The tenant
        #[arg(long)]
        tenant: TenantId,
        /// Only this kind: distributor, aggregator, msp, reseller, customer
        #[arg(long)]
        kind: Option<OrganizationKind>,
        /// How many to leave out at the start
        #[arg(long, default_value_t = 0)]
        offset: u64,
        /// At most this many, up to 1000
        #[arg(long, default_value_t = 100)]
        limit: u32,
    },
    /// Make a reseller or a customer inactive (1004)
    Revoke {
        /// The tenant
        #[arg(long)]
        tenant: TenantId,
        /// The organization's id
        organization: OrganizationId,
        #[command(flatten)]
        repeatable: Repeatable,
    },
}

/// An organization to be added. A customer needs a name, a country and an e-mail address.
#[derive(Debug, Args)]
pub(crate) struct OrganizationArguments {
    /// The tenant
    #[arg(long)]
    tenant: TenantId,
    /// What it is: distributor, aggregator, msp, reseller, customer
    #[arg(long)]
    kind: OrganizationKind,
    /// Its name
    #[arg(long)]
    name: String,
    /// The organization above it [default: the tenant's distributor; for a customer its house reseller]
    #[arg(long, value_name = "ID")]
    parent: Option<OrganizationId>,
    /// The partner's own reference
    #[arg(long, default_value = "", value_name = "TEXT")]
    external_reference: String,
    /// Two upper-case letters, such as DE
    #[arg(long, default_value = "")]
    country: String,
    /// ISO 3166-2 without the country [default: 00, for none]
    #[arg(long, default_value = "", hide_default_value = true)]
    region: String,
    /// The place
    #[arg(long, default_value = "")]
    city: String,
    /// Street and number
    #[arg(long, default_value = "")]
    address_line: String,
    /// The postal code
    #[arg(long, default_value = "")]
    postal_code: String,
    /// The primary contact's e-mail address
    #[arg(long, default_value = "")]
    email: String,
    /// The primary contact's given name
    #[arg(long, default_value = "")]
    first_name: String,
    /// The primary contact's family name
    #[arg(long, default_value = "")]
    last_name: String,
    #[command(flatten)]
    repeatable: Repeatable,
}

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

#[derive(Debug, Subcommand)]
pub(crate) enum UserCommand {
    /// Add a user, or replace a lost password, and show the password
    Create {
        /// Their e-mail address
        email: String,
        /// The tenant
        #[arg(long)]
        tenant: TenantId,
        /// What they may do: business-admin or api-admin
        #[arg(long)]
        role: Option<Role>,
        /// Where they may do it [default: the whole tenant]
        #[arg(long, value_name = "ID")]
        organization: Option<OrganizationId>,
        /// Given name
        #[arg(long, default_value = "")]
        first_name: String,
        /// Family name
        #[arg(long, default_value = "")]
        last_name: String,
        /// Give someone who is there already a new password; ends all their sessions
        #[arg(long)]
        replace_password: bool,
        #[command(flatten)]
        repeatable: Repeatable,
    },
    /// List users with their roles
    List {
        /// The tenant
        #[arg(long)]
        tenant: TenantId,
    },
    /// End a user with all their sessions and tokens, at once
    Revoke {
        /// The tenant
        #[arg(long)]
        tenant: TenantId,
        /// Their e-mail address
        email: String,
        #[command(flatten)]
        repeatable: Repeatable,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum TokenCommand {
    /// Make a token and show it: a client's bearer token, or a user's TOK token for one account
    #[command(group = clap::ArgGroup::new("holder").required(true))]
    Create {
        /// The tenant
        #[arg(long)]
        tenant: TenantId,
        /// The client it stands for
        #[arg(long, group = "holder", requires = "dialect")]
        client: Option<String>,
        /// A client's token: what it opens: vipmp, metallic, rulesv4-bearer or native
        #[arg(long, value_name = "DIALECT")]
        dialect: Option<TokenFamily>,
        /// A client's token: how long it is good, in seconds
        #[arg(long, default_value_t = 86_400)]
        seconds: u32,
        /// The user it stands for, by e-mail address
        #[arg(long, group = "holder", requires = "account", value_name = "EMAIL")]
        user: Option<String>,
        /// A user's token: the account it opens
        #[arg(long, value_name = "NUMBER")]
        account: Option<AccountNumber>,
        /// A user's token: which of the two it is, primary or backup; the earlier one in that place ends
        #[arg(long, default_value = "primary")]
        slot: TokenSlot,
        /// A user's token: may write as well as read
        #[arg(long)]
        write: bool,
        #[command(flatten)]
        repeatable: Repeatable,
    },
    /// List the tokens that are good, newest first
    List {
        /// The tenant
        #[arg(long)]
        tenant: TenantId,
        /// At most this many, up to 1000
        #[arg(long, default_value_t = 100)]
        limit: u32,
    },
    /// End a token, at once
    Revoke {
        /// The tenant
        #[arg(long)]
        tenant: TenantId,
        /// Its id as the list shows it, or the token itself
        token: String,
        #[command(flatten)]
        repeatable: Repeatable,
    },
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

/// A command as it is sent, with its idempotency key.
type Sent = (AdminCommand, Option<String>);

impl TenantCommand {
    pub(super) fn into_command(self) -> Sent {
        match self {
            Self::Create {
                tenant,
                name,
                global_sales,
                repeatable,
            } => {
                let new = NewTenant {
                    name: name.unwrap_or_else(|| tenant.to_string()),
                    tenant,
                    global_sales,
                };
                (AdminCommand::TenantCreate(new), repeatable.idempotency_key)
            }
            Self::List => (AdminCommand::TenantList, None),
            Self::Revoke { tenant, repeatable } => (
                AdminCommand::TenantRevoke { tenant },
                repeatable.idempotency_key,
            ),
        }
    }
}

impl OrganizationCommand {
    pub(super) fn into_command(self) -> Sent {
        match self {
            Self::Create(new) => {
                let key = new.repeatable.idempotency_key;
                let new = NewOrganization {
                    tenant: new.tenant,
                    kind: new.kind,
                    name: new.name,
                    parent: new.parent,
                    external_reference: new.external_reference,
                    country: new.country,
                    region: new.region,
                    city: new.city,
                    address_line: new.address_line,
                    postal_code: new.postal_code,
                    email: new.email,
                    first_name: new.first_name,
                    last_name: new.last_name,
                };
                (AdminCommand::OrganizationCreate(new), key)
            }
            Self::List {
                tenant,
                kind,
                offset,
                limit,
            } => {
                let list = AdminCommand::OrganizationList {
                    tenant,
                    kind,
                    offset,
                    limit,
                };
                (list, None)
            }
            Self::Revoke {
                tenant,
                organization,
                repeatable,
            } => {
                let revoke = AdminCommand::OrganizationRevoke {
                    tenant,
                    organization,
                };
                (revoke, repeatable.idempotency_key)
            }
        }
    }
}

impl ClientCommand {
    pub(super) fn into_command(self) -> Result<Sent, CommandError> {
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

impl UserCommand {
    pub(super) fn into_command(self) -> Sent {
        match self {
            Self::Create {
                email,
                tenant,
                role,
                organization,
                first_name,
                last_name,
                replace_password,
                repeatable,
            } => {
                let new = NewUser {
                    tenant,
                    email,
                    first_name,
                    last_name,
                    role,
                    organization,
                    replace_password,
                };
                (AdminCommand::UserCreate(new), repeatable.idempotency_key)
            }
            Self::List { tenant } => (AdminCommand::UserList { tenant }, None),
            Self::Revoke {
                tenant,
                email,
                repeatable,
            } => (
                AdminCommand::UserRevoke { tenant, email },
                repeatable.idempotency_key,
            ),
        }
    }
}

impl TokenCommand {
    pub(super) fn into_command(self) -> Result<Sent, CommandError> {
        match self {
            Self::Create {
                tenant,
                client,
                dialect,
                seconds,
                user,
                account,
                slot,
                write,
                repeatable,
            } => {
                let new = match (client, dialect, user, account) {
                    (Some(client_id), Some(family), None, _) => NewToken::Client {
                        tenant,
                        client_id,
                        family,
                        seconds,
                    },
                    (None, _, Some(email), Some(account)) => NewToken::User {
                        tenant,
                        email,
                        account,
                        slot,
                        write,
                    },
                    _ => {
                        return Err(CommandError::Usage(
                            "name either --client and --dialect, or --user and --account"
                                .to_owned(),
                        ));
                    }
                };
                Ok((AdminCommand::TokenCreate(new), repeatable.idempotency_key))
            }
            Self::List { tenant, limit } => Ok((AdminCommand::TokenList { tenant, limit }, None)),
            Self::Revoke {
                tenant,
                token,
                repeatable,
            } => {
                let revoke = AdminCommand::TokenRevoke { tenant, token };
                Ok((revoke, repeatable.idempotency_key))
            }
        }
    }
}
