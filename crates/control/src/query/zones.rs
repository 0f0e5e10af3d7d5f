//! Deployment zones.

use landfall_core::{
    model::{Tenant, User},
    rules::{
        business::Business,
        rights::Right,
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

    /// The zone of that id among those that `business` is offered; the outer none as above.
    pub async fn zone(
        &self,
        tenant: &Tenant,
        user: &User,
        business: Business,
        id: &str,
    ) -> Result<Option<Option<OfferedZone>>, ControlError> {
        let filter = ZoneFilter {
            ids: vec![id],
            ..ZoneFilter::default()
        };
        let zones = self.zones(tenant, user, business, &filter).await?;
        Ok(zones.map(|zones| zones.into_iter().next()))
    }
}
