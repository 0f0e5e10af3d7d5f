//! What is selected of each resource, in the order in which the engines read it.

/// Of an organization `o`.
pub(crate) const ORGANIZATION: &str = "o.id, o.tenant, o.parent, o.kind, o.name, o.description, o.status, \
     o.external_reference, o.vipmp_id, o.account_number, o.profile, o.created_at, o.updated_at";
/// Of a customer `o`, its membership `m` and its group `g`.
pub(crate) const CUSTOMER: &str = "o.id, o.tenant, o.parent, o.kind, o.name, o.description, o.status, \
     o.external_reference, o.vipmp_id, o.account_number, o.profile, o.created_at, o.updated_at, o.reseller_vipmp_id, \
     m.role, g.vipmp_id, g.name, g.kind, g.large_agency, g.created_at";
/// Of a deployment `d`.
pub(crate) const DEPLOYMENT: &str = "d.vipmp_id, d.customer, d.address, d.status, d.created_at";
/// Of a service line `s`.
pub(crate) const SUBSCRIPTION: &str = "s.id, s.account, s.sku, s.quantity, s.trial_ends_at, s.ordered_at, s.ended_at, \
     s.fulfillment";
/// Of a zone `z` and its gateway group `w`.
pub(crate) const ZONE: &str = "z.id, z.tenant, z.key, z.owner, z.grants, z.name, z.description, z.location, \
     z.gateway_group, z.address_override, z.random_host_name, z.host_name, z.virtual_host, z.access_points, \
     z.associations, z.created_at, z.updated_at, \
     w.id, w.tenant, w.key, w.name, w.pop, w.platform, w.environment, w.listeners, w.patterns";
/// Of a POP `p`.
pub(crate) const POP: &str =
    "p.id, p.tenant, p.region, p.place, p.code, p.latitude, p.longitude, p.position";
/// Of a gateway group `w`.
pub(crate) const GATEWAY_GROUP: &str =
    "w.id, w.tenant, w.key, w.name, w.pop, w.platform, w.environment, w.listeners, w.patterns";
/// Of a server `s`.
pub(crate) const SERVER: &str = "s.id, s.tenant, s.name, s.pop, s.platform, s.environment, s.membership, \
     s.cursor_epoch, s.cursor_revision, s.counted_epoch, s.counted_revision, s.last_seen_at";
/// Of a policy `p`, without its rules and its history.
pub(crate) const POLICY: &str = "p.id, p.tenant, p.account, p.name, p.description, p.state, p.platform, p.created_at, p.updated_at";
/// Of a deploy request `r`.
pub(crate) const DEPLOY_REQUEST: &str = "r.id, r.tenant, r.account, r.policy, r.platform, r.environment, r.state, \
     r.message, r.submitter, r.history, r.created_at, r.updated_at";
/// Of a fulfillment `f`.
pub(crate) const FULFILLMENT: &str = "f.id, f.tenant, f.seller, f.kind, f.status, f.account, f.external_account_id, \
     f.\"user\", f.created_at, f.updated_at";
/// Of an event `e`.
pub(crate) const EVENT: &str = "e.position, e.id, e.tenant, e.organization, e.actor, e.kind, e.resource, e.resource_id, \
     e.detail, e.correlation_id, e.request_id, e.at_micros";
/// Of an API client `k`.
pub(crate) const CLIENT: &str = "k.key, k.client_id, k.tenant, k.organization, k.description, k.person, k.grants, \
     k.secret_hash, k.created_at, k.revoked_at";
/// Of a user `u`.
pub(crate) const USER: &str = "u.id, u.uuid, u.tenant, u.email, u.name, u.first_name, u.last_name, u.password_hash, u.created_at, u.revoked_at";
