//! Zones as the native API writes them: by their record, with whom they are offered to.

use std::sync::Arc;

use landfall_core::{
    id::{OrganizationId, ZoneId},
    model::{Grants, Zone, ZoneRecord},
    rules::{
        shown::Unfit,
        zones::{NewZone, ZonePatch, ZoneTerms},
    },
};
use landfall_store::{Transaction, write};

use super::{
    ZoneRefused,
    delete::removed,
    event,
    found::{group, held, room},
};
use crate::{
    Control, ControlError, Provenance,
    access::NativeCaller,
    command::settings::settings_of,
    once::{Answer, Answered, Repeatable},
    record::random_uuid,
};

/// How many organizations a zone can name.
const MOST_GRANTS: usize = 1_000;

/// Who writes zones of an organization.
#[derive(Debug, Clone)]
pub struct ZoneWriter {
    owner: OrganizationId,
    tenant: landfall_core::id::TenantId,
    provenance: Provenance,
}

/// Says of a zone as it is now whether it is the one that the caller has seen.
pub type ZoneRecordSeen = Arc<dyn Fn(&ZoneRecord) -> bool + Send + Sync>;

impl Control {
    /// A caller who writes zones of an organization in their view; none if they may not. A point read for operators.
    pub async fn zone_writer(
        &self,
        caller: &NativeCaller,
        owner: OrganizationId,
        request_id: Option<String>,
    ) -> Result<Option<ZoneWriter>, ControlError> {
        let may = self.may_write_at(caller, owner).await?;
        Ok(may.then(|| ZoneWriter {
            owner,
            tenant: caller.view.tenant.clone(),
            provenance: Provenance {
                actor: caller.actor,
                correlation_id: None,
                request_id,
            },
        }))
    }

    /// Defines a zone of the writer's organization, once if the call has a name. `show` puts what came of it into an answer.
    pub async fn offer_zone<S>(
        &self,
        writer: &ZoneWriter,
        call: Option<&Repeatable>,
        asked: ZonePatch,
        show: S,
    ) -> Result<Answered, ControlError>
    where
        S: Fn(Result<ZoneRecord, ZoneRefused>) -> Result<Answer, ControlError>
            + Send
            + Sync
            + 'static,
    {
        let new = NewZone {
            id: ZoneId(random_uuid()),
            tenant: writer.tenant.clone(),
            owner: writer.owner,
            at: self.clock.now(),
        };
        let (clock, writer) = (Arc::clone(&self.clock), writer.clone());
        let (asked, show) = (Arc::new(asked), Arc::new(show));
        self.carry_out(call, move |transaction| {
            let (clock, writer, new) = (Arc::clone(&clock), writer.clone(), new.clone());
            let (asked, show) = (Arc::clone(&asked), Arc::clone(&show));
            Box::pin(async move {
                let made = make(&mut *transaction, &writer, &asked, new).await;
                let record = match made {
                    Ok(record) => record,
                    Err(refused) => return show(Err(refused)),
                };
                let by = (&writer.provenance, clock.as_ref());
                event::add(transaction, by, &record.zone).await?;
                show(Ok(record))
            })
        })
        .await
    }

    /// Changes members of a zone of the writer's organization, and gives it as it is then. What changes nothing leaves no trace.
    pub async fn change_zone(
        &self,
        writer: &ZoneWriter,
        zone: ZoneId,
        asked: ZonePatch,
        seen: Option<ZoneRecordSeen>,
    ) -> Result<ZoneRecord, ZoneRefused> {
        let (clock, writer) = (Arc::clone(&self.clock), writer.clone());
        let asked = Arc::new(asked);
        write(self.store.as_ref(), move |transaction| {
            let (clock, writer) = (Arc::clone(&clock), writer.clone());
            let (asked, seen) = (Arc::clone(&asked), seen.clone());
            Box::pin(async move {
                let before = held(transaction, zone, as_recorded(seen.as_ref())).await?;
                let terms = terms(transaction, &writer, &asked, Some(&before)).await?;
                let group = group(transaction, &before.zone.tenant, &terms).await?;
                let now = clock.now();
                let after = terms.replacing(&before.zone, group, now);
                let mut after = after.map_err(ZoneRefused::Invalid)?;
                let grants = asked.grants_over(&before.zone.grants);
                check_grants(transaction, &before.zone, &grants).await?;
                if grants != after.zone.grants {
                    after.zone.grants = grants;
                    after.zone.updated_at = now;
                }
                let by = (&writer.provenance, clock.as_ref());
                event::rewrite(transaction, by, (&before.zone, &after.zone)).await?;
                Ok(after)
            })
        })
        .await
    }

