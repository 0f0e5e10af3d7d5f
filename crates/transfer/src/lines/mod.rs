//! The members of each kind of line, in the order in which they are written. What is a secret, or a number that the store
//! alone knows, has no member.

mod access;
mod accounts;
mod deploy;
mod fleet;
mod offer;
mod orders;
mod policy;
mod site;
mod subscription;
mod time;

use landfall_core::model::{
    ApiClient, DeployRequest, Deployment, Exception, FulfillmentDetail, GatewayGroup, Item,
    LogHead, Membership, MembershipGroup, Offer, Organization, Policy, Pop, Release, RoleBinding,
    Server, Site, Subscription, Tenant, User, Zone,
};
use serde::{Deserialize, Serialize};

/// The first line of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct HeaderLine {
    pub(crate) landfall: Header,
}

/// What the first line says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Header {
    pub(crate) version: u32,
}

/// An object behind the name of its kind: `{"pop":{…}}`.
#[derive(Serialize, Deserialize)]
#[serde(remote = "Item", rename_all = "snake_case")]
#[expect(clippy::large_enum_variant, reason = "mirrors the core's type")]
pub(crate) enum Line {
    Tenant(#[serde(with = "accounts::TenantLine")] Tenant),
    Organization(#[serde(with = "accounts::OrganizationLine")] Organization),
    Group(#[serde(with = "accounts::GroupLine")] MembershipGroup),
    Membership(#[serde(with = "accounts::MembershipLine")] Membership),
    Deployment(#[serde(with = "accounts::DeploymentLine")] Deployment),
    Pop(#[serde(with = "fleet::PopLine")] Pop),
    GatewayGroup(#[serde(with = "fleet::GatewayGroupLine")] GatewayGroup),
    Zone(#[serde(with = "fleet::ZoneLine")] Zone),
    Offer(#[serde(with = "offer::OfferLine")] Offer),
    User(#[serde(with = "access::UserLine")] User),
    Role(#[serde(with = "access::RoleLine")] RoleBinding),
    Client(#[serde(with = "access::ClientLine")] ApiClient),
    Site(#[serde(with = "site")] Site),
    Policy(#[serde(with = "policy")] Policy),
    Log(#[serde(with = "deploy::LogLine")] LogHead),
    Server(#[serde(with = "fleet::ServerLine")] Server),
    Exception(#[serde(with = "fleet::ExceptionLine")] Exception),
    DeployRequest(#[serde(with = "deploy::DeployRequestLine")] DeployRequest),
    Release(#[serde(with = "deploy::ReleaseLine")] Release),
    Fulfillment(#[serde(with = "orders")] FulfillmentDetail),
    Subscription(#[serde(with = "subscription")] Subscription),
}
