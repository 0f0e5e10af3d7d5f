//! What the record tells of zones.

use landfall_core::{
    model::{NewEvent, ResourceKind, Zone},
    rules::zones::changed_members,
};
use landfall_store::{StoreError, Transaction};
use serde_json::{Value, json};

use crate::{Clock, Provenance};

/// The event of something that happened to a zone. It lies in the view of the zone's owner.
fn event(
    (provenance, clock): (&Provenance, &dyn Clock),
    kind: &'static str,
    zone: &Zone,
    detail: &Value,
) -> NewEvent {
    provenance.event(
        clock,
        kind,
        (Some(zone.tenant.clone()), Some(zone.owner)),
        (ResourceKind::Zone, zone.key.clone()),
        detail,
    )
}

/// Adds a zone, and tells of it.
pub(super) async fn add(
    transaction: &mut dyn Transaction,
    by: (&Provenance, &dyn Clock),
    zone: &Zone,
) -> Result<(), StoreError> {
    transaction.insert_zone(zone).await?;
    let detail = json!({ "name": zone.name, "gateway_group": zone.gateway_group.to_string() });
    let event = event(by, "zone.created", zone, &detail);
    transaction.append_event(&event).await
}

/// Puts a zone in the place of what it was, and tells what has changed. If that is nothing, nothing is done.
pub(super) async fn rewrite(
    transaction: &mut dyn Transaction,
    by: (&Provenance, &dyn Clock),
    (before, after): (&Zone, &Zone),
) -> Result<(), StoreError> {
    if before == after {
        return Ok(());
    }
    transaction.update_zone(after).await?;
    let detail = json!({ "name": after.name, "changed": changed_members(before, after) });
    let event = event(by, "zone.updated", after, &detail);
    transaction.append_event(&event).await
}

/// Removes a zone, and tells of it.
pub(super) async fn remove(
    transaction: &mut dyn Transaction,
    by: (&Provenance, &dyn Clock),
    zone: &Zone,
) -> Result<(), StoreError> {
    transaction.delete_zone(zone.id).await?;
    let event = event(by, "zone.deleted", zone, &json!({ "name": zone.name }));
    transaction.append_event(&event).await
}
