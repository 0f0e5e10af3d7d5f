//! What operators get back: plain views, without secrets but for those that were just made.

use landfall_core::model::{
    ApiClient, Event, Grant, Organization, RoleBinding, Tenant, TenantSettings, Token, TokenHolder,
    User,
};
use serde::{Deserialize, Serialize};

use super::{FreezeView, ReviewsView, RuledView};

/// What a command answers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AdminReply {
    /// A tenant that was made.
    Tenant(TenantView),
    /// All tenants.
    Tenants(Vec<TenantView>),
    /// An organization that was made.
    Organization(Box<OrganizationView>),
    /// Organizations by name.
    Organizations(Vec<OrganizationView>),
    /// A client that was made.
    Client(ClientView),
    /// Clients by id.
    Clients(Vec<ClientView>),
    /// A user that was made or got a new password.
    User(UserView),
    /// Users by e-mail address.
    Users(Vec<UserView>),
    /// A token that was made.
    Token(TokenView),
    /// Tokens, newest first.
    Tokens(Vec<TokenView>),
    /// Deploy requests that wait for a person, and who has them reviewed.
    Reviews(ReviewsView),
    /// A deploy request that was decided over.
    Ruled(RuledView),
    /// Frozen fleets.
    Freezes(Vec<FreezeView>),
    /// A server that was invited.
    Invitation(InvitationView),
    /// Servers that were invited.
    Invitations(Vec<InvitationView>),
    /// A server that was changed.
    Server(ServerView),
    /// Servers by number.
    Servers(Vec<ServerView>),
    /// Events in their order.
    Events(Vec<EventView>),
    /// Something was ended.
    Revoked {
        /// What, in a few words.
        what: String,
    },
}

/// An invitation of a server.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct InvitationView {
    /// What the server's agent is started with; shown when it was just made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token: Option<String>,
    /// The POP.
    pub pop: u64,
    /// What it will run.
    pub platform: String,
    /// Which fleet of the platform.
    pub environment: String,
    /// The name it will have, if that is settled.
    pub name: Option<String>,
    /// Until when it is good.
    pub expires_at: String,
}

/// A server.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ServerView {
    /// Its number.
    pub server: u64,
    /// Its name.
    pub name: String,
    /// The POP.
    pub pop: u64,
    /// What it runs.
    pub platform: String,
    /// Which fleet of the platform.
    pub environment: String,
    /// Whether it is counted.
    pub membership: String,
    /// Whether it was heard of within the lease.
    pub health: String,
    /// Whether it has a stream to this process.
    pub connected: bool,
    /// The epoch and the revision of its cursor.
    pub cursor: (u32, u64),
    /// Why it is stuck as a whole; empty when it is not.
    pub trouble: String,
    /// When it was last heard of.
    pub last_seen_at: Option<String>,
}

/// A tenant.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TenantView {
    /// Its name.
    pub tenant: String,
    /// The organization at the root of its tree.
    pub organization: String,
    /// When it was made.
    pub created_at: String,
    /// What its owner has switched.
    pub settings: TenantSettings,
    /// Its distributor's number in vipmp; shown when it was just made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub distributor: Option<String>,
    /// Its house reseller's number in vipmp; shown when it was just made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub house_reseller: Option<String>,
}

impl From<&Tenant> for TenantView {
    fn from(tenant: &Tenant) -> Self {
        Self {
            tenant: tenant.id.to_string(),
            organization: tenant.organization.to_string(),
            created_at: tenant.created_at.to_string(),
            settings: tenant.settings.clone(),
            distributor: None,
            house_reseller: None,
        }
    }
}

/// An organization with its names in the dialects.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OrganizationView {
    /// Its id; a customer's `accountId` in metallic.
    pub organization: String,
    /// What it is.
    pub kind: String,
    /// Its name.
    pub name: String,
    /// Its status code.
    pub status: String,
    /// The organization above it.
    pub parent: Option<String>,
    /// Its number in vipmp.
    pub vipmp_id: Option<String>,
    /// Its number in rulesv4.
    pub account_number: Option<String>,
    /// Its BusinessID in akana.
    pub business_id: String,
    /// The partner's own reference.
    pub external_reference: String,
    /// When it was made.
    pub created_at: String,
}

impl From<&Organization> for OrganizationView {
    fn from(organization: &Organization) -> Self {
        let key = match organization.parent {
            None => "tenantbusiness".to_owned(),
            Some(_) => organization.id.to_string(),
        };
        Self {
            organization: organization.id.to_string(),
            kind: organization.kind.to_string(),
            name: organization.name.clone(),
            status: organization.status.to_string(),
            parent: organization.parent.map(|parent| parent.to_string()),
            vipmp_id: organization.vipmp_id.as_ref().map(ToString::to_string),
            account_number: organization
                .account_number
                .as_ref()
                .map(ToString::to_string),
            business_id: format!("{key}.{}", organization.tenant),
            external_reference: organization.external_reference.clone(),
            created_at: organization.created_at.to_string(),
        }
    }
}

