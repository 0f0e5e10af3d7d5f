//! API clients.

use std::sync::Arc;

use landfall_core::{
    id::{ClientKey, TenantId, counter},
    model::{ApiClient, ResourceKind},
};
use serde_json::json;

use super::{AdminReply, ClientView, NewClient, execute::Intent};
use crate::{Control, ControlError, secret::Secret};

impl Control {
    pub(super) async fn create_client(
        &self,
        new: NewClient,
        intent: &Intent,
    ) -> Result<AdminReply, ControlError> {
        self.known_tenant(&new.tenant).await?;
        check(&new)?;
        let secret = Secret::random();
        let secret_hash = secret.hash();
        let (clock, provenance) = (Arc::clone(&self.clock), intent.provenance.clone());
        let done = self
            .commit(intent, move |transaction| {
                let (new, provenance, clock) =
                    (new.clone(), provenance.clone(), Arc::clone(&clock));
                Box::pin(async move {
                    if transaction.find_client(&new.client_id).await?.is_some() {
                        return Err(ControlError::Conflict(format!(
                            "there is a client {} already; client ids are never used twice",
                            new.client_id
                        )));
                    }
                    if let Some(id) = new.organization
                        && transaction
                            .find_organization(&new.tenant, id)
                            .await?
                            .is_none()
                    {
                        return Err(ControlError::NotFound(format!(
                            "organization: tenant {} has no organization {id}",
                            new.tenant
                        )));
                    }
                    let client = ApiClient {
                        key: ClientKey(transaction.next_number(counter::CLIENT).await?),
                        client_id: new.client_id,
                        tenant: new.tenant,
                        organization: new.organization,
                        description: new.description,
                        person: new.person,
                        grants: new.grants,
                        secret_hash,
                        created_at: clock.now(),
                        revoked_at: None,
                    };
                    transaction.insert_client(&client).await?;
                    let event = provenance.event(
                        clock.as_ref(),
                        "client.created",
                        (Some(client.tenant.clone()), client.organization),
                        (ResourceKind::Client, client.client_id.clone()),
                        &json!({ "grants": client.grants }),
                    );
                    Ok((AdminReply::Client(ClientView::from(&client)), event))
                })
            })
            .await?;
        let mut reply = done.reply;
        if let (AdminReply::Client(view), false) = (&mut reply, done.replayed) {
            view.secret = Some(secret.reveal().to_owned());
        }
        Ok(reply)
    }

    pub(super) async fn renew_client_secret(
        &self,
        tenant: TenantId,
        client_id: String,
        intent: &Intent,
    ) -> Result<AdminReply, ControlError> {
        self.known_tenant(&tenant).await?;
        let secret = Secret::random();
        let secret_hash = secret.hash();
        let event = intent.provenance.event(
            self.clock.as_ref(),
            "client.secret_renewed",
            (Some(tenant.clone()), None),
            (ResourceKind::Client, client_id.clone()),
            &json!({}),
        );
        let done = self
            .commit(intent, move |transaction| {
                let (event, tenant, client_id) = (event.clone(), tenant.clone(), client_id.clone());
                Box::pin(async move {
                    let found = transaction.find_client(&client_id).await?;
                    let living = found.filter(|client| {
                        client.tenant == tenant && client.revoked_at.is_none()
                    });
                    let Some(client) = living else {
                        return Err(ControlError::NotFound(format!(
                            "tenant {tenant} has no living client {client_id}; `landfall client list` shows those there are"
                        )));
                    };
                    transaction.set_client_secret(client.key, &secret_hash).await?;
                    Ok((AdminReply::Client(ClientView::from(&client)), event))
                })
            })
            .await?;
        let mut reply = done.reply;
        if let (AdminReply::Client(view), false) = (&mut reply, done.replayed) {
            view.secret = Some(secret.reveal().to_owned());
        }
        Ok(reply)
    }

    pub(super) async fn list_clients(&self, tenant: TenantId) -> Result<AdminReply, ControlError> {
        self.known_tenant(&tenant).await?;
        let clients = self.store.clients(&tenant).await?;
        Ok(AdminReply::Clients(
            clients.iter().map(ClientView::from).collect(),
        ))
    }

    pub(super) async fn revoke_client(
        &self,
        tenant: TenantId,
        client_id: String,
        intent: &Intent,
    ) -> Result<AdminReply, ControlError> {
        self.known_tenant(&tenant).await?;
        let at = self.clock.now();
        let event = intent.provenance.event(
            self.clock.as_ref(),
            "client.revoked",
            (Some(tenant.clone()), None),
            (ResourceKind::Client, client_id.clone()),
            &json!({}),
        );
        let reply = AdminReply::Revoked {
            what: format!("client {client_id} and its tokens"),
        };
        self.commit(intent, move |transaction| {
            let (event, reply) = (event.clone(), reply.clone());
            let (tenant, client_id) = (tenant.clone(), client_id.clone());
            Box::pin(async move {
                if !transaction.revoke_client(&tenant, &client_id, at).await? {
                    return Err(ControlError::NotFound(format!(
                        "tenant {tenant} has no living client {client_id}; `landfall client list` shows those there are"
                    )));
                }
                Ok((reply, event))
            })
        })
        .await
        .map(|done| done.reply)
    }
}

fn check(new: &NewClient) -> Result<(), ControlError> {
    let invalid = |text: &str| Err(ControlError::Invalid(text.to_owned()));
    let visible = |text: &str| text.bytes().all(|b| b.is_ascii_graphic());
    if new.client_id.is_empty() || new.client_id.len() > 128 || !visible(&new.client_id) {
        return invalid("client_id: 1 to 128 visible ASCII characters without spaces");
    }
    if new.client_id.contains(':') {
        return invalid("client_id: no colon, since HTTP Basic ends the name there");
    }
    if new.grants.is_empty() {
        return invalid("grants: name at least one dialect that the client may use");
    }
    let mut dialects: Vec<_> = new.grants.iter().map(|grant| grant.dialect).collect();
    dialects.sort();
    dialects.dedup();
    if dialects.len() != new.grants.len() {
        return invalid("grants: each dialect at most once");
    }
    Ok(())
}
