//! The names of the counters that give out numbers. A number that was given is never given again, so whatever puts things
//! with numbers of its own into the record raises the counter above them in the same transaction.

/// Account numbers of customers: the value of [`AccountNumber`](super::AccountNumber).
pub const ACCOUNT_NUMBER: &str = "account_number";
/// API clients: [`ClientKey`](super::ClientKey).
pub const CLIENT: &str = "client";
/// Deploy requests: [`DeployRequestId`](super::DeployRequestId).
pub const DEPLOY_REQUEST: &str = "deploy_request";
/// Events that are no longer kept: the position of the last one. No number is drawn from it.
pub const EVENTS_SWEPT: &str = "events_swept";
/// Additions to the fleet: a number that nothing is called by, and that tells whoever counts the fleet to look again.
pub const FLEET_ADDITION: &str = "fleet_addition";
/// Names by which users reach sites: [`EdgeCnameId`](super::EdgeCnameId).
pub const EDGE_CNAME: &str = "edge_cname";
/// Gateway groups: [`GatewayGroupId`](super::GatewayGroupId).
pub const GATEWAY_GROUP: &str = "gateway_group";
/// Hand-overs of policies to the fleet: [`Generation`](super::Generation).
pub const GENERATION: &str = "generation";
/// Keys of the installation.
pub const KEY: &str = "key";
/// Policies: [`PolicyId`](super::PolicyId).
pub const POLICY: &str = "policy";
/// POPs: [`PopId`](super::PopId).
pub const POP: &str = "pop";
/// Rules of policies: [`RuleId`](super::RuleId).
pub const RULE: &str = "rule";
/// Servers: [`ServerId`](super::ServerId).
pub const SERVER: &str = "server";
/// Sites: [`SiteId`](super::SiteId).
pub const SITE: &str = "site";
/// Steps in the history of policies and deploy requests.
pub const TRANSITION: &str = "transition";
/// Users: [`UserId`](super::UserId).
pub const USER: &str = "user";
