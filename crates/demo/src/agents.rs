//! Credentials for the servers of the record that are to be real connections. They are inserted together: the record has the
//! servers already, so there is nothing to enrol.

use std::{collections::BTreeSet, sync::Arc};

use landfall_control::{Clock, ControlError, secret::Secret};
use landfall_core::{
    id::{Cursor, LogId, ServerId},
    model::{Server, ServerCredential, ServerMembership},
};
use landfall_store::{Store, write};

use crate::{connects, ids};

/// A server that was given a credential.
#[derive(Debug, Clone)]
pub struct Agent {
    /// The server.
    pub server: Server,
    /// What it shows when it connects.
    pub credential: Secret,
    /// Where it stands by the record; none if the record says nothing of the log's present history.
    pub at: Option<(LogId, Cursor)>,
}

/// What has come of it.
#[derive(Debug, Clone)]
pub struct Admitted {
    /// All servers of the record that connect, by number.
    pub all: BTreeSet<ServerId>,
    /// Those that were given a credential now.
    pub new: Vec<Agent>,
}

/// Gives credentials to the servers that connect, but for those that have one by `known`. One transaction; durable when it
/// returns.
pub async fn admit(
    store: &dyn Store,
    clock: &dyn Clock,
    known: &BTreeSet<ServerId>,
) -> Result<Admitted, ControlError> {
    let record = store.fleet().await?;
    let servers = record.servers.into_iter().filter(|server| {
        server.tenant == ids::tenant()
            && server.membership != ServerMembership::Removed
            && connects(&server.placement)
    });
    let servers: Vec<_> = servers.collect();
    let all = servers.iter().map(|server| server.id).collect();
    let unknown = servers
        .into_iter()
        .filter(|server| !known.contains(&server.id));
    let new: Vec<_> = unknown
        .map(|server| {
            let log = record.logs.iter().find(|log| {
                log.tenant == server.tenant
                    && (log.platform, log.environment)
                        == (server.placement.platform, server.placement.environment)
            });
            let at = log
                .filter(|log| log.epoch == server.cursor.epoch)
                .map(|log| (log.id, server.cursor));
            Agent {
                server,
                credential: Secret::random(),
                at,
            }
        })
        .collect();
    let now = clock.now();
    let credentials: Vec<_> = (new.iter())
        .map(|agent| ServerCredential {
            hash: agent.credential.hash(),
            server: agent.server.id,
            created_at: now,
            revoked_at: None,
        })
        .collect();
    if !credentials.is_empty() {
        let credentials = Arc::new(credentials);
        write(store, move |transaction| {
            let credentials = Arc::clone(&credentials);
            Box::pin(async move {
                for credential in credentials.iter() {
                    transaction.insert_server_credential(credential).await?;
                }
                Ok::<_, ControlError>(())
            })
        })
        .await?;
    }
    Ok(Admitted { all, new })
}
