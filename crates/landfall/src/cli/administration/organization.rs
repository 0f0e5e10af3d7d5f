//! `landfall organization`.

use clap::{Args, Subcommand};
use landfall_control::admin::{AdminCommand, NewOrganization};
use landfall_core::{
    id::{OrganizationId, TenantId},
    model::OrganizationKind,
};

use super::{Repeatable, Sent};

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
    /// The primary contact's given name [default: Primary]
    #[arg(long, default_value = "", hide_default_value = true)]
    first_name: String,
    /// The primary contact's family name [default: Contact]
    #[arg(long, default_value = "", hide_default_value = true)]
    last_name: String,
    #[command(flatten)]
    repeatable: Repeatable,
}

impl OrganizationCommand {
    pub(in crate::cli) fn into_command(self) -> Sent {
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
