//! An account that begins: with all of its names, and its event.

use std::collections::HashSet;

use landfall_core::{
    id::{AccountNumber, OrganizationId, TenantId, VipmpId, counter},
    model::{NewEvent, Organization, OrganizationKind, Profile, ResourceKind, Status},
};
use landfall_store::{StoreError, Transaction};
use serde_json::json;

use crate::{
    Clock, ControlError, Provenance,
    admin::{Draw, was_taken},
    record::time_ordered_uuid,
};

/// How often a command is run because a number that it drew was taken.
const TRIES: u32 = 5;

/// What an account begins with. It has been judged by the core's rules.
#[derive(Debug, Clone)]
pub(crate) struct Birth {
    /// The tenant that it belongs to.
    pub(crate) tenant: TenantId,
    /// The organization above it, which has to be one that can have it below.
    pub(crate) parent: OrganizationId,
    /// What it is.
    pub(crate) kind: OrganizationKind,
    /// Its name.
    pub(crate) name: String,
    /// The partner's own reference; may be empty.
    pub(crate) external_reference: String,
    /// Where it stands: pending if it is still to be validated.
    pub(crate) status: Status,
    /// What the dialects show beside that.
    pub(crate) profile: Profile,
}

/// Adds an account, which gets every name that its kind has from the start, and its event.
///
/// The account number comes from a counter, so whoever makes customers at the same time waits from here to the end of the
/// transaction. A vipmp number may turn out to be taken only at the end: then the error is one that [`drawing_again`] knows.
pub(crate) async fn born(
    transaction: &mut dyn Transaction,
    draw: &Draw,
    birth: Birth,
    (provenance, clock): (&Provenance, &dyn Clock),
) -> Result<Organization, ControlError> {
    let now = clock.now();
    let (vipmp_id, account_number) = names(&mut *transaction, draw, birth.kind).await?;
    let new = Organization {
        id: OrganizationId(time_ordered_uuid(clock)),
        tenant: birth.tenant,
        parent: Some(birth.parent),
        kind: birth.kind,
        name: birth.name,
        description: String::new(),
        status: birth.status,
        external_reference: birth.external_reference,
        vipmp_id,
        account_number,
        created_at: now,
        updated_at: now,
        profile: birth.profile,
    };
    transaction.insert_organization(&new).await?;
    let event = created(&new, (provenance, clock));
    transaction.append_event(&event).await?;
    Ok(new)
}

/// The names that an organization of that kind has beside its id: its number in vipmp and its number in rulesv4.
pub(crate) async fn names(
    transaction: &mut dyn Transaction,
    draw: &Draw,
    kind: OrganizationKind,
) -> Result<(Option<VipmpId>, Option<AccountNumber>), StoreError> {
    let has_number = !matches!(
        kind,
        OrganizationKind::Tenant | OrganizationKind::Aggregator
    );
    let mut drawn = draw
        .vipmp_ids(&mut *transaction, usize::from(has_number), &HashSet::new())
        .await?;
    let account_number = if kind == OrganizationKind::Customer {
        let number = transaction.next_number(counter::ACCOUNT_NUMBER).await?;
        Some(AccountNumber::from_value(number))
    } else {
        None
    };
    Ok((drawn.pop(), account_number))
}

fn created(new: &Organization, (provenance, clock): (&Provenance, &dyn Clock)) -> NewEvent {
    provenance.event(
        clock,
        "organization.created",
        (Some(new.tenant.clone()), Some(new.id)),
        (ResourceKind::Organization, new.id.to_string()),
        &json!({ "kind": new.kind, "name": new.name, "parent": new.parent, "status": new.status }),
    )
}

/// Runs a command, and again with other numbers when one that it drew was taken by somebody at the same time.
pub(crate) async fn drawing_again<T, F>(run: impl Fn() -> F) -> Result<T, ControlError>
where
    F: Future<Output = Result<T, ControlError>>,
{
    let mut tried = 1;
    loop {
        match run().await {
            Err(error) if was_taken(&error) && tried < TRIES => tried += 1,
            outcome => return outcome,
        }
    }
}
