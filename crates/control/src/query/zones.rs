//! Deployment zones.

use landfall_core::{
    id::OrganizationId,
    model::{Tenant, User},
    rules::{
        business::Business,
        rights::{Right, permits},
        zones::{OfferedZone, ZoneFilter, in_order, transient_zones},
    },
};
use landfall_store::Zones;

use crate::{Control, ControlError};

impl Control {
    /// The zones that `business` is offered and that match the filter, in the order in which they are listed. None if the
    /// user may not read there, or there is no such organization: which of the two it is, nobody learns.
    pub async fn zones(
        &self,
        tenant: &Tenant,
        user: &User,
        business: Business,
        filter: &ZoneFilter<'_>,
    ) -> Result<Option<Vec<OfferedZone>>, ControlError> {
        let context = self.permitted(tenant, user, business, Right::Read).await?;
        let Some(organization) = context else {
            return Ok(None);
        };
        let mut zones = match self.store.zones(&tenant.id, organization).await? {
            Zones::Defined(records) => records.into_iter().map(OfferedZone::from).collect(),
            Zones::Undefined { groups, pops } => transient_zones(groups, &pops),
        };
        zones.retain(|zone| filter.matches(zone));
        Ok(Some(in_order(zones)))
    }

    /// The organization that is meant, if the user has the right there; looked up with every call, so that a role that is
    /// taken away is gone at once. Point reads.
    async fn permitted(
        &self,
        tenant: &Tenant,
        user: &User,
        business: Business,
        right: Right,
    ) -> Result<Option<OrganizationId>, ControlError> {
        let organization = match business {
            Business::Tenant => tenant.organization,
            // The tenant's own organization has one key, which is not its UUID.
            Business::Organization(id) if id != tenant.organization => id,
            Business::Organization(_) | Business::Nobody => return Ok(None),
        };
        let roles = self.store.roles_at(user, organization).await?;
        Ok(roles
            .filter(|roles| permits(roles, right))
            .map(|_| organization))
    }
}
