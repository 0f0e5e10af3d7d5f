//! POPs, gateway groups, zones, servers and their exceptions.

use landfall_core::{
    id::{
        AccountNumber, Cursor, Epoch, GatewayGroupId, OrganizationId, PopId, Revision, ServerId,
        TenantId, Timestamp, ZoneId,
    },
    model::{
        AccessPoint, Association, Behavior, Environment, Exception, GatewayGroup, GatewayListener,
        Grants, Placement, Platform, Pop, Server, ServerMembership, Zone,
    },
};
use serde::{Deserialize, Serialize};

use super::time;

#[derive(Serialize, Deserialize)]
#[serde(remote = "Pop", deny_unknown_fields)]
pub(super) struct PopLine {
    id: PopId,
    tenant: TenantId,
    region: String,
    place: String,
    code: String,
    latitude: f64,
    longitude: f64,
    position: u32,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "Placement", deny_unknown_fields)]
struct PlacementMember {
    pop: PopId,
    platform: Platform,
    environment: Environment,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "GatewayGroup", deny_unknown_fields)]
pub(super) struct GatewayGroupLine {
    id: GatewayGroupId,
    tenant: TenantId,
    key: String,
    name: String,
    #[serde(with = "PlacementMember")]
    placement: Placement,
    listeners: Vec<GatewayListener>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    patterns: Vec<String>,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "Grants", rename_all = "snake_case")]
enum GrantsMember {
    All,
    None,
    Some(Vec<OrganizationId>),
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "Zone", deny_unknown_fields)]
pub(super) struct ZoneLine {
    id: ZoneId,
    tenant: TenantId,
    key: String,
    owner: OrganizationId,
    #[serde(with = "GrantsMember")]
    grants: Grants,
    name: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    description: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    location: Option<String>,
    gateway_group: GatewayGroupId,
    address_override: Behavior,
    random_host_name: Behavior,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    host_name: Option<String>,
    virtual_host: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    access_points: Option<Vec<AccessPoint>>,
    associations: Vec<Association>,
    #[serde(with = "time")]
    created_at: Timestamp,
    #[serde(with = "time")]
    updated_at: Timestamp,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "Cursor", deny_unknown_fields)]
struct CursorMember {
    epoch: Epoch,
    revision: Revision,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "Server", deny_unknown_fields)]
pub(super) struct ServerLine {
    id: ServerId,
    tenant: TenantId,
    name: String,
    #[serde(with = "PlacementMember")]
    placement: Placement,
    membership: ServerMembership,
    #[serde(with = "CursorMember")]
    cursor: Cursor,
    #[serde(with = "CursorMember")]
    counted: Cursor,
    #[serde(
        default,
        with = "time::option",
        skip_serializing_if = "Option::is_none"
    )]
    last_seen_at: Option<Timestamp>,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "Exception", deny_unknown_fields)]
pub(super) struct ExceptionLine {
    server: ServerId,
    slot: AccountNumber,
    running: Revision,
}
