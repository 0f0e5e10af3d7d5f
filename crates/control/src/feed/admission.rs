//! Which servers are let in: a credential from an invitation, and a stream for a credential.

use std::sync::Arc;

use landfall_core::{
    id::{Cursor, PopId, ServerId, TenantId, counter},
    model::{
        Environment, JoinToken, Platform, ResourceKind, Server, ServerCredential, ServerMembership,
    },
};
use landfall_feed::serve::Admitted;
use landfall_store::write;
use serde_json::json;

use crate::{
    Control, ControlError, Provenance,
    secret::{Secret, equal, hash},
};

/// The longest name of a server.
const LONGEST_NAME: usize = 128;

/// A server that has just been let into the fleet: what its agent has to keep.
#[derive(Debug, Clone)]
pub struct Enrolled {
    /// The server.
    pub server: Server,
    /// What it shows from now on; shown this once.
    pub credential: Secret,
    /// The public keys (Ed25519) by which changes are signed, by number.
    pub keys: Vec<(u64, Vec<u8>)>,
}

/// Why an invitation lets nobody in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotInvited {
    /// There is no such invitation.
    Unknown,
    /// It was used.
    Used,
    /// Its time is over.
    Expired,
}

impl Control {
    /// Whose stream it is; none if the credential is unknown or revoked, or its server was removed. A point read.
    pub async fn admitted(&self, credential: &str) -> Result<Option<Admitted>, ControlError> {
        let hash = hash(credential.as_bytes());
        let found = self.store.server_credential(&hash).await?;
        let good = found.filter(|(credential, server)| {
            equal(&credential.hash, &hash)
                && credential.revoked_at.is_none()
                && server.membership != ServerMembership::Removed
        });
        let Some((_, server)) = good else {
            return Ok(None);
        };
        if self.fleet().server(server.id).is_none() {
            // Another process may have let it in a moment ago.
            self.follow_record().await;
        }
        Ok(Some(Admitted {
            server: server.id,
            tenant: server.tenant,
            placement: server.placement,
        }))
    }

    /// Lets the bearer of an invitation into the fleet. `name` is what the server calls itself; an invitation with a name has
    /// the last word.
    pub async fn enrol(
        &self,
        secret: &str,
        name: Option<&str>,
        request_id: Option<String>,
    ) -> Result<Result<Enrolled, NotInvited>, ControlError> {
        if let Some(name) = name {
            named(name)?;
        }
        let (sought, wanted) = (hash(secret.as_bytes()), name.map(ToOwned::to_owned));
        let credential = Secret::random();
        let shown = credential.hash();
        let clock = Arc::clone(&self.clock);
        let provenance = Provenance {
            request_id,
            ..Provenance::system()
        };
        let done = write(self.store.as_ref(), move |transaction| {
            let (clock, wanted) = (Arc::clone(&clock), wanted.clone());
            let provenance = provenance.clone();
            Box::pin(async move {
                let now = clock.now();
                let token = match transaction.find_join_token(&sought).await? {
                    None => return Ok(Err(NotInvited::Unknown)),
                    Some(token) if token.used.is_some() => return Ok(Err(NotInvited::Used)),
                    Some(token) if !token.is_good(now) => return Ok(Err(NotInvited::Expired)),
                    Some(token) => token,
                };
                let id = ServerId(transaction.next_number(counter::SERVER).await?);
                let server = Server {
                    id,
                    tenant: token.tenant,
                    name: (token.name.or(wanted)).unwrap_or_else(|| format!("server-{id}")),
                    placement: token.placement,
                    membership: ServerMembership::Joining,
                    cursor: Cursor::default(),
                    counted: Cursor::default(),
                    last_seen_at: None,
                };
                transaction.insert_server(&server).await?;
                transaction.use_join_token(&sought, id, now).await?;
                let credential = ServerCredential {
                    hash: shown,
                    server: id,
                    created_at: now,
                    revoked_at: None,
                };
                transaction.insert_server_credential(&credential).await?;
                let event = provenance.event(
                    clock.as_ref(),
                    "server.enrolled",
                    (Some(server.tenant.clone()), None),
                    (ResourceKind::Server, id.to_string()),
                    &json!({
                        "name": server.name,
                        "pop": server.placement.pop,
                        "platform": server.placement.platform,
                        "environment": server.placement.environment,
                    }),
                );
                transaction.append_event(&event).await?;
                Ok::<_, ControlError>(Ok(server))
            })
        })
        .await?;
        let server = match done {
            Ok(server) => server,
            Err(why) => return Ok(Err(why)),
        };
        // Where another process counts, that one finds it in the record.
        if let Err(error) = self.fleet().enrol(server.clone()) {
            tracing::debug!(%error, server = %server.id, "a server that was let in is not counted here yet");
            self.follow_record().await;
        }
        tracing::info!(server = %server.id, name = server.name, "a server was let into the fleet");
        Ok(Ok(Enrolled {
            server,
            credential,
            keys: vec![self.keys.change_key()],
        }))
    }

    /// Makes an invitation of a place; what it has to be a part of is checked.
    pub(crate) fn invitation(
        &self,
        (tenant, pop): (TenantId, PopId),
        (platform, environment): (Platform, Environment),
        name: Option<String>,
        hours: u32,
    ) -> Result<(Secret, JoinToken), ControlError> {
        if !(1..=720).contains(&hours) {
            return Err(ControlError::Invalid("hours: 1 to 720".to_owned()));
        }
        if let Some(name) = &name {
            named(name)?;
        }
        let (secret, now) = (Secret::random(), self.clock.now());
        let token = JoinToken {
            hash: secret.hash(),
            tenant,
            placement: landfall_core::model::Placement {
                pop,
                platform,
                environment,
            },
            name,
            created_at: now,
            expires_at: now.plus(i64::from(hours) * 3_600),
            used: None,
        };
        Ok((secret, token))
    }
}

fn named(name: &str) -> Result<(), ControlError> {
    let good = !name.trim().is_empty()
        && name.len() <= LONGEST_NAME
        && !name.chars().any(char::is_control);
    if good {
        Ok(())
    } else {
        Err(ControlError::Invalid(format!(
            "name: 1 to {LONGEST_NAME} bytes without control characters"
        )))
    }
}
