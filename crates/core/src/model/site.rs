//! Sites: what an account serves, where it comes from and how users reach it. Rules of an account apply inside its own sites
//! only.

use serde::{Deserialize, Serialize};

use super::Protocol;
use crate::id::{
    EdgeCnameId, Hostname, OrganizationId, OriginName, RuleId, SiteId, TenantId, Timestamp,
};

/// One site of an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Site {
    /// Its number, which rulesv4 calls `CustomerOriginID`.
    pub id: SiteId,
    /// The tenant it belongs to.
    pub tenant: TenantId,
    /// The customer whose it is.
    pub account: OrganizationId,
    /// The name of its origin in the paths of rules, unique in the account; a site without one has the same path at the root
    /// and at the origin.
    pub origin: Option<OriginName>,
    /// Where what it serves is fetched, in the order of preference.
    pub upstreams: Vec<Upstream>,
    /// The names by which users reach it, by number.
    pub hostnames: Vec<EdgeCname>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

/// A place from which a site is fetched.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Upstream {
    /// How it is spoken to.
    pub protocol: Protocol,
    /// A host name or an address.
    pub host: String,
    /// The port.
    pub port: u16,
}

/// A name by which users reach a site. It belongs to one account of its tenant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EdgeCname {
    /// Its number, which rulesv4 calls `EdgeCNAMEID`.
    pub id: EdgeCnameId,
    /// The name.
    pub hostname: Hostname,
}

text_enum! {
    /// What of a site a rule can name.
    SitePart, "part of a site" {
        /// A name by which users reach it.
        Hostname = "hostname",
        /// Its origin.
        Origin = "origin",
    }
}

/// That a rule names a part of a site.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SiteUse {
    /// What it names.
    pub part: SitePart,
    /// By which name: a host name in lower case, or the account's number, a slash and the name of the origin.
    pub name: String,
    /// The rule.
    pub rule: RuleId,
}
