//! One way through for every command: the change, its event and its idempotency record commit together.

use std::sync::Arc;

use futures_util::future::BoxFuture;
use landfall_core::model::{Dialect, IdempotencyKey, IdempotencyRecord, NewEvent};
use landfall_store::{Transaction, write};

use super::{AdminCommand, AdminReply, AdminRequest, EventView};
use crate::{
    Control, ControlError, Provenance,
    secret::{Hash, hash},
};

/// How long an operator's idempotency key is remembered, in seconds: a day.
const REMEMBERED: i64 = 86_400;
/// Whose keys they are: all operators share one space.
const SCOPE: &str = "operator";

/// A command on its way: where it came from, and what makes a repetition of it harmless.
#[derive(Debug, Clone)]
pub(super) struct Intent {
    pub(super) provenance: Provenance,
    repeatable: Option<(IdempotencyKey, Hash)>,
}

/// What a command did: its answer without secrets, and whether it is the answer of an earlier call.
#[derive(Debug)]
pub(super) struct Done {
    pub(super) reply: AdminReply,
    pub(super) replayed: bool,
}

impl Control {
    /// Does what an operator asks.
    ///
    /// With an idempotency key, a repetition of a command that succeeded answers as the first time, but without the secret
    /// that was shown then; another command under the same key is a conflict.
    ///
    /// What concerns servers' streams is done by the process that counts the fleet, whichever process is asked.
    pub async fn administer(
        &self,
        request: AdminRequest,
        provenance: &Provenance,
    ) -> Result<AdminReply, ControlError> {
        if request.command.is_the_owner_s()
            && let Some(answer) = self.passed_on(&request, provenance).await
            && (answer.is_ok() || !request.command.only_reads())
        {
            return answer;
        }
        self.administer_here(request, provenance).await
    }

    /// The same, in this process.
    pub(crate) async fn administer_here(
        &self,
        request: AdminRequest,
        provenance: &Provenance,
    ) -> Result<AdminReply, ControlError> {
        let repeatable = match request.idempotency_key {
            None => None,
            Some(key) => {
                let text = serde_json::to_vec(&request.command)
                    .map_err(|error| ControlError::Internal(error.to_string()))?;
                let key = IdempotencyKey {
                    dialect: Dialect::Native,
                    scope: SCOPE.to_owned(),
                    key,
                };
                Some((key, hash(&text)))
            }
        };
        let intent = Intent {
            provenance: provenance.clone(),
            repeatable,
        };
        self.dispatch(request.command, &intent).await
    }

