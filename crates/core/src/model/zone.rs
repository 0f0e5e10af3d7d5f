//! Deployment zones: named offers of one gateway group to organizations (akana contract, sections 5 and 6).

use serde::{Deserialize, Serialize};

use super::{GatewayGroup, Protocol};
use crate::id::{GatewayGroupId, OrganizationId, TenantId, Timestamp, ZoneId};

text_enum! {
    /// Whether something about hosts is allowed.
    Behavior, "behavior" {
        /// It is.
        Allow = "com.akana.allow",
        /// It is not.
        DontAllow = "com.akana.dontallow",
    }
}

text_enum! {
    /// Which implementation of an API runs in a zone.
    Implementation, "implementation" {
        /// For users.
        Live = "Live",
        /// For trying out.
        Sandbox = "Sandbox",
    }
}

/// A zone as it was defined.
#[derive(Debug, Clone, PartialEq)]
pub struct Zone {
    /// Its id inside the store.
    pub id: ZoneId,
    /// The tenant it belongs to.
    pub tenant: TenantId,
    /// Its id without the tenant, such as `container-1051` or a UUID.
    pub key: String,
    /// The organization that defined it.
    pub owner: OrganizationId,
    /// Which organizations below the owner it is offered to.
    pub grants: Grants,
    /// 1–100 characters; need not be unique.
    pub name: String,
    /// May be empty.
    pub description: String,
    /// `latitude, longitude` as text, when known.
    pub location: Option<String>,
    /// The gateway group it offers.
    pub gateway_group: GatewayGroupId,
    /// Whether `host_name` replaces the gateway's host.
    pub address_override: Behavior,
    /// Whether deployed APIs get a random prefix before their host.
    pub random_host_name: Behavior,
    /// The host that replaces the gateway's; present exactly when the override is allowed.
    pub host_name: Option<String>,
    /// Whether virtual hosts are supported.
    pub virtual_host: bool,
    /// Access points that were set by hand; none when they follow from the gateway's listeners.
    pub access_points: Option<Vec<AccessPoint>>,
    /// What runs there, in the order it was set.
    pub associations: Vec<Association>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
}

/// Which organizations below its owner a zone is offered to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Grants {
    /// All of them.
    All,
    /// None of them.
    None,
    /// These and what lies below them.
    Some(Vec<OrganizationId>),
}

/// Where users reach what a zone offers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AccessPoint {
    /// What it speaks.
    pub protocol: Protocol,
    /// The listener's name.
    pub name: String,
    /// A URL with its port.
    pub address: String,
}

/// A pair of implementation and environment that a zone is for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Association {
    /// The implementation.
    pub implementation: Implementation,
    /// One of the tenant's environments.
    pub environment: String,
}

/// A zone with the gateway group it offers.
#[derive(Debug, Clone, PartialEq)]
pub struct ZoneRecord {
    /// The zone.
    pub zone: Zone,
    /// Its gateway group.
    pub gateway_group: GatewayGroup,
}
