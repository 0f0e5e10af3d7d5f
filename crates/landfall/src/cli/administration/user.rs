//! `landfall user`.

use clap::Subcommand;
use landfall_control::admin::{AdminCommand, NewUser};
use landfall_core::{
    id::{OrganizationId, TenantId},
    model::Role,
};

use super::{Repeatable, Sent};

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

impl UserCommand {
    pub(in crate::cli) fn into_command(self) -> Sent {
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
