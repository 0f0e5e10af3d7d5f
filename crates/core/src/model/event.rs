//! Events: what happened, to what, by whom. Audit trail, outbox and feed of changes are one table.

use serde::{Deserialize, Serialize};

use crate::id::{ClientKey, EventId, OrganizationId, TenantId, UserId};

text_enum! {
    /// What kind of thing an event is about.
    ResourceKind, "resource kind" {
        /// A tenant.
        Tenant = "tenant",
        /// An organization of any kind but tenant.
        Organization = "organization",
        /// A deployment.
        Deployment = "deployment",
        /// A zone.
        Zone = "zone",
        /// A gateway group.
        GatewayGroup = "gateway_group",
        /// A POP.
        Pop = "pop",
        /// A server.
        Server = "server",
        /// A change log.
        Log = "log",
        /// A policy.
        Policy = "policy",
        /// A deploy request.
        DeployRequest = "deploy_request",
        /// A fulfillment.
        Fulfillment = "fulfillment",
        /// An offer of the service catalogue.
        Offer = "offer",
        /// An API client.
        Client = "client",
        /// A user.
        User = "user",
        /// A token.
        Token = "token",
        /// A key of the installation.
        Key = "key",
        /// The store itself.
        Store = "store",
        /// A batch of records that was brought in.
        Import = "import",
    }
}

/// Who did something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Actor {
    /// Landfall itself.
    System,
    /// An operator on the machine: command line or administration socket.
    Operator,
    /// An API client.
    Client(ClientKey),
    /// A signed-in user.
    User(UserId),
}

/// Something that is about to have happened: it commits together with the change it tells of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEvent {
    /// Its id.
    pub id: EventId,
    /// The tenant it belongs to; none for the installation itself.
    pub tenant: Option<TenantId>,
    /// The organization in whose view it lies.
    pub organization: Option<OrganizationId>,
    /// Who did it.
    pub actor: Actor,
    /// What happened, such as `organization.created`.
    pub kind: &'static str,
    /// What kind of thing it happened to.
    pub resource: ResourceKind,
    /// That thing's id as text.
    pub resource_id: String,
    /// What changed, as JSON text without secrets.
    pub detail: String,
    /// The caller's correlation id, if it sent one.
    pub correlation_id: Option<String>,
    /// The id of the request.
    pub request_id: Option<String>,
    /// When, in microseconds since 1970, UTC.
    pub at_micros: i64,
}

/// An event with its place in the order of all events.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// Its position: higher means later, never reused; gaps may occur.
    pub position: u64,
    /// Its id.
    pub id: EventId,
    /// The tenant it belongs to; none for the installation itself.
    pub tenant: Option<TenantId>,
    /// The organization in whose view it lies.
    pub organization: Option<OrganizationId>,
    /// Who did it.
    pub actor: Actor,
    /// What happened.
    pub kind: String,
    /// What kind of thing it happened to.
    pub resource: ResourceKind,
    /// That thing's id as text.
    pub resource_id: String,
    /// What changed, as JSON text.
    pub detail: String,
    /// The caller's correlation id.
    pub correlation_id: Option<String>,
    /// The id of the request.
    pub request_id: Option<String>,
    /// When, in microseconds since 1970, UTC.
    pub at_micros: i64,
}
