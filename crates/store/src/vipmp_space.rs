//! The id spaces of vipmp.

use landfall_core::model::OrganizationKind;

/// Which id space of vipmp an organization's number is in.
pub(crate) fn vipmp_space(kind: OrganizationKind) -> &'static str {
    match kind {
        OrganizationKind::Customer => "customer",
        OrganizationKind::Reseller | OrganizationKind::Msp => "reseller",
        OrganizationKind::Distributor | OrganizationKind::Tenant | OrganizationKind::Aggregator => {
            "distributor"
        }
    }
}
