//! `landfall tenant`.

use clap::Subcommand;
use landfall_control::admin::{AdminCommand, NewTenant, TenantChange};
use landfall_core::id::TenantId;

use super::{Repeatable, Sent};

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
    /// Change a tenant's settings; what is not named stays as it is
    Set {
        /// The tenant
        tenant: TenantId,
        /// Whether its customers may be enabled for global sales
        #[arg(long, value_name = "BOOL")]
        global_sales: Option<bool>,
        /// Whether large government agencies may be registered
        #[arg(long, value_name = "BOOL")]
        large_government_agencies: Option<bool>,
        /// Whether cookie sessions must send the CSRF header on reads
        #[arg(long, value_name = "BOOL")]
        read_csrf: Option<bool>,
        /// Whether cookie sessions must send the CSRF header on writes
        #[arg(long, value_name = "BOOL")]
        write_csrf: Option<bool>,
        #[command(flatten)]
        repeatable: Repeatable,
    },
    /// End every client, user, session and token of a tenant; the record stays
    Revoke {
        /// The tenant
        tenant: TenantId,
        #[command(flatten)]
        repeatable: Repeatable,
    },
}

impl TenantCommand {
    pub(in crate::cli) fn into_command(self) -> Sent {
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
            Self::Set {
                tenant,
                global_sales,
                large_government_agencies,
                read_csrf,
                write_csrf,
                repeatable,
            } => {
                let change = TenantChange {
                    tenant,
                    global_sales,
                    large_government_agencies,
                    read_csrf,
                    write_csrf,
                };
                (AdminCommand::TenantSet(change), repeatable.idempotency_key)
            }
            Self::Revoke { tenant, repeatable } => (
                AdminCommand::TenantRevoke { tenant },
                repeatable.idempotency_key,
            ),
        }
    }
}