    async fn dispatch(
        &self,
        command: AdminCommand,
        intent: &Intent,
    ) -> Result<AdminReply, ControlError> {
        match command {
            AdminCommand::TenantCreate(new) => self.create_tenant(new, intent).await,
            AdminCommand::TenantSet(change) => self.set_tenant(change, intent).await,
            AdminCommand::TenantList => self.list_tenants().await,
            AdminCommand::TenantRevoke { tenant } => self.revoke_tenant(tenant, intent).await,
            AdminCommand::OrganizationCreate(new) => self.create_organization(new, intent).await,
            AdminCommand::OrganizationList {
                tenant,
                kind,
                offset,
                limit,
            } => self.list_organizations(tenant, kind, offset, limit).await,
            AdminCommand::OrganizationRevoke {
                tenant,
                organization,
            } => self.revoke_organization(tenant, organization, intent).await,
            AdminCommand::ClientCreate(new) => self.create_client(new, intent).await,
            AdminCommand::ClientList { tenant } => self.list_clients(tenant).await,
            AdminCommand::ClientSecret { tenant, client_id } => {
                self.renew_client_secret(tenant, client_id, intent).await
            }
            AdminCommand::ClientRevoke { tenant, client_id } => {
                self.revoke_client(tenant, client_id, intent).await
            }
            AdminCommand::UserCreate(new) => self.create_user(new, intent).await,
            AdminCommand::UserList { tenant } => self.list_users(tenant).await,
            AdminCommand::UserRevoke { tenant, email } => {
                self.revoke_user(tenant, email, intent).await
            }
            AdminCommand::TokenCreate(new) => self.create_token(new, intent).await,
            AdminCommand::TokenList { tenant, limit } => self.list_tokens(tenant, limit).await,
            AdminCommand::TokenRevoke { tenant, token } => {
                self.revoke_token(tenant, token, intent).await
            }
            AdminCommand::ReviewList { tenant } => self.list_reviews(tenant).await,
            AdminCommand::ReviewDecide(new) => self.rule(new, intent).await,
            AdminCommand::ReviewOn(change) => self.review(change, true, intent).await,
            AdminCommand::ReviewOff(change) => self.review(change, false, intent).await,
            AdminCommand::FleetFreeze(change) => self.freeze(change, intent).await,
            AdminCommand::FleetThaw(change) => self.thaw(change, intent).await,
            AdminCommand::FleetFrozen => self.list_freezes().await,
            AdminCommand::ServerInvite(new) => self.invite_server(new, intent).await,
            AdminCommand::ServerList { tenant } => self.list_servers(tenant).await,
            AdminCommand::ServerDrain {
                tenant,
                server,
                undo,
            } => self.drain_server(tenant, server, undo, intent).await,
            AdminCommand::ServerRemove { tenant, server } => {
                self.remove_server(tenant, server, intent).await
            }
            AdminCommand::ServerRevoke { tenant, server } => {
                self.revoke_server(tenant, server, intent).await
            }
            AdminCommand::EventList { after, limit } => {
                let events = self.store.events(after, limit.clamp(1, 1000)).await?;
                Ok(AdminReply::Events(
                    events.iter().map(EventView::from).collect(),
                ))
            }
        }
    }

    /// Runs a command's work in one transaction with its event and its idempotency record. The work gives the answer without
    /// secrets, and the event. A repetition does not run: it answers what the first call answered.
    pub(super) async fn commit<F>(&self, intent: &Intent, work: F) -> Result<Done, ControlError>
    where
        F: for<'t> Fn(
                &'t mut dyn Transaction,
            ) -> BoxFuture<'t, Result<(AdminReply, NewEvent), ControlError>>
            + Send
            + Sync
            + 'static,
    {
        let (work, repeatable) = (Arc::new(work), intent.repeatable.clone());
        let now = self.clock.now();
        let done = write(self.store.as_ref(), move |transaction| {
            let (work, repeatable) = (Arc::clone(&work), repeatable.clone());
            Box::pin(async move {
                if let Some((key, request_hash)) = &repeatable
                    && let Some(earlier) = transaction.find_idempotency(key).await?
                    && now < earlier.expires_at
                {
                    return earlier_answer(&earlier, request_hash);
                }
                let (reply, event) = work(&mut *transaction).await?;
                transaction.append_event(&event).await?;
                if let Some((key, request_hash)) = repeatable {
                    let body = serde_json::to_vec(&reply)
                        .map_err(|error| ControlError::Internal(error.to_string()))?;
                    let record = IdempotencyRecord {
                        key,
                        request_hash,
                        status: 200,
                        body,
                        created_at: now,
                        expires_at: now.plus(REMEMBERED),
                    };
                    transaction.put_idempotency(&record).await?;
                }
                Ok(Done {
                    reply,
                    replayed: false,
                })
            })
        })
        .await;
        // Whatever was ended must open nothing from now on.
        self.credentials.forget();
        done
    }
}

fn earlier_answer(earlier: &IdempotencyRecord, request_hash: &Hash) -> Result<Done, ControlError> {
    if earlier.request_hash != *request_hash {
        return Err(ControlError::Conflict(
            "this idempotency key was used for another command; choose a new one".to_owned(),
        ));
    }
    let reply = serde_json::from_slice(&earlier.body)
        .map_err(|error| ControlError::Internal(error.to_string()))?;
    Ok(Done {
        reply,
        replayed: true,
    })
}