/// An API client.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ClientView {
    /// Its name on the wire.
    pub client_id: String,
    /// The organization it is bound to.
    pub organization: Option<String>,
    /// A text for people.
    pub description: String,
    /// The person it is bound to.
    pub person: Option<String>,
    /// What it may do where.
    pub grants: Vec<Grant>,
    /// When it was made.
    pub created_at: String,
    /// When it ended.
    pub revoked_at: Option<String>,
    /// Its secret, shown once when it is made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret: Option<String>,
}

impl From<&ApiClient> for ClientView {
    fn from(client: &ApiClient) -> Self {
        Self {
            client_id: client.client_id.clone(),
            organization: client.organization.map(|id| id.to_string()),
            description: client.description.clone(),
            person: client.person.clone(),
            grants: client.grants.clone(),
            created_at: client.created_at.to_string(),
            revoked_at: client.revoked_at.map(|at| at.to_string()),
            secret: None,
        }
    }
}

/// A user.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct UserView {
    /// Their number.
    pub user: u64,
    /// Their e-mail address.
    pub email: String,
    /// Given and family name.
    pub name: String,
    /// What they may do where.
    pub roles: Vec<RoleView>,
    /// When they were added.
    pub created_at: String,
    /// When they ended.
    pub revoked_at: Option<String>,
    /// Their password, shown once when it is made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub password: Option<String>,
}

/// A role in an organization and everything below it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RoleView {
    /// The role.
    pub role: String,
    /// The organization.
    pub organization: String,
}

impl UserView {
    /// The view of a user with their roles.
    pub(super) fn new(user: &User, roles: &[RoleBinding]) -> Self {
        Self {
            user: user.id.0,
            email: user.email.clone(),
            name: format!("{} {}", user.first_name, user.last_name)
                .trim()
                .to_owned(),
            roles: roles
                .iter()
                .map(|binding| RoleView {
                    role: binding.role.to_string(),
                    organization: binding.organization.to_string(),
                })
                .collect(),
            created_at: user.created_at.to_string(),
            revoked_at: user.revoked_at.map(|at| at.to_string()),
            password: None,
        }
    }
}

/// A token.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TokenView {
    /// The first half of its hash: enough to name it, useless to call with.
    pub id: String,
    /// What it opens.
    pub family: String,
    /// Who it stands for.
    pub holder: String,
    /// When it was made.
    pub issued_at: String,
    /// When it ends; none when it lasts until it is rotated.
    pub expires_at: Option<String>,
    /// The token itself, shown once when it is made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token: Option<String>,
}

impl From<&Token> for TokenView {
    fn from(token: &Token) -> Self {
        let holder = match &token.holder {
            TokenHolder::Client(key) => format!("client {key}"),
            TokenHolder::User {
                user,
                account,
                slot,
                ..
            } => format!("user {user}, account {account}, {slot}"),
        };
        Self {
            id: token_id(&token.hash),
            family: token.family.to_string(),
            holder,
            issued_at: token.issued_at.to_string(),
            expires_at: token.expires_at.map(|at| at.to_string()),
            token: None,
        }
    }
}

/// How lists name a token: the first 16 bytes of its hash, in hexadecimal digits.
pub(crate) fn token_id(hash: &[u8; 32]) -> String {
    hash[..16]
        .iter()
        .fold(String::with_capacity(32), |mut id, byte| {
            use std::fmt::Write;
            let _ = write!(id, "{byte:02x}");
            id
        })
}

/// An event.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EventView {
    /// Its place in the order of all events.
    pub position: u64,
    /// When, in microseconds since 1970, UTC.
    pub at_micros: i64,
    /// What happened.
    pub kind: String,
    /// To what kind of thing.
    pub resource: String,
    /// To which one.
    pub resource_id: String,
    /// The tenant.
    pub tenant: Option<String>,
    /// Who did it.
    pub actor: landfall_core::model::Actor,
    /// What changed.
    pub detail: serde_json::Value,
}

impl From<&Event> for EventView {
    fn from(event: &Event) -> Self {
        Self {
            position: event.position,
            at_micros: event.at_micros,
            kind: event.kind.clone(),
            resource: event.resource.to_string(),
            resource_id: event.resource_id.clone(),
            tenant: event.tenant.as_ref().map(ToString::to_string),
            actor: event.actor,
            detail: serde_json::from_str(&event.detail).unwrap_or_default(),
        }
    }
}
