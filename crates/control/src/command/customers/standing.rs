//! The status of a customer that was ordered, after something of it has begun or ended.

use landfall_core::{
    id::{OrganizationId, TenantId},
    model::{ResourceKind, Status},
    rules::in_service::status_in_service,
};
use landfall_store::Transaction;
use serde_json::json;

use crate::{Clock, ControlError, Provenance};

/// The status that a customer has now.
pub(crate) struct Stood {
    pub(crate) status: Status,
    /// Whether it was another before.
    pub(crate) is_new: bool,
}

/// Brings a customer into the status that what is in use of it gives it, with its event. To be called in the transaction that
/// has made its lines or deployments begin or end, after that. None if there is no such customer.
pub(crate) async fn stand(
    transaction: &mut dyn Transaction,
    (tenant, customer): (&TenantId, OrganizationId),
    (provenance, clock): (&Provenance, &dyn Clock),
) -> Result<Option<Stood>, ControlError> {
    let Some(found) = transaction.hold_organization(tenant, customer).await? else {
        return Ok(None);
    };
    let used = transaction.find_use(customer).await?;
    let status = status_in_service(found.status, used);
    let stood = Stood {
        status,
        is_new: status != found.status,
    };
    if !stood.is_new {
        return Ok(Some(stood));
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
    Ok(Some(stood))
}
