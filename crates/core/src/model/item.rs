//! The record's business objects as one type: what an export holds and an import brings. Sessions, tokens, keys, events and
//! answers to repeated calls are none of them, and neither are the secrets of users and clients.

use super::{
    ApiClient, DeployRequest, Deployment, Exception, FulfillmentDetail, GatewayGroup, LogHead,
    MembershipGroup, MembershipRole, Offer, Organization, OrganizationKind, Policy, Pop, Release,
    Role, RoleBinding, Server, Site, Subscription, Tenant, User, Zone,
};
use crate::id::{
    AccountNumber, DeployRequestId, FulfillmentId, GatewayGroupId, LogId, OrganizationId, PolicyId,
    PopId, Revision, ServerId, SiteId, SubscriptionId, TenantId, UserId, VipmpId, ZoneId,
};

text_enum! {
    /// What a business object is. The order is the one in which none refers to a later one, but for organizations, which
    /// refer to the organizations above them.
    ItemKind, "kind of object" {
        /// A tenant with its settings.
        Tenant = "tenant",
        /// An organization of any kind.
        Organization = "organization",
        /// A linked membership group.
        Group = "group",
        /// A customer's place in a group.
        Membership = "membership",
        /// A deployment.
        Deployment = "deployment",
        /// A POP.
        Pop = "pop",
        /// A gateway group.
        GatewayGroup = "gateway_group",
        /// A zone with its grants.
        Zone = "zone",
        /// An offer of the service catalogue.
        Offer = "offer",
        /// A user, without a password.
        User = "user",
        /// A role of a user.
        Role = "role",
        /// An API client, without a secret.
        Client = "client",
        /// A site with its host names.
        Site = "site",
        /// A policy.
        Policy = "policy",
        /// Where a change log stands.
        Log = "log",
        /// An edge server and how far it has got.
        Server = "server",
        /// A slot in which a server runs something else than its cursor says.
        Exception = "exception",
        /// A deploy request.
        DeployRequest = "deploy_request",
        /// What a deploy request released.
        Release = "release",
        /// A fulfillment.
        Fulfillment = "fulfillment",
        /// A service line.
        Subscription = "subscription",
    }
}

/// A customer's place in a linked membership group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Membership {
    /// The customer.
    pub customer: OrganizationId,
    /// The group.
    pub group: VipmpId,
    /// What it is there.
    pub role: MembershipRole,
}

/// Where an organization is: enough to tell whether something may refer to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The organization.
    pub id: OrganizationId,
    /// Its tenant.
    pub tenant: TenantId,
    /// What it is.
    pub kind: OrganizationKind,
}

/// One business object.
#[derive(Debug, Clone, PartialEq)]
#[expect(
    clippy::large_enum_variant,
    reason = "most there are of the two largest kinds, which a box would only move elsewhere"
)]
pub enum Item {
    /// A tenant with its settings.
    Tenant(Tenant),
    /// An organization of any kind.
    Organization(Organization),
    /// A linked membership group.
    Group(MembershipGroup),
    /// A customer's place in a group.
    Membership(Membership),
    /// A deployment.
    Deployment(Deployment),
    /// A POP.
    Pop(Pop),
    /// A gateway group.
    GatewayGroup(GatewayGroup),
    /// A zone with its grants.
    Zone(Zone),
    /// An offer of the service catalogue.
    Offer(Offer),
    /// A user.
    User(User),
    /// A role of a user.
    Role(RoleBinding),
    /// An API client.
    Client(ApiClient),
    /// A site with its host names.
    Site(Site),
    /// A policy.
    Policy(Policy),
    /// Where a change log stands.
    Log(LogHead),
    /// An edge server.
    Server(Server),
    /// A slot in which a server runs something else.
    Exception(Exception),
    /// A deploy request.
    DeployRequest(DeployRequest),
    /// What a deploy request released.
    Release(Release),
    /// A fulfillment.
    Fulfillment(FulfillmentDetail),
    /// A service line.
    Subscription(Subscription),
}

/// What tells one business object from every other of its kind.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum ItemKey {
    /// A tenant.
    Tenant(TenantId),
    /// An organization.
    Organization(OrganizationId),
    /// A linked membership group.
    Group(VipmpId),
    /// A customer is in one group at most.
    Membership(OrganizationId),
    /// A deployment.
    Deployment(VipmpId),
    /// A POP.
    Pop(PopId),
    /// A gateway group.
    GatewayGroup(GatewayGroupId),
    /// A zone.
    Zone(ZoneId),
    /// An offer, by its tenant and its SKU there.
    Offer(TenantId, String),
    /// A user.
    User(UserId),
    /// A role is nothing but what it is.
    Role(UserId, OrganizationId, Role),
    /// A client, by its name on the wire.
    Client(String),
    /// A site.
    Site(SiteId),
    /// A policy.
    Policy(PolicyId),
    /// A change log.
    Log(LogId),
    /// A server.
    Server(ServerId),
    /// A server's slot.
    Exception(ServerId, AccountNumber),
    /// A deploy request.
    DeployRequest(DeployRequestId),
    /// A request's entry of its log.
    Release(DeployRequestId, Revision),
    /// A fulfillment.
    Fulfillment(FulfillmentId),
    /// A service line.
    Subscription(SubscriptionId),
}

