//! Making a store: keys, a tenant with its distributor and house reseller, and the first administrator.

use landfall_core::{
    id::{UserId, counter},
    model::{ResourceKind, Role, RoleBinding, User},
};
use landfall_store::{Store, write};
use serde_json::json;

use super::{
    NewTenant, NewUser, TenantView, keys::new_installation_keys, tenants::Birth, users::checked,
    vipmp::Draw,
};
use crate::{
    Clock, ControlError, Provenance,
    record::random_uuid,
    secret::{Passwords, SealingKey, Secret},
};

/// The first administrator's number. Number 1 is Landfall's own, which its automatic decisions are recorded under.
const FIRST_PERSON: UserId = UserId(2);

/// What a store is made with.
#[derive(Debug, Clone)]
pub struct Installation {
    /// The first tenant.
    pub tenant: NewTenant,
    /// The first administrator's e-mail address.
    pub administrator: String,
}

/// What was made, with the password that is shown once.
#[derive(Debug)]
pub struct Installed {
    /// The tenant.
    pub tenant: TenantView,
    /// The administrator's e-mail address.
    pub administrator: String,
    /// Their password.
    pub password: Secret,
}

/// Gives an empty store its keys and nothing else: what is to be in it is imported.
pub async fn install_empty(
    store: &dyn Store,
    clock: &dyn Clock,
    sealing: &SealingKey,
) -> Result<(), ControlError> {
    let keys = new_installation_keys(sealing, clock);
    write::<_, ControlError, _>(store, move |transaction| {
        let keys = keys.clone();
        Box::pin(async move {
            for key in &keys {
                transaction.insert_key(key).await?;
            }
            transaction
                .raise_counter(counter::KEY, keys.len() as u64)
                .await?;
            // Number 1 is Landfall's own.
            Ok(transaction.raise_counter(counter::USER, 1).await?)
        })
    })
    .await
}

/// Fills an empty store, in one transaction.
pub async fn install(
    store: &dyn Store,
    clock: &dyn Clock,
    sealing: &SealingKey,
    installation: Installation,
) -> Result<Installed, ControlError> {
    let birth = Birth::new(&installation.tenant, clock)?;
    let administrator = checked(NewUser {
        tenant: installation.tenant.tenant.clone(),
        email: installation.administrator,
        first_name: String::new(),
        last_name: String::new(),
        role: Some(Role::BusinessAdmin),
        organization: None,
        replace_password: false,
    })?;
    let password = Secret::random();
    let password_hash = Passwords::new(1).hash(password.reveal().to_owned()).await?;
    let keys = new_installation_keys(sealing, clock);
    let event = Provenance::operator(None).event(
        clock,
        "tenant.created",
        (
            Some(birth.tenant.id.clone()),
            Some(birth.tenant.organization),
        ),
        (ResourceKind::Tenant, birth.tenant.id.to_string()),
        &json!({ "name": installation.tenant.name, "administrator": administrator.email }),
    );
    let user = User {
        id: FIRST_PERSON,
        uuid: random_uuid(),
        tenant: birth.tenant.id.clone(),
        email: administrator.email.clone(),
        name: administrator
            .email
            .split('@')
            .next()
            .unwrap_or_default()
            .to_owned(),
        first_name: String::new(),
        last_name: String::new(),
        password_hash: Some(password_hash),
        created_at: clock.now(),
        revoked_at: None,
    };
    let binding = RoleBinding {
        user: user.id,
        organization: birth.tenant.organization,
        role: Role::BusinessAdmin,
    };
    let draw = Draw::default();
    let tenant = write::<_, ControlError, _>(store, move |transaction| {
        let (mut birth, keys, event) = (birth.clone(), keys.clone(), event.clone());
        let draw = draw.clone();
        let user = user.clone();
        Box::pin(async move {
            for key in &keys {
                transaction.insert_key(key).await?;
            }
            transaction
                .raise_counter(counter::KEY, keys.len() as u64)
                .await?;
            birth.insert(transaction, &draw).await?;
            transaction.raise_counter(counter::USER, user.id.0).await?;
            transaction.insert_user(&user).await?;
            transaction.bind_role(&binding).await?;
            transaction.append_event(&event).await?;
            Ok(birth.view())
        })
    })
    .await?;
    Ok(Installed {
        tenant,
        administrator: administrator.email,
        password,
    })
}
