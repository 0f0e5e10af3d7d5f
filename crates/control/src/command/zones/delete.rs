//! Removing a zone.

use std::sync::Arc;

use landfall_core::{
    id::{OrganizationId, ZoneId},
    model::ZoneRecord,
    rules::{
        rights::Right,
        zones::{OfferedZone, serves_alone},
    },
};
use landfall_store::{Transaction, write};

use super::{
    ZonePlace, ZoneRefused, ZoneSeen, event,
    found::{as_offered, held},
};
use crate::{Clock, Control, Provenance};

impl Control {
    /// Removes a zone that no deployment uses, and gives it as it was.
    pub async fn delete_zone(
        &self,
        place: &ZonePlace<'_>,
        id: &str,
        seen: Option<ZoneSeen>,
    ) -> Result<OfferedZone, ZoneRefused> {
        let found = self.zone_to_change(place, id, Right::Delete, seen.as_ref());
        let (zone, owner) = found.await?;
        let (clock, provenance) = (Arc::clone(&self.clock), place.provenance());
        write(self.store.as_ref(), move |transaction| {
            let (clock, provenance) = (Arc::clone(&clock), provenance.clone());
            let seen = seen.clone();
            Box::pin(async move {
                let by = (&provenance, clock.as_ref());
                let is_seen = as_offered(seen.as_ref());
                let record = removed(transaction, by, (zone, owner), is_seen).await?;
                Ok(OfferedZone::from(record))
            })
        })
        .await
    }
}

/// Removes a zone of that owner which no deployment uses, if it is the one that the caller has seen, and gives it as it was.
pub(super) async fn removed(
    transaction: &mut dyn Transaction,
    by: (&Provenance, &dyn Clock),
    (zone, owner): (ZoneId, OrganizationId),
    is_seen: impl Fn(&ZoneRecord) -> bool + Send,
) -> Result<ZoneRecord, ZoneRefused> {
    // Of two that are removed at once, the second one finds out that it is the last.
    let serving = transaction.find_serving_zones(owner).await?;
    let record = held(transaction, zone, is_seen).await?;
    if serves_alone(zone, &serving) {
        return Err(ZoneRefused::InUse);
    }
    event::remove(transaction, by, &record.zone).await?;
    Ok(record)
}
