//! Users, roles and API clients. Passwords, secrets and tokens have no member, and neither has the number of a client, which
//! the store alone knows.

use landfall_core::{
    id::{ClientKey, OrganizationId, TenantId, Timestamp, UserId},
    model::{ApiClient, Grant, Role, RoleBinding, User},
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::time;

#[derive(Serialize, Deserialize)]
#[serde(remote = "User", deny_unknown_fields)]
pub(super) struct UserLine {
    id: UserId,
    uuid: Uuid,
    tenant: TenantId,
    email: String,
    name: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    first_name: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    last_name: String,
    #[serde(skip)]
    password_hash: Option<String>,
    #[serde(with = "time")]
    created_at: Timestamp,
    #[serde(
        default,
        with = "time::option",
        skip_serializing_if = "Option::is_none"
    )]
    revoked_at: Option<Timestamp>,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "RoleBinding", deny_unknown_fields)]
pub(super) struct RoleLine {
    user: UserId,
    organization: OrganizationId,
    role: Role,
}

/// The number of a client that the store has not numbered yet.
fn no_key() -> ClientKey {
    ClientKey(0)
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "ApiClient", deny_unknown_fields)]
pub(super) struct ClientLine {
    #[serde(skip, default = "no_key")]
    key: ClientKey,
    client_id: String,
    tenant: TenantId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    organization: Option<OrganizationId>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    description: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    person: Option<String>,
    grants: Vec<Grant>,
    #[serde(skip)]
    secret_hash: [u8; 32],
    #[serde(with = "time")]
    created_at: Timestamp,
    #[serde(
        default,
        with = "time::option",
        skip_serializing_if = "Option::is_none"
    )]
    revoked_at: Option<Timestamp>,
}
