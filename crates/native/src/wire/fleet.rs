//! The fleet: POPs, gateway groups, servers.

use landfall_control::query::{Health, NamedPop, ServerNow};
use landfall_core::{id::Cursor, model::GatewayGroup};
use serde::Serialize;
use utoipa::ToSchema;

use super::common::Time;

/// A point of presence.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Pop)]
pub(crate) struct PopView {
    /// Its number.
    id: String,
    /// Its name, as answers about propagation have it.
    #[schema(example = "South America : Valparaiso, Chile")]
    name: String,
    /// The part of the world.
    region: String,
    /// The place.
    place: String,
    /// Three letters that tell the POPs of one place apart: a label, never a key.
    code: String,
    /// Degrees north.
    latitude: f64,
    /// Degrees east.
    longitude: f64,
    /// Where it stands in the inventory.
    position: u32,
}

impl From<NamedPop> for PopView {
    fn from(NamedPop { pop, name }: NamedPop) -> Self {
        Self {
            id: pop.id.to_string(),
            name: name.as_ref().to_owned(),
            region: pop.region,
            place: pop.place,
            code: pop.code,
            latitude: pop.latitude,
            longitude: pop.longitude,
            position: pop.position,
        }
    }
}

/// The servers of one platform in one POP, with the listeners that face users.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = GatewayGroup)]
pub(crate) struct GatewayGroupView {
    /// Its number.
    id: String,
    /// The name that zones refer to; unique in the tenant.
    #[schema(example = "container-1051")]
    key: String,
    /// A name for people.
    name: String,
    /// Its POP.
    pop_id: String,
    /// What runs there.
    platform: &'static str,
    /// Which fleet of the platform.
    environment: &'static str,
    /// Where users reach it.
    listeners: Vec<ListenerView>,
    /// The API implementation patterns it declares.
    patterns: Vec<String>,
}

/// One listener of a gateway group.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = GatewayListener)]
struct ListenerView {
    /// Its name.
    name: String,
    /// `http` or `https`.
    protocol: &'static str,
    /// The host that users name.
    host: String,
    /// The port that users name.
    port: u16,
}

impl From<GatewayGroup> for GatewayGroupView {
    fn from(group: GatewayGroup) -> Self {
        let listeners = group.listeners.into_iter().map(|listener| ListenerView {
            name: listener.name,
            protocol: listener.protocol.as_str(),
            host: listener.host,
            port: listener.port,
        });
        Self {
            id: group.id.to_string(),
            key: group.key,
            name: group.name,
            pop_id: group.placement.pop.to_string(),
            platform: group.placement.platform.as_str(),
            environment: group.placement.environment.as_str(),
            listeners: listeners.collect(),
            patterns: group.patterns,
        }
    }
}

/// One edge server, as it stands now.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Server)]
pub(crate) struct ServerView {
    /// Its number.
    id: String,
    /// A name for people; unique in the tenant.
    name: String,
    /// Its POP.
    pop_id: String,
    /// What it runs.
    platform: &'static str,
    /// Which fleet of the platform.
    environment: &'static str,
    /// Whether percentages count it: `joining`, `counted`, `drained` or `removed`.
    membership: &'static str,
    /// `healthy`, or `stale` when it was not heard of for half a minute; null for a removed one.
    health: Option<&'static str>,
    /// What it last reported.
    cursor: CursorView,
    /// What percentages count: behind `cursor` while it catches up.
    counted: CursorView,
    /// Where its change log ends: the cursor of a server to which nothing is owed. Null while there is no log yet.
    head: Option<CursorView>,
    /// When it was last heard of.
    last_seen_at: Option<Time>,
    /// Accounts for which it runs something else than its cursor says, because a change failed there.
    exceptions: Vec<ExceptionView>,
}

/// How far a server is in its change log.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Cursor)]
struct CursorView {
    /// The log's history.
    epoch: u32,
    /// The highest revision up to which nothing is owed to it.
    revision: u64,
}

/// What a server runs for an account in place of what its cursor says.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ServerException)]
struct ExceptionView {
    /// The account's number.
    account_number: String,
    /// The revision that runs there; 0 for none.
    running_revision: u64,
}

impl From<Cursor> for CursorView {
    fn from(cursor: Cursor) -> Self {
        Self {
            epoch: cursor.epoch.0,
            revision: cursor.revision.0,
        }
    }
}

impl From<ServerNow> for ServerView {
    fn from(now: ServerNow) -> Self {
        let server = now.server;
        let exceptions = now
            .exceptions
            .into_iter()
            .map(|(slot, running)| ExceptionView {
                account_number: slot.to_string(),
                running_revision: running.0,
            });
        Self {
            id: server.id.to_string(),
            name: server.name,
            pop_id: server.placement.pop.to_string(),
            platform: server.placement.platform.as_str(),
            environment: server.placement.environment.as_str(),
            membership: server.membership.as_str(),
            health: now.health.map(|health| match health {
                Health::Healthy => "healthy",
                Health::Stale => "stale",
            }),
            cursor: server.cursor.into(),
            counted: server.counted.into(),
            head: now.head.map(CursorView::from),
            last_seen_at: server.last_seen_at.map(Time),
            exceptions: exceptions.collect(),
        }
    }
}
