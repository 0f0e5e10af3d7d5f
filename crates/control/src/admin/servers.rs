//! Servers of the fleet: inviting, listing, draining, removing, revoking.

use std::sync::Arc;

use landfall_core::{
    id::{ServerId, TenantId},
    model::{ResourceKind, Server, ServerMembership},
};
use landfall_feed::Health;
use serde_json::json;

use super::{AdminReply, InvitationView, NewServer, ServerView, execute::Intent};
use crate::{Control, ControlError, Role};

/// What the text of an invitation begins with: the kind, and the version of its form.
const INVITATION: &str = "lfj1";

impl Control {
    pub(super) async fn invite_server(
        &self,
        new: NewServer,
        intent: &Intent,
    ) -> Result<AdminReply, ControlError> {
        self.known_tenant(&new.tenant).await?;
        let fleet = self.store.fleet().await?;
        if !(fleet.pops.iter()).any(|pop| pop.id == new.pop && pop.tenant == new.tenant) {
            return Err(ControlError::NotFound(format!(
                "pop: tenant {} has no POP {}; GET /landfall/v1/pops lists those there are",
                new.tenant, new.pop
            )));
        }
        let place = (new.platform, new.environment);
        let (secret, token) = self.invitation((new.tenant, new.pop), place, new.name, new.hours)?;
        let view = InvitationView {
            token: None,
            pop: new.pop.0,
            platform: new.platform.to_string(),
            environment: new.environment.to_string(),
            name: token.name.clone(),
            expires_at: token.expires_at.to_string(),
        };
        let event = intent.provenance.event(
            self.clock.as_ref(),
            "server.invited",
            (Some(token.tenant.clone()), None),
            (ResourceKind::Pop, new.pop.to_string()),
            &json!({ "platform": new.platform, "environment": new.environment, "name": token.name }),
        );
        let done = self
            .commit(intent, move |transaction| {
                let (token, event, view) = (token.clone(), event.clone(), view.clone());
                Box::pin(async move {
                    transaction.insert_join_token(&token).await?;
                    Ok((AdminReply::Invitation(view), event))
                })
            })
            .await?;
        let mut reply = done.reply;
        if let (AdminReply::Invitation(view), false) = (&mut reply, done.replayed) {
            let keys = crate::secret::hash(&self.keys.change_key().1);
            let authority = self.authority().map(|print| hex(&print));
            view.token = Some(format!(
                "{INVITATION}.{}.{}.{}",
                secret.reveal(),
                hex(&keys),
                authority.as_deref().unwrap_or("-")
            ));
        }
        Ok(reply)
    }

    pub(super) async fn list_servers(&self, tenant: TenantId) -> Result<AdminReply, ControlError> {
        self.known_tenant(&tenant).await?;
        let recorded = self.store.fleet().await?.servers;
        let fleet = self.fleet();
        let ours = recorded
            .into_iter()
            .filter(|server| server.tenant == tenant);
        let views = ours
            // Where the fleet is counted, memory is ahead of the record.
            .map(|server| fleet.server(server.id).unwrap_or(server))
            .map(|server| self.server_view(&server))
            .collect();
        Ok(AdminReply::Servers(views))
    }

    fn server_view(&self, server: &Server) -> ServerView {
        let connected = self.feed().and_then(|open| open.feed.connected(server.id));
        ServerView {
            server: server.id.0,
            name: server.name.clone(),
            pop: server.placement.pop.0,
            platform: server.placement.platform.to_string(),
            environment: server.placement.environment.to_string(),
            membership: server.membership.to_string(),
            health: match Health::of(server.last_seen_at, self.clock.now()) {
                Health::Healthy => "healthy".to_owned(),
                Health::Stale => "stale".to_owned(),
            },
            connected: connected.is_some(),
            cursor: (server.cursor.epoch.0, server.cursor.revision.0),
            trouble: connected.map_or_else(String::new, |connected| connected.trouble),
            last_seen_at: server.last_seen_at.map(|at| at.to_string()),
        }
    }

