//! Finding the zone that is to be changed, and room for another.

use landfall_core::{
    id::{OrganizationId, TenantId, ZoneId},
    model::{GatewayGroup, ZoneRecord},
    rules::{
        rights::{Right, permits},
        zones::{
            MOST_ZONES, OfferedZone, ZoneTerms, group_of_transient, same_id, transient_zones,
            zone_id,
        },
    },
};
use landfall_store::{StoreError, Transaction, Zones};

use super::{ZonePlace, ZoneRefused, ZoneSeen};
use crate::Control;

impl Control {
    /// The zone of that id and its owner, if it is there in the context, the caller has the right there and where it belongs, and
    /// it was defined. Whether it is the one that the caller has seen is asked of transient zones alone: what was defined may
    /// change until its transaction has it.
    pub(super) async fn zone_to_change(
        &self,
        place: &ZonePlace<'_>,
        id: &str,
        right: Right,
        seen: Option<&ZoneSeen>,
    ) -> Result<(ZoneId, OrganizationId), ZoneRefused> {
        let ZonePlace { tenant, user, .. } = place;
        let context = self.permitted(tenant, user, place.business, right).await?;
        let context = context.ok_or(ZoneRefused::NotPermitted)?;
        let records = match self.store.zones(&tenant.id, context).await? {
            Zones::Defined(records) => records,
            Zones::Undefined { groups, pops } => {
                let mut transient = transient_zones(groups, &pops).into_iter();
                let zone = transient.find(|zone| same_id(id, &zone.id));
                let zone = zone.ok_or(ZoneRefused::NotFound)?;
                return Err(if is_seen(seen, &zone) {
                    ZoneRefused::Transient
                } else {
                    ZoneRefused::Stale
                });
            }
        };
        let mut zones = records.iter().map(|record| &record.zone);
        let zone = zones.find(|zone| same_id(id, &zone_id(zone)));
        let zone = zone.ok_or(ZoneRefused::NotFound)?;
        if zone.owner != context {
            // Offered from above: whoever may use it may not do what they like with it.
            let roles = self.store.roles_at(user, zone.owner).await?;
            if !roles.is_some_and(|roles| permits(&roles, right)) {
                return Err(ZoneRefused::NotPermitted);
            }
        }
        Ok((zone.id, zone.owner))
    }
}

/// Refuses another zone of an organization that has as many as one can have.
pub(super) async fn room(
    transaction: &mut dyn Transaction,
    owner: OrganizationId,
) -> Result<(), ZoneRefused> {
    if transaction.count_zones(owner).await? < MOST_ZONES {
        Ok(())
    } else {
        Err(ZoneRefused::Full)
    }
}

fn is_seen(seen: Option<&ZoneSeen>, zone: &OfferedZone) -> bool {
    seen.is_none_or(|seen| seen(zone))
}

/// Whether a record is what the caller has seen of it, as it is offered.
pub(super) fn as_offered(seen: Option<&ZoneSeen>) -> impl Fn(&ZoneRecord) -> bool + Send {
    move |record| is_seen(seen, &OfferedZone::from(record.clone()))
}

/// The zone, which nobody else changes from now on, if it is the one that the caller has seen.
pub(super) async fn held(
    transaction: &mut dyn Transaction,
    zone: ZoneId,
    is_seen: impl Fn(&ZoneRecord) -> bool + Send,
) -> Result<ZoneRecord, ZoneRefused> {
    let found = transaction.find_zone(zone).await?;
    let record = found.ok_or(ZoneRefused::NotFound)?;
    if is_seen(&record) {
        Ok(record)
    } else {
        Err(ZoneRefused::Stale)
    }
}

/// The gateway group that is asked for, if there is one.
pub(super) async fn group(
    transaction: &mut dyn Transaction,
    tenant: &TenantId,
    terms: &ZoneTerms,
) -> Result<Option<GatewayGroup>, StoreError> {
    let key = terms.container_key();
    let number = group_of_transient(key);
    transaction.find_gateway_group(tenant, key, number).await
}