    /// Removes a zone of the writer's organization that no deployment uses.
    pub async fn withdraw_zone(
        &self,
        writer: &ZoneWriter,
        zone: ZoneId,
        seen: Option<ZoneRecordSeen>,
    ) -> Result<(), ZoneRefused> {
        let (clock, writer) = (Arc::clone(&self.clock), writer.clone());
        write(self.store.as_ref(), move |transaction| {
            let (clock, writer, seen) = (Arc::clone(&clock), writer.clone(), seen.clone());
            Box::pin(async move {
                let by = (&writer.provenance, clock.as_ref());
                let place = (zone, writer.owner);
                removed(transaction, by, place, as_recorded(seen.as_ref())).await?;
                Ok(())
            })
        })
        .await
    }
}

fn as_recorded(seen: Option<&ZoneRecordSeen>) -> impl Fn(&ZoneRecord) -> bool + Send {
    move |record| seen.is_none_or(|seen| seen(record))
}

async fn make(
    transaction: &mut dyn Transaction,
    writer: &ZoneWriter,
    asked: &ZonePatch,
    new: NewZone,
) -> Result<ZoneRecord, ZoneRefused> {
    let terms = terms(transaction, writer, asked, None).await?;
    let group = group(transaction, &writer.tenant, &terms).await?;
    let made = terms.new_zone(new, group);
    let mut record = made.map_err(ZoneRefused::Invalid)?;
    let grants = asked.grants_over(&Grants::All);
    check_grants(transaction, &record.zone, &grants).await?;
    record.zone.grants = grants;
    room(transaction, writer.owner).await?;
    Ok(record)
}

/// What is asked for, with the tenant's environments as they are.
async fn terms(
    transaction: &mut dyn Transaction,
    writer: &ZoneWriter,
    asked: &ZonePatch,
    now: Option<&ZoneRecord>,
) -> Result<ZoneTerms, ZoneRefused> {
    let settings = settings_of(transaction, &writer.tenant).await?;
    let terms = asked.over(now).read(&settings.environments);
    terms.map_err(ZoneRefused::Invalid)
}

/// Whether the organizations that are named lie below the zone's owner.
async fn check_grants(
    transaction: &mut dyn Transaction,
    zone: &Zone,
    grants: &Grants,
) -> Result<(), ZoneRefused> {
    let Grants::Some(named) = grants else {
        return Ok(());
    };
    if *grants == zone.grants {
        return Ok(());
    }
    let unfit = |member: String, rule: String| Unfit {
        member,
        rule: rule.into(),
    };
    if named.len() > MOST_GRANTS {
        let rule = format!("a list of at most {MOST_GRANTS}");
        return Err(ZoneRefused::Invalid(vec![unfit(
            "grants.organization_ids".to_owned(),
            rule,
        )]));
    }
    let below = transaction.find_below(zone.owner, named).await?;
    let strange = named
        .iter()
        .enumerate()
        .filter(|(_, id)| !below.contains(id));
    let strange = strange.map(|(index, _)| {
        unfit(
            format!("grants.organization_ids[{index}]"),
            "an organization below the zone's owner".to_owned(),
        )
    });
    let strange: Vec<_> = strange.collect();
    if strange.is_empty() {
        Ok(())
    } else {
        Err(ZoneRefused::Invalid(strange))
    }
}
