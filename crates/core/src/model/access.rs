//! Who may call: API clients and their grants, users and their roles, sessions and tokens.

use serde::{Deserialize, Serialize};

use super::Organization;
use crate::id::{AccountNumber, ClientKey, OrganizationId, TenantId, Timestamp, UserId};

text_enum! {
    /// A face of the product that calls can be made to.
    Dialect, "dialect" {
        /// Customers and deployments.
        Vipmp = "vipmp",
        /// Deployment zones.
        Akana = "akana",
        /// Policies, deploy requests and propagation.
        Rulesv4 = "rulesv4",
        /// Fulfillments.
        Metallic = "metallic",
        /// Landfall's own interface.
        Native = "native",
    }
}

text_enum! {
    /// A family of tokens. A token of one never opens another, even where one dialect has two.
    TokenFamily, "token family" {
        /// Bearer tokens of vipmp.
        Vipmp = "vipmp",
        /// Bearer tokens of metallic.
        Metallic = "metallic",
        /// OAuth bearer tokens of rulesv4 (its family B).
        Rulesv4Bearer = "rulesv4-bearer",
        /// `TOK` tokens of rulesv4 (its family A).
        Rulesv4Rest = "rulesv4-rest",
        /// Bearer tokens of the native API.
        Native = "native",
    }
}

text_enum! {
    /// Which of a user's two long-lived tokens is meant; each is rotated without touching the other.
    TokenSlot, "token slot" {
        /// The first.
        Primary = "primary",
        /// The second.
        Backup = "backup",
    }
}

text_enum! {
    /// What a user may do in an organization and everything below it.
    Role, "role" {
        /// Read, add, modify and delete.
        BusinessAdmin = "business-admin",
        /// Read.
        ApiAdmin = "api-admin",
    }
}

/// What an API client may do in one dialect.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Grant {
    /// The dialect.
    pub dialect: Dialect,
    /// Whether it may write as well as read.
    pub write: bool,
    /// rulesv4 only: the account in whose name it acts by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub home_account: Option<AccountNumber>,
}

/// A program that may call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiClient {
    /// Its number inside the store.
    pub key: ClientKey,
    /// Its name on the wire; unique in the installation.
    pub client_id: String,
    /// The tenant it belongs to.
    pub tenant: TenantId,
    /// The organization at or below which it sees everything; none for the whole tenant.
    pub organization: Option<OrganizationId>,
    /// A text for people.
    pub description: String,
    /// The e-mail of the person it is bound to; none for a service client.
    pub person: Option<String>,
    /// What it may do where.
    pub grants: Vec<Grant>,
    /// SHA-256 of its secret.
    pub secret_hash: [u8; 32],
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was revoked.
    pub revoked_at: Option<Timestamp>,
}

impl ApiClient {
    /// What it may do in `dialect`, if anything.
    pub fn grant(&self, dialect: Dialect) -> Option<&Grant> {
        self.grants.iter().find(|grant| grant.dialect == dialect)
    }

    /// How fulfillments name who ordered: the person it is bound to, else its client id.
    pub fn user_name(&self) -> &str {
        self.person.as_deref().unwrap_or(&self.client_id)
    }
}

/// A person who may sign in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    /// Its number.
    pub id: UserId,
    /// Its id in akana's names.
    pub uuid: uuid::Uuid,
    /// The tenant it belongs to.
    pub tenant: TenantId,
    /// Its e-mail address, in lower case; unique in the tenant.
    pub email: String,
    /// A short name without spaces.
    pub name: String,
    /// Given name.
    pub first_name: String,
    /// Family name.
    pub last_name: String,
    /// Argon2id, in the PHC text form; none when it cannot sign in with a password.
    pub password_hash: Option<String>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was revoked.
    pub revoked_at: Option<Timestamp>,
}

impl User {
    /// Landfall itself, which verifies deploy requests and hands them over (rulesv4 contract, section 9). Its number is kept
    /// free in every installation; there need not be a row of it.
    pub fn automatic_verification(tenant: TenantId) -> Self {
        Self {
            id: UserId::SYSTEM,
            uuid: uuid::Uuid::from_u128(1),
            tenant,
            email: String::new(),
            name: "AutomaticVerification".to_owned(),
            first_name: "Automatic".to_owned(),
            last_name: "Verification".to_owned(),
            password_hash: None,
            created_at: Timestamp::from_seconds(0),
            revoked_at: None,
        }
    }
}

/// A role of a user in an organization and everything below it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RoleBinding {
    /// The user.
    pub user: UserId,
    /// The organization.
    pub organization: OrganizationId,
    /// The role.
    pub role: Role,
}

/// A role of a user with the organization that it was given in.
#[derive(Debug, Clone, PartialEq)]
pub struct HeldRole {
    /// The organization.
    pub organization: Organization,
    /// How far below the tenant's own organization it stands; 0 for that itself.
    pub depth: u32,
    /// The role.
    pub role: Role,
}

/// A signed-in user, known by a cookie.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// SHA-256 of the cookie's value.
    pub hash: [u8; 32],
    /// Who signed in.
    pub user: UserId,
    /// The tenant they signed in to.
    pub tenant: TenantId,
    /// When the cookie was given.
    pub issued_at: Timestamp,
    /// When it ends.
    pub expires_at: Timestamp,
    /// When it was ended before that.
    pub revoked_at: Option<Timestamp>,
}

/// A token that opens one family of calls.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// The family it opens.
    pub family: TokenFamily,
    /// SHA-256 of its text.
    pub hash: [u8; 32],
    /// The tenant it belongs to.
    pub tenant: TenantId,
    /// Who it stands for.
    pub holder: TokenHolder,
    /// When it was given.
    pub issued_at: Timestamp,
    /// When it ends; none for tokens that last until they are rotated.
    pub expires_at: Option<Timestamp>,
    /// When it was ended before that.
    pub revoked_at: Option<Timestamp>,
}

/// Who a token stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TokenHolder {
    /// An API client.
    Client(ClientKey),
    /// A user of one account: rulesv4's `TOK` tokens.
    User {
        /// The user.
        user: UserId,
        /// The one customer whose account it opens.
        account: OrganizationId,
        /// Which of the user's two tokens it is.
        slot: TokenSlot,
        /// Whether it may write as well as read.
        write: bool,
    },
}

/// A token with everything that deciding over a call needs, as one read gives it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credential {
    /// The token.
    pub token: Token,
    /// The client it stands for, if it is a client's.
    pub client: Option<ApiClient>,
    /// The user it stands for, with the number of the account it opens, if it is a user's.
    pub user: Option<(User, AccountNumber)>,
}
