//! Replacing a zone.

use std::sync::Arc;

use landfall_core::rules::{
    rights::Right,
    zones::{OfferedZone, ZoneForm},
};
use landfall_store::write;

use super::{
    ZonePlace, ZoneRefused, ZoneSeen, event,
    found::{as_offered, group, held},
};
use crate::Control;

impl Control {
    /// Replaces a zone by what is asked for, and gives it as it is then. What changes nothing leaves no trace.
    pub async fn replace_zone(
        &self,
        place: &ZonePlace<'_>,
        id: &str,
        form: &ZoneForm,
        seen: Option<ZoneSeen>,
    ) -> Result<OfferedZone, ZoneRefused> {
        let terms = form.read(&place.tenant.settings.environments);
        let terms = terms.map_err(ZoneRefused::Invalid)?;
        let found = self.zone_to_change(place, id, Right::Modify, seen.as_ref());
        let (zone, _) = found.await?;
        let (clock, provenance) = (Arc::clone(&self.clock), place.provenance());
        write(self.store.as_ref(), move |transaction| {
            let (clock, provenance) = (Arc::clone(&clock), provenance.clone());
            let (terms, seen) = (terms.clone(), seen.clone());
            Box::pin(async move {
                let before = held(transaction, zone, as_offered(seen.as_ref()))
                    .await?
                    .zone;
                let group = group(transaction, &before.tenant, &terms).await?;
                let record = terms.replacing(&before, group, clock.now());
                let record = record.map_err(ZoneRefused::Invalid)?;
                let by = (&provenance, clock.as_ref());
                event::rewrite(transaction, by, (&before, &record.zone)).await?;
                Ok(OfferedZone::from(record))
            })
        })
        .await
    }
}
