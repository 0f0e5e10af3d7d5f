//! The demonstration record as plain data: built first, compared in tests, then written in one go.

use landfall_core::{
    id::{OrganizationId, Timestamp, VipmpId},
    model::{
        ApiClient, Change, DeployRequest, Deployment, FulfillmentDetail, GatewayGroup, LogHead,
        MembershipGroup, MembershipRole, NewEvent, Offer, Organization, Policy, Pop, Release,
        RoleBinding, SealedKey, Server, Site, Subscription, Tenant, Token, User, Zone,
    },
};

use crate::{fixture, lively};

/// Everything that is written, in an order in which nothing refers to what comes later.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// The one tenant.
    pub tenant: Tenant,
    /// The tree, parents before children.
    pub organizations: Vec<Organization>,
    /// Groups of customers.
    pub groups: Vec<MembershipGroup>,
    /// Who is what in which group.
    pub memberships: Vec<(OrganizationId, VipmpId, MembershipRole)>,
    /// Deployments of customers.
    pub deployments: Vec<Deployment>,
    /// People.
    pub users: Vec<User>,
    /// What they may do.
    pub roles: Vec<RoleBinding>,
    /// Programs.
    pub clients: Vec<ApiClient>,
    /// Tokens that were given out already.
    pub tokens: Vec<Token>,
    /// The inventory of places.
    pub pops: Vec<Pop>,
    /// What faces users there.
    pub gateway_groups: Vec<GatewayGroup>,
    /// What of it is offered to whom.
    pub zones: Vec<Zone>,
    /// What accounts serve.
    pub sites: Vec<Site>,
    /// Policies.
    pub policies: Vec<Policy>,
    /// Requests to apply them.
    pub deploy_requests: Vec<DeployRequest>,
    /// Logs, as they began: empty.
    pub logs: Vec<LogHead>,
    /// Their entries, of each log by revision; signed when they are loaded, with the keys that are made then.
    pub changes: Vec<Change>,
    /// What the requests released.
    pub releases: Vec<Release>,
    /// Edge servers.
    pub servers: Vec<Server>,
    /// What can be ordered.
    pub offers: Vec<Offer>,
    /// Orders.
    pub fulfillments: Vec<FulfillmentDetail>,
    /// What they made.
    pub subscriptions: Vec<Subscription>,
    /// What the audit trail begins with.
    pub events: Vec<NewEvent>,
    /// The installation's keys.
    pub keys: Vec<SealedKey>,
}

impl Record {
    /// What the contracts' examples show. `now` is when the servers were last heard of and the tokens given out,
    /// `password_hash` opens the two administrators.
    pub fn fixtures(now: Timestamp, password_hash: &str) -> Self {
        Self {
            tenant: fixture::tenant(),
            organizations: fixture::organizations(),
            groups: vec![fixture::group(), fixture::agency_group()],
            memberships: std::iter::once(fixture::membership())
                .chain(fixture::agency_memberships())
                .collect(),
            deployments: fixture::deployments(),
            users: fixture::users(password_hash),
            roles: fixture::roles(),
            clients: fixture::clients(),
            tokens: fixture::tokens(now),
            pops: fixture::pops(),
            gateway_groups: fixture::gateway_groups(),
            zones: fixture::zones(),
            sites: fixture::sites(),
            policies: fixture::policies(),
            deploy_requests: fixture::deploy_requests(),
            logs: fixture::logs(),
            changes: fixture::changes(),
            releases: fixture::releases(),
            servers: fixture::servers(now),
            offers: fixture::offers(),
            fulfillments: fixture::fulfillments(),
            subscriptions: fixture::subscriptions(),
            events: fixture::events(now),
            keys: Vec::new(),
        }
    }

    /// The same with a lively set around it, which follows from a fixed seed and `now`.
    pub fn full(now: Timestamp, password_hash: &str) -> Self {
        let mut record = Self::fixtures(now, password_hash);
        lively::surround(&mut record, now);
        record
    }
}
