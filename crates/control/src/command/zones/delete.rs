//! Removing a zone.

use std::sync::Arc;

use landfall_core::rules::{
    rights::Right,
    zones::{OfferedZone, serves_alone},
};
use landfall_store::write;

use super::{ZonePlace, ZoneRefused, ZoneSeen, event, found::held};
use crate::Control;

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
                // Of two that are removed at once, the second one finds out that it is the last.
                let serving = transaction.find_serving_zones(owner).await?;
                let record = held(transaction, zone, seen.as_ref()).await?;
                if serves_alone(zone, &serving) {
                    return Err(ZoneRefused::InUse);
                }
                let by = (&provenance, clock.as_ref());
                event::remove(transaction, by, &record.zone).await?;
                Ok(OfferedZone::from(record))
            })
        })
        .await
    }
}
