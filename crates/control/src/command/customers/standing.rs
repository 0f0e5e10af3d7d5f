//! The status of a customer that was ordered, after something of it has begun or ended.

use landfall_core::{
    id::{OrganizationId, TenantId},
    model::{ResourceKind, Status},
    rules::in_service::status_in_service,
};
use landfall_store::Transaction;
use serde_json::json;

use crate::{Clock, ControlError, Provenance};

/// Brings a customer into the status that what is in use of it gives it, with its event. To be called in the transaction that
/// has made its lines or deployments begin or end, after that. Gives the status if it is another now.
pub(crate) async fn stand(
    transaction: &mut dyn Transaction,
    (tenant, customer): (&TenantId, OrganizationId),
    (provenance, clock): (&Provenance, &dyn Clock),
) -> Result<Option<Status>, ControlError> {
    let Some(found) = transaction.hold_organization(tenant, customer).await? else {
        return Ok(None);
    };
    let used = transaction.find_use(customer).await?;
    let status = status_in_service(found.status, used);
    if status == found.status {
        return Ok(None);
    }
    transaction
        .set_organization_status(customer, status, clock.now())
        .await?;
    let kind = match status {
        Status::Active => "organization.activated",
        _ => "organization.deactivated",
    };
    let event = provenance.event(
        clock,
        kind,
        (Some(tenant.clone()), Some(customer)),
        (ResourceKind::Organization, customer.to_string()),
        &json!({ "status": status, "was": found.status }),
    );
    transaction.append_event(&event).await?;
    Ok(Some(status))
}
