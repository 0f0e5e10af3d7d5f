//! What operators can ask for, as it travels through the administration socket.

use landfall_core::{
    id::{AccountNumber, DeployRequestId, OrganizationId, PopId, ServerId, TenantId},
    model::{
        Environment, Grant, OrganizationKind, Platform, ReviewTimes, Role, TokenFamily, TokenSlot,
    },
    rules::deploying::Decision,
};
use serde::{Deserialize, Serialize};

/// A command with what makes a repetition of it harmless.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AdminRequest {
    /// What to do.
    pub command: AdminCommand,
    /// When set, a repetition with the same key and command does nothing and answers as before, without the secret.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub idempotency_key: Option<String>,
}

impl AdminCommand {
    /// Whether it has to be done by the process that counts the fleet, since that one has the servers' streams.
    pub(crate) fn is_the_owner_s(&self) -> bool {
        matches!(
            self,
            Self::ServerList { .. }
                | Self::ServerDrain { .. }
                | Self::ServerRemove { .. }
                | Self::ServerRevoke { .. }
        )
    }

    /// Whether the record answers it well enough when nobody can be asked.
    pub(crate) fn only_reads(&self) -> bool {
        matches!(self, Self::ServerList { .. })
    }
}

/// What operators can ask for.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum AdminCommand {
    /// Makes a tenant with its distributor and house reseller.
    TenantCreate(NewTenant),
    /// Lists the tenants.
    TenantList,
    /// Changes a tenant's settings.
    TenantSet(TenantChange),
    /// Ends every client, user, session and token of a tenant; the record stays.
    TenantRevoke {
        /// The tenant.
        tenant: TenantId,
    },
    /// Adds an organization.
    OrganizationCreate(NewOrganization),
    /// Lists organizations by name.
    OrganizationList {
        /// The tenant.
        tenant: TenantId,
        /// Only this kind.
        kind: Option<OrganizationKind>,
        /// How many to leave out at the start.
        offset: u64,
        /// How many to give at most.
        limit: u32,
    },
    /// Makes a reseller or a customer inactive (1004).
    OrganizationRevoke {
        /// The tenant.
        tenant: TenantId,
        /// The organization.
        organization: OrganizationId,
    },
    /// Adds an API client and shows its secret.
    ClientCreate(NewClient),
    /// Lists API clients.
    ClientList {
        /// The tenant.
        tenant: TenantId,
    },
    /// Gives an API client a new secret and shows it; the one before is good no more.
    ClientSecret {
        /// The tenant.
        tenant: TenantId,
        /// The client.
        client_id: String,
    },
    /// Ends an API client and all its tokens.
    ClientRevoke {
        /// The tenant.
        tenant: TenantId,
        /// The client.
        client_id: String,
    },
    /// Adds a user, or gives one that exists a new password and a role, and shows the password.
    UserCreate(NewUser),
    /// Lists users with their roles.
    UserList {
        /// The tenant.
        tenant: TenantId,
    },
    /// Ends a user with all their sessions and tokens.
    UserRevoke {
        /// The tenant.
        tenant: TenantId,
        /// The user's e-mail address.
        email: String,
    },
    /// Makes a token and shows it.
    TokenCreate(NewToken),
    /// Lists the tokens that are good, newest first.
    TokenList {
        /// The tenant.
        tenant: TenantId,
        /// How many to give at most.
        limit: u32,
    },
    /// Ends a token.
    TokenRevoke {
        /// The tenant.
        tenant: TenantId,
        /// The token's id as lists show it, or the token itself.
        token: String,
    },
    /// Lists the deploy requests that wait for a person, and the accounts that have them reviewed.
    ReviewList {
        /// The tenant.
        tenant: TenantId,
    },
    /// Decides over a deploy request, as one of the tenant's users.
    ReviewDecide(NewRuling),
    /// Has deploy requests of an account reviewed.
    ReviewOn(ReviewChange),
    /// Has them reviewed no more.
    ReviewOff(ReviewChange),
    /// Hands nothing over to servers for now.
    FleetFreeze(FleetChange),
    /// Hands over again.
    FleetThaw(FleetChange),
    /// Lists what is frozen.
    FleetFrozen,
    /// Invites a server into the fleet and shows the invitation.
    ServerInvite(NewServer),
    /// Invites many servers at once, spread over POPs, and shows the invitations.
    ServersInvite(NewServers),
    /// Lists the servers of a tenant.
    ServerList {
        /// The tenant.
        tenant: TenantId,
    },
    /// Takes a server out of the denominator of percentages, or puts it back.
    ServerDrain {
        /// The tenant.
        tenant: TenantId,
        /// The server.
        server: ServerId,
        /// Whether it is put back instead.
        undo: bool,
    },
    /// Takes a server out of the fleet, for good, and revokes its credential.
    ServerRemove {
        /// The tenant.
        tenant: TenantId,
        /// The server.
        server: ServerId,
    },
    /// Revokes a server's credential and closes its stream; it stays in the fleet, as stale.
    ServerRevoke {
        /// The tenant.
        tenant: TenantId,
        /// The server.
        server: ServerId,
    },
    /// Lists events.
    EventList {
        /// Those behind this position.
        after: u64,
        /// How many to give at most.
        limit: u32,
    },
}

/// A server to be invited.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewServer {
    /// The tenant whose fleet it will be part of.
    pub tenant: TenantId,
    /// Where it stands.
    pub pop: PopId,
    /// What it runs.
    pub platform: Platform,
    /// Which fleet of the platform.
    pub environment: Environment,
    /// Its name; none to let it choose.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// How long the invitation is good, in hours.
    pub hours: u32,
}

