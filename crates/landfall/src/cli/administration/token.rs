//! `landfall token`.

use clap::Subcommand;
use landfall_control::admin::{AdminCommand, NewToken};
use landfall_core::{
    id::{AccountNumber, TenantId},
    model::{TokenFamily, TokenSlot},
};

use super::{Repeatable, Sent};
use crate::error::CommandError;

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

impl TokenCommand {
    pub(in crate::cli) fn into_command(self) -> Result<Sent, CommandError> {
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