    pub(super) async fn drain_server(
        &self,
        tenant: TenantId,
        server: ServerId,
        undo: bool,
        intent: &Intent,
    ) -> Result<AdminReply, ControlError> {
        let (membership, kind) = if undo {
            (ServerMembership::Joining, "server.undrained")
        } else {
            (ServerMembership::Drained, "server.drained")
        };
        self.take_out(
            tenant,
            server,
            Out {
                membership: Some(membership),
                revoke: false,
                kind,
            },
            intent,
        )
        .await
    }

    pub(super) async fn remove_server(
        &self,
        tenant: TenantId,
        server: ServerId,
        intent: &Intent,
    ) -> Result<AdminReply, ControlError> {
        let membership = Some(ServerMembership::Removed);
        let kind = "server.removed";
        self.take_out(
            tenant,
            server,
            Out {
                membership,
                revoke: true,
                kind,
            },
            intent,
        )
        .await
    }

    pub(super) async fn revoke_server(
        &self,
        tenant: TenantId,
        server: ServerId,
        intent: &Intent,
    ) -> Result<AdminReply, ControlError> {
        let kind = "server.revoked";
        self.take_out(
            tenant,
            server,
            Out {
                membership: None,
                revoke: true,
                kind,
            },
            intent,
        )
        .await
    }

    /// Changes what a server may, in the record, then in the fleet, then on its stream.
    async fn take_out(
        &self,
        tenant: TenantId,
        server: ServerId,
        out: Out,
        intent: &Intent,
    ) -> Result<AdminReply, ControlError> {
        self.known_tenant(&tenant).await?;
        self.counts_here()?;
        let event = intent.provenance.event(
            self.clock.as_ref(),
            out.kind,
            (Some(tenant.clone()), None),
            (ResourceKind::Server, server.to_string()),
            &json!({}),
        );
        let (clock, now_view) = (Arc::clone(&self.clock), self.fleet().server(server));
        let shown = now_view.map(|server| self.server_view(&server));
        let done = self
            .commit(intent, move |transaction| {
                let (tenant, event, clock) = (tenant.clone(), event.clone(), Arc::clone(&clock));
                let shown = shown.clone();
                Box::pin(async move {
                    let found = transaction.find_server(server).await?;
                    let living = found.filter(|found| {
                        found.tenant == tenant && found.membership != ServerMembership::Removed
                    });
                    let (Some(_), Some(mut shown)) = (living, shown) else {
                        return Err(ControlError::NotFound(format!(
                            "tenant {tenant} has no server {server}; `landfall server list` shows those there are"
                        )));
                    };
                    if let Some(membership) = out.membership {
                        transaction.set_membership(server, membership).await?;
                        shown.membership = membership.to_string();
                    }
                    if out.revoke {
                        transaction.revoke_server_credentials(server, clock.now()).await?;
                        shown.connected = false;
                    }
                    Ok((AdminReply::Server(shown), event))
                })
            })
            .await?;
        let mut reply = done.reply;
        if let Some(membership) = out.membership {
            let now = self.fleet().set_membership(server, membership);
            if let (Ok(now), AdminReply::Server(view)) = (now, &mut reply) {
                view.membership = now.to_string();
            }
        }
        if let Some(open) = self.feed()
            && out.revoke
        {
            if out.membership.is_some() {
                open.feed.remove(server);
            } else {
                open.feed.revoke(server);
            }
        }
        Ok(reply)
    }

    /// What concerns streams is done by the process that has them; it may have lost them since it was chosen.
    fn counts_here(&self) -> Result<(), ControlError> {
        match self.role() {
            Role::Owner { .. } => Ok(()),
            Role::Follower { .. } | Role::Seeking => Err(ControlError::Unavailable(
                "another process counts the fleet since a moment ago; try again".to_owned(),
            )),
        }
    }
}

/// What is changed of a server.
#[derive(Debug, Clone, Copy)]
struct Out {
    membership: Option<ServerMembership>,
    revoke: bool,
    kind: &'static str,
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    let mut text = String::with_capacity(2 * bytes.len());
    for byte in bytes {
        let _ = write!(text, "{byte:02x}");
    }
    text
}