impl Item {
    /// What tells it from every other object.
    pub fn key(&self) -> ItemKey {
        match self {
            Self::Tenant(it) => ItemKey::Tenant(it.id.clone()),
            Self::Organization(it) => ItemKey::Organization(it.id),
            Self::Group(it) => ItemKey::Group(it.vipmp_id.clone()),
            Self::Membership(it) => ItemKey::Membership(it.customer),
            Self::Deployment(it) => ItemKey::Deployment(it.vipmp_id.clone()),
            Self::Pop(it) => ItemKey::Pop(it.id),
            Self::GatewayGroup(it) => ItemKey::GatewayGroup(it.id),
            Self::Zone(it) => ItemKey::Zone(it.id),
            Self::Offer(it) => ItemKey::Offer(it.tenant.clone(), it.sku.clone()),
            Self::User(it) => ItemKey::User(it.id),
            Self::Role(it) => ItemKey::Role(it.user, it.organization, it.role),
            Self::Client(it) => ItemKey::Client(it.client_id.clone()),
            Self::Site(it) => ItemKey::Site(it.id),
            Self::Policy(it) => ItemKey::Policy(it.summary.id),
            Self::Log(it) => ItemKey::Log(it.id),
            Self::Server(it) => ItemKey::Server(it.id),
            Self::Exception(it) => ItemKey::Exception(it.server, it.slot.clone()),
            Self::DeployRequest(it) => ItemKey::DeployRequest(it.id),
            Self::Release(it) => ItemKey::Release(it.request, it.revision),
            Self::Fulfillment(it) => ItemKey::Fulfillment(it.fulfillment.id),
            Self::Subscription(it) => ItemKey::Subscription(it.id),
        }
    }

    /// The tenant it belongs to, where the object itself says so.
    pub fn tenant(&self) -> Option<&TenantId> {
        match self {
            Self::Tenant(it) => Some(&it.id),
            Self::Organization(it) => Some(&it.tenant),
            Self::Group(it) => Some(&it.tenant),
            Self::Pop(it) => Some(&it.tenant),
            Self::GatewayGroup(it) => Some(&it.tenant),
            Self::Zone(it) => Some(&it.tenant),
            Self::Offer(it) => Some(&it.tenant),
            Self::User(it) => Some(&it.tenant),
            Self::Client(it) => Some(&it.tenant),
            Self::Site(it) => Some(&it.tenant),
            Self::Policy(it) => Some(&it.summary.tenant),
            Self::Log(it) => Some(&it.tenant),
            Self::Server(it) => Some(&it.tenant),
            Self::DeployRequest(it) => Some(&it.tenant),
            Self::Fulfillment(it) => Some(&it.fulfillment.tenant),
            Self::Membership(_)
            | Self::Deployment(_)
            | Self::Role(_)
            | Self::Exception(_)
            | Self::Release(_)
            | Self::Subscription(_) => None,
        }
    }
}

impl ItemKey {
    /// What kind of object it names.
    pub fn kind(&self) -> ItemKind {
        match self {
            Self::Tenant(_) => ItemKind::Tenant,
            Self::Organization(_) => ItemKind::Organization,
            Self::Group(_) => ItemKind::Group,
            Self::Membership(_) => ItemKind::Membership,
            Self::Deployment(_) => ItemKind::Deployment,
            Self::Pop(_) => ItemKind::Pop,
            Self::GatewayGroup(_) => ItemKind::GatewayGroup,
            Self::Zone(_) => ItemKind::Zone,
            Self::Offer(..) => ItemKind::Offer,
            Self::User(_) => ItemKind::User,
            Self::Role(..) => ItemKind::Role,
            Self::Client(_) => ItemKind::Client,
            Self::Site(_) => ItemKind::Site,
            Self::Policy(_) => ItemKind::Policy,
            Self::Log(_) => ItemKind::Log,
            Self::Server(_) => ItemKind::Server,
            Self::Exception(..) => ItemKind::Exception,
            Self::DeployRequest(_) => ItemKind::DeployRequest,
            Self::Release(..) => ItemKind::Release,
            Self::Fulfillment(_) => ItemKind::Fulfillment,
            Self::Subscription(_) => ItemKind::Subscription,
        }
    }
}

/// What an operator calls it, such as `organization 587d4d28-066c-406e-b975-5d04e4e47373`.
impl std::fmt::Display for ItemKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let kind = self.kind().as_str().replace('_', " ");
        match self {
            Self::Tenant(id) => write!(f, "{kind} {id}"),
            Self::Organization(id) => write!(f, "{kind} {id}"),
            Self::Group(id) | Self::Deployment(id) => write!(f, "{kind} {id}"),
            Self::Membership(customer) => write!(f, "{kind} of customer {customer}"),
            Self::Pop(id) => write!(f, "{kind} {id}"),
            Self::GatewayGroup(id) => write!(f, "{kind} {id}"),
            Self::Zone(id) => write!(f, "{kind} {id}"),
            Self::Offer(tenant, sku) => write!(f, "{kind} {sku} of tenant {tenant}"),
            Self::User(id) => write!(f, "{kind} {id}"),
            Self::Role(user, organization, role) => {
                write!(f, "{kind} {role} of user {user} in {organization}")
            }
            Self::Client(id) => write!(f, "{kind} {id}"),
            Self::Site(id) => write!(f, "{kind} {id}"),
            Self::Policy(id) => write!(f, "{kind} {id}"),
            Self::Log(id) => write!(f, "{kind} {id}"),
            Self::Server(id) => write!(f, "{kind} {id}"),
            Self::Exception(server, slot) => write!(f, "{kind} of server {server} in slot {slot}"),
            Self::DeployRequest(id) => write!(f, "{kind} {id}"),
            Self::Release(request, revision) => {
                write!(f, "{kind} of request {request} at revision {revision}")
            }
            Self::Fulfillment(id) => write!(f, "{kind} {id}"),
            Self::Subscription(id) => write!(f, "{kind} {id}"),
        }
    }
}
