//! The fleet as the record knows it: POPs, gateway groups and servers.

use serde::{Deserialize, Serialize};

use crate::id::{
    AccountNumber, Cursor, GatewayGroupId, PopId, Revision, ServerId, TenantId, Timestamp,
};

text_enum! {
    /// What a server runs.
    Platform, "platform" {
        /// Large objects over HTTP.
        HttpLarge = "http_large",
        /// Small objects over HTTP.
        HttpSmall = "http_small",
        /// The application delivery network.
        Adn = "adn",
    }
}

text_enum! {
    /// Which of the two fleets of a platform is meant.
    Environment, "environment" {
        /// Serves users.
        Production = "production",
        /// For trying changes out.
        Staging = "staging",
    }
}

text_enum! {
    /// The protocol of a gateway listener.
    Protocol, "protocol" {
        /// Plain HTTP.
        Http = "http",
        /// HTTP over TLS.
        Https = "https",
    }
}

text_enum! {
    /// Whether a server is part of the denominator of percentages.
    ServerMembership, "membership" {
        /// Enrolled, but its first catch-up has not reached the head of the log yet: not counted.
        Joining = "joining",
        /// Counted, whether it can be reached or not.
        Counted = "counted",
        /// Taken out by an operator for a while: not counted.
        Drained = "drained",
        /// Gone.
        Removed = "removed",
    }
}

/// A point of presence.
#[derive(Debug, Clone, PartialEq)]
pub struct Pop {
    /// Its id.
    pub id: PopId,
    /// The tenant whose fleet it is part of.
    pub tenant: TenantId,
    /// The part of the world, such as `South America`.
    pub region: String,
    /// The place, such as `Valparaiso, Chile`.
    pub place: String,
    /// Three letters that tell the POPs of one place apart: a label, never a key.
    pub code: String,
    /// Degrees north.
    pub latitude: f64,
    /// Degrees east.
    pub longitude: f64,
    /// Where it stands in the inventory; answers list POPs in this order.
    pub position: u32,
}

/// What is served where: the fleet that one change log feeds, in one POP.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Placement {
    /// The POP.
    pub pop: PopId,
    /// What runs there.
    pub platform: Platform,
    /// Which fleet of the platform.
    pub environment: Environment,
}

/// The servers of one platform in one POP, with the listeners that face users. Its key is a zone's ContainerKey.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GatewayGroup {
    /// Its number, fixed at enrolment and never reused.
    pub id: GatewayGroupId,
    /// The tenant it belongs to.
    pub tenant: TenantId,
    /// The name that zones refer to, such as `container-1051`; unique in the tenant.
    pub key: String,
    /// A name for people.
    pub name: String,
    /// Where, what and for whom it runs.
    pub placement: Placement,
    /// Where users reach it, ordered by name.
    pub listeners: Vec<GatewayListener>,
    /// The API implementation patterns it declares (akana contract, section 5).
    pub patterns: Vec<String>,
}

/// One listener of a gateway group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GatewayListener {
    /// Its name, such as `default-https`.
    pub name: String,
    /// What it speaks.
    pub protocol: Protocol,
    /// The host that users name.
    pub host: String,
    /// The port that users name.
    pub port: u16,
}

/// One edge server and how far it has got. What its agent says is the truth; the record follows, at most a second late.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Server {
    /// Its id.
    pub id: ServerId,
    /// The tenant it belongs to.
    pub tenant: TenantId,
    /// A name for people; unique in the tenant.
    pub name: String,
    /// Where and what it runs.
    pub placement: Placement,
    /// Whether it is counted.
    pub membership: ServerMembership,
    /// What it last reported.
    pub cursor: Cursor,
    /// What percentages count: equal to `cursor` but for times of catching up, when it lags.
    pub counted: Cursor,
    /// When it was last heard of.
    pub last_seen_at: Option<Timestamp>,
}

/// A slot in which a server runs something else than its cursor says: the change failed there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exception {
    /// The server.
    pub server: ServerId,
    /// The slot: the account whose rules they are.
    pub slot: AccountNumber,
    /// The revision that it really runs; 0 for none.
    pub running: Revision,
}

/// What the record takes over of a server's progress, in batches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerProgress {
    /// The server.
    pub server: ServerId,
    /// Whether it is counted.
    pub membership: ServerMembership,
    /// What it last reported.
    pub cursor: Cursor,
    /// What percentages count.
    pub counted: Cursor,
    /// When it was last heard of.
    pub last_seen_at: Option<Timestamp>,
    /// All slots in which it runs something else than its cursor says.
    pub exceptions: Vec<(AccountNumber, Revision)>,
}
