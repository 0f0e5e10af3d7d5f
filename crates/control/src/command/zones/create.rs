//! Defining a zone.

use std::sync::Arc;

use landfall_core::{
    id::ZoneId,
    rules::{
        rights::Right,
        zones::{NewZone, OfferedZone, ZoneForm},
    },
};
use landfall_store::write;

use super::{
    ZonePlace, ZoneRefused, event,
    found::{group, room},
};
use crate::{Control, record::random_uuid};

impl Control {
    /// Defines a zone of the organization in whose context that is asked. What is sent again makes another one.
    pub async fn create_zone(
        &self,
        place: &ZonePlace<'_>,
        form: &ZoneForm,
    ) -> Result<OfferedZone, ZoneRefused> {
        let ZonePlace { tenant, user, .. } = place;
        let terms = form.read(&tenant.settings.environments);
        let terms = terms.map_err(ZoneRefused::Invalid)?;
        let owner = self.permitted(tenant, user, place.business, Right::Add);
        let new = NewZone {
            id: ZoneId(random_uuid()),
            tenant: tenant.id.clone(),
            owner: owner.await?.ok_or(ZoneRefused::NotPermitted)?,
            at: self.clock.now(),
        };
        let (clock, provenance) = (Arc::clone(&self.clock), place.provenance());
        write(self.store.as_ref(), move |transaction| {
            let (clock, provenance) = (Arc::clone(&clock), provenance.clone());
            let (terms, new) = (terms.clone(), new.clone());
            Box::pin(async move {
                room(transaction, new.owner).await?;
                let group = group(transaction, &new.tenant, &terms).await?;
                let record = terms.new_zone(new, group);
                let record = record.map_err(ZoneRefused::Invalid)?;
                let by = (&provenance, clock.as_ref());
                event::add(transaction, by, &record.zone).await?;
                Ok(OfferedZone::from(record))
            })
        })
        .await
    }
}