/// Servers to be invited together, each with an invitation of its own.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewServers {
    /// The tenant whose fleet they will be part of.
    pub tenant: TenantId,
    /// How many.
    pub servers: u32,
    /// Over how many of the tenant's POPs they are spread, the first ones in the order of lists.
    pub pops: u32,
    /// What they run.
    pub platform: Platform,
    /// Which fleet of the platform.
    pub environment: Environment,
    /// How long the invitations are good, in hours.
    pub hours: u32,
}

/// A tenant to be made.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewTenant {
    /// Its name in host tables, cookies and business ids.
    pub tenant: TenantId,
    /// Its name for people.
    pub name: String,
    /// Whether its customers may be enabled for global sales.
    #[serde(default)]
    pub global_sales: bool,
}

/// Settings to be changed; what is not named stays as it is.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TenantChange {
    /// The tenant.
    pub tenant: TenantId,
    /// Whether its customers may be enabled for global sales.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub global_sales: Option<bool>,
    /// Whether large government agencies may be registered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub large_government_agencies: Option<bool>,
    /// Whether cookie sessions must send the CSRF header on reads.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub read_csrf: Option<bool>,
    /// Whether cookie sessions must send the CSRF header on writes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub write_csrf: Option<bool>,
    /// The environments that zones may name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub environments: Option<Vec<String>>,
    /// Where another person looks at deploy requests of all accounts, in place of how that was before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub review: Option<ReviewTimes>,
}

/// An organization to be added.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewOrganization {
    /// The tenant.
    pub tenant: TenantId,
    /// What it is.
    pub kind: OrganizationKind,
    /// Its name.
    pub name: String,
    /// The organization above it; else the tenant's distributor, or the house reseller for a customer.
    #[serde(default)]
    pub parent: Option<OrganizationId>,
    /// The partner's own reference.
    #[serde(default)]
    pub external_reference: String,
    /// ISO 3166-1 alpha-2; a customer needs one.
    #[serde(default)]
    pub country: String,
    /// ISO 3166-2 without the country, or `00`.
    #[serde(default)]
    pub region: String,
    /// The place.
    #[serde(default)]
    pub city: String,
    /// Street and number.
    #[serde(default)]
    pub address_line: String,
    /// The postal code.
    #[serde(default)]
    pub postal_code: String,
    /// The primary contact's e-mail address; a customer needs one.
    #[serde(default)]
    pub email: String,
    /// The primary contact's given name; `Primary` unless given.
    #[serde(default)]
    pub first_name: String,
    /// The primary contact's family name; `Contact` unless given.
    #[serde(default)]
    pub last_name: String,
}

/// An API client to be added.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewClient {
    /// The tenant.
    pub tenant: TenantId,
    /// Its name on the wire.
    pub client_id: String,
    /// The organization at or below which it sees everything; none for the whole tenant.
    #[serde(default)]
    pub organization: Option<OrganizationId>,
    /// A text for people.
    #[serde(default)]
    pub description: String,
    /// The e-mail address of the person it is bound to.
    #[serde(default)]
    pub person: Option<String>,
    /// What it may do where.
    pub grants: Vec<Grant>,
}

/// A user to be added or to get a new password.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewUser {
    /// The tenant.
    pub tenant: TenantId,
    /// Their e-mail address.
    pub email: String,
    /// Given name.
    #[serde(default)]
    pub first_name: String,
    /// Family name.
    #[serde(default)]
    pub last_name: String,
    /// What they may do.
    #[serde(default)]
    pub role: Option<Role>,
    /// Where they may do it; else in the whole tenant.
    #[serde(default)]
    pub organization: Option<OrganizationId>,
    /// Whether someone who exists gets a new password instead of being refused.
    #[serde(default)]
    pub replace_password: bool,
}

/// A token to be made.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub enum NewToken {
    /// A bearer token of a client.
    #[serde(rename = "client")]
    Client {
        /// The tenant.
        tenant: TenantId,
        /// The client.
        client_id: String,
        /// What it opens.
        family: TokenFamily,
        /// How long it is good, in seconds.
        seconds: u32,
    },
    /// A `TOK` token of a user for one account.
    #[serde(rename = "user")]
    User {
        /// The tenant.
        tenant: TenantId,
        /// The user's e-mail address.
        email: String,
        /// The account.
        account: AccountNumber,
        /// Which of the user's two tokens it is; the earlier one in that place ends.
        slot: TokenSlot,
        /// Whether it may write as well as read.
        write: bool,
    },
}

/// A decision over a deploy request.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewRuling {
    /// The tenant.
    pub tenant: TenantId,
    /// The request.
    pub request: DeployRequestId,
    /// What is decided.
    pub decision: Decision,
    /// The e-mail address of the user who decides.
    pub user: String,
    /// Why; a rejection needs it.
    #[serde(default)]
    pub reason: Option<String>,
}

/// Whether another person looks at an account's deploy requests.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReviewChange {
    /// The tenant.
    pub tenant: TenantId,
    /// The account.
    pub account: AccountNumber,
    /// The environment; both if none is named.
    #[serde(default)]
    pub environment: Option<Environment>,
    /// Seconds for a decision, when it is switched on; four hours if not said.
    #[serde(default)]
    pub within: Option<u32>,
}

/// A part of a tenant's fleet that is frozen or thawed.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FleetChange {
    /// The tenant.
    pub tenant: TenantId,
    /// The platform; all if none is named.
    #[serde(default)]
    pub platform: Option<Platform>,
    /// The environment; both if none is named.
    #[serde(default)]
    pub environment: Option<Environment>,
    /// Why, when it is frozen.
    #[serde(default)]
    pub reason: String,
}
