//! Users and their roles.

use std::sync::Arc;

use landfall_core::{
    id::{TenantId, UserId, counter},
    model::{ResourceKind, RoleBinding, User},
    rules::account::is_email,
};
use landfall_store::Transaction;
use serde_json::json;

use super::{AdminReply, NewUser, UserView, execute::Intent};
use crate::{Clock, Control, ControlError, record::random_uuid, secret::Secret};

impl Control {
    pub(super) async fn create_user(
        &self,
        new: NewUser,
        intent: &Intent,
    ) -> Result<AdminReply, ControlError> {
        let tenant = self.known_tenant(&new.tenant).await?;
        let new = checked(new)?;
        let password = Secret::random();
        let hash = self.passwords.hash(password.reveal().to_owned()).await?;
        let organization = new.organization.unwrap_or(tenant.organization);
        let (clock, provenance) = (Arc::clone(&self.clock), intent.provenance.clone());
        let done = self
            .commit(intent, move |transaction| {
                let (new, hash) = (new.clone(), hash.clone());
                let (provenance, clock) = (provenance.clone(), Arc::clone(&clock));
                Box::pin(async move {
                    let (user, what) = put_user(transaction, &new, &hash, clock.as_ref()).await?;
                    let mut roles = Vec::new();
                    if let Some(role) = new.role {
                        let known = transaction
                            .find_organization(&new.tenant, organization)
                            .await?;
                        if known.is_none() {
                            return Err(ControlError::NotFound(format!(
                                "organization: tenant {} has no organization {organization}",
                                new.tenant
                            )));
                        }
                        let binding = RoleBinding {
                            user: user.id,
                            organization,
                            role,
                        };
                        transaction.bind_role(&binding).await?;
                        roles.push(binding);
                    }
                    let event = provenance.event(
                        clock.as_ref(),
                        what,
                        (Some(new.tenant.clone()), Some(organization)),
                        (ResourceKind::User, user.id.to_string()),
                        &json!({ "email": user.email, "role": new.role }),
                    );
                    Ok((AdminReply::User(UserView::new(&user, &roles)), event))
                })
            })
            .await?;
        let mut reply = done.reply;
        if let (AdminReply::User(view), false) = (&mut reply, done.replayed) {
            view.password = Some(password.reveal().to_owned());
            // Somebody who was there already keeps the roles they had; show all of them.
            let users = self.store.users(&tenant.id).await?;
            if let Some((user, roles)) = users.iter().find(|(user, _)| user.id.0 == view.user) {
                view.roles = UserView::new(user, roles).roles;
            }
        }
        Ok(reply)
    }

    pub(super) async fn list_users(&self, tenant: TenantId) -> Result<AdminReply, ControlError> {
        self.known_tenant(&tenant).await?;
        let users = self.store.users(&tenant).await?;
        Ok(AdminReply::Users(
            users
                .iter()
                .map(|(user, roles)| UserView::new(user, roles))
                .collect(),
        ))
    }

    pub(super) async fn revoke_user(
        &self,
        tenant: TenantId,
        email: String,
        intent: &Intent,
    ) -> Result<AdminReply, ControlError> {
        self.known_tenant(&tenant).await?;
        let email = email.trim().to_lowercase();
        let reply = AdminReply::Revoked {
            what: format!("user {email} with all sessions and tokens"),
        };
        let (clock, provenance) = (Arc::clone(&self.clock), intent.provenance.clone());
        self.commit(intent, move |transaction| {
            let (tenant, email, reply) = (tenant.clone(), email.clone(), reply.clone());
            let (provenance, clock) = (provenance.clone(), Arc::clone(&clock));
            Box::pin(async move {
                let user = transaction.find_user(&tenant, &email).await?;
                let ended = match &user {
                    Some(user) => transaction.revoke_user(user.id, clock.now()).await?,
                    None => false,
                };
                let Some(user) = user.filter(|_| ended) else {
                    return Err(ControlError::NotFound(format!(
                        "tenant {tenant} has no living user {email}; `landfall user list` shows those there are"
                    )));
                };
                let event = provenance.event(
                    clock.as_ref(),
                    "user.revoked",
                    (Some(tenant), None),
                    (ResourceKind::User, user.id.to_string()),
                    &json!({ "email": user.email }),
                );
                Ok((reply, event))
            })
        })
        .await
        .map(|done| done.reply)
    }
}

/// Adds the user, or gives the one there is a new password if that was asked for; says which of the two it did.
async fn put_user(
    transaction: &mut dyn Transaction,
    new: &NewUser,
    password_hash: &str,
    clock: &dyn Clock,
) -> Result<(User, &'static str), ControlError> {
    if let Some(user) = transaction.find_user(&new.tenant, &new.email).await? {
        if !new.replace_password {
            return Err(ControlError::Conflict(format!(
                "there is a user {} already; --replace-password gives them a new password",
                new.email
            )));
        }
        transaction
            .set_password(user.id, password_hash, clock.now())
            .await?;
        return Ok((user, "user.password_replaced"));
    }
    let name = new.email.split('@').next().unwrap_or_default();
    let user = User {
        id: UserId(transaction.next_number(counter::USER).await?),
        uuid: random_uuid(),
        tenant: new.tenant.clone(),
        email: new.email.clone(),
        name: name.to_owned(),
        first_name: new.first_name.clone(),
        last_name: new.last_name.clone(),
        password_hash: Some(password_hash.to_owned()),
        created_at: clock.now(),
        revoked_at: None,
    };
    transaction.insert_user(&user).await?;
    Ok((user, "user.created"))
}

/// The request with its e-mail address in the form that the record keeps.
pub(super) fn checked(mut new: NewUser) -> Result<NewUser, ControlError> {
    new.email = new.email.trim().to_lowercase();
    if is_email(&new.email) {
        Ok(new)
    } else {
        Err(ControlError::Invalid(
            "email: an address such as name@example.com, at most 240 characters".to_owned(),
        ))
    }
}
