//! Who may call: API clients and users. Their secrets have no form here.

use landfall_control::query::ListedUser;
use landfall_core::model::{ApiClient, Grant, RoleBinding};
use serde::Serialize;
use utoipa::ToSchema;

use super::common::{Time, given};

/// A program that may call.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Client)]
pub(crate) struct ApiClientView {
    /// Its client id; unique in the installation.
    id: String,
    /// Its number, by which events name it.
    number: String,
    /// The organization at or below which it sees everything; null for the whole tenant.
    #[schema(format = Uuid)]
    organization_id: Option<String>,
    /// A text for people.
    description: Option<String>,
    /// The e-mail address of the person it is bound to.
    person: Option<String>,
    /// What it may do where.
    grants: Vec<GrantView>,
    /// When it was made.
    created_at: Time,
    /// When it was revoked; null while it may call.
    revoked_at: Option<Time>,
}

/// What a client may do in one dialect.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Grant)]
struct GrantView {
    /// `vipmp`, `akana`, `rulesv4`, `metallic` or `native`.
    dialect: &'static str,
    /// `read`, or `write`, which includes it.
    right: &'static str,
    /// rulesv4: the account in whose name it acts by default.
    home_account_number: Option<String>,
}

impl From<Grant> for GrantView {
    fn from(grant: Grant) -> Self {
        Self {
            dialect: grant.dialect.as_str(),
            right: if grant.write { "write" } else { "read" },
            home_account_number: grant.home_account.map(|number| number.to_string()),
        }
    }
}

impl From<ApiClient> for ApiClientView {
    fn from(client: ApiClient) -> Self {
        Self {
            id: client.client_id,
            number: client.key.to_string(),
            organization_id: client.organization.map(|id| id.to_string()),
            description: given(client.description),
            person: client.person,
            grants: client.grants.into_iter().map(GrantView::from).collect(),
            created_at: Time(client.created_at),
            revoked_at: client.revoked_at.map(Time),
        }
    }
}

/// A person who may sign in.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = User)]
pub(crate) struct UserView {
    /// Its number.
    id: String,
    /// Its id in akana.
    #[schema(format = Uuid)]
    uuid: String,
    /// Its e-mail address, in lower case.
    email: Option<String>,
    /// A short name without spaces.
    name: String,
    /// Given name.
    first_name: String,
    /// Family name.
    last_name: String,
    /// What it may do at or below the caller's place.
    roles: Vec<RoleView>,
    /// When it was made.
    created_at: Time,
    /// When it was revoked; null while it may sign in.
    revoked_at: Option<Time>,
}

/// A role in an organization and everything below it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RoleBinding)]
pub(crate) struct RoleView {
    /// The organization.
    #[schema(format = Uuid)]
    pub(crate) organization_id: String,
    /// `business-admin` or `api-admin`.
    pub(crate) role: &'static str,
}

impl From<RoleBinding> for RoleView {
    fn from(binding: RoleBinding) -> Self {
        Self {
            organization_id: binding.organization.to_string(),
            role: binding.role.as_str(),
        }
    }
}

impl From<ListedUser> for UserView {
    fn from((user, roles): ListedUser) -> Self {
        Self {
            id: user.id.to_string(),
            uuid: user.uuid.to_string(),
            email: given(user.email),
            name: user.name,
            first_name: user.first_name,
            last_name: user.last_name,
            roles: roles.into_iter().map(RoleView::from).collect(),
            created_at: Time(user.created_at),
            revoked_at: user.revoked_at.map(Time),
        }
    }
}
