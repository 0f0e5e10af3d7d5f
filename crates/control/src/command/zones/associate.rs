//! Saying what a zone is for.

use std::sync::Arc;

use landfall_core::rules::{
    rights::Right,
    zones::{AssociationForm, OfferedZone, associated, read_associations},
};
use landfall_store::write;

use super::{
    ZonePlace, ZoneRefused, ZoneSeen, event,
    found::{as_offered, held},
};
use crate::Control;

impl Control {
    /// Replaces what a zone is for, and gives the zone as it is then. What changes nothing leaves no trace.
    pub async fn associate_zone(
        &self,
        place: &ZonePlace<'_>,
        id: &str,
        asked: &[AssociationForm],
        seen: Option<ZoneSeen>,
    ) -> Result<OfferedZone, ZoneRefused> {
        let pairs = read_associations(asked, &place.tenant.settings.environments);
        let pairs = Arc::new(pairs.map_err(ZoneRefused::Invalid)?);
        let found = self.zone_to_change(place, id, Right::Modify, seen.as_ref());
        let (zone, _) = found.await?;
        let (clock, provenance) = (Arc::clone(&self.clock), place.provenance());
        write(self.store.as_ref(), move |transaction| {
            let (clock, provenance) = (Arc::clone(&clock), provenance.clone());
            let (pairs, seen) = (Arc::clone(&pairs), seen.clone());
            Box::pin(async move {
                let mut record = held(transaction, zone, as_offered(seen.as_ref())).await?;
                let after = associated(&record.zone, &pairs, clock.now());
                let by = (&provenance, clock.as_ref());
                event::rewrite(transaction, by, (&record.zone, &after)).await?;
                record.zone = after;
                Ok(OfferedZone::from(record))
            })
        })
        .await
    }
}
