//! Signing in with a password.

use landfall_control::{access::SignedIn, secret::Secret};
use landfall_core::{id::TenantId, model::HeldRole};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{access::RoleView, common::Time};
use crate::error::{InputError, Problem};

/// What is sent to sign in.
#[derive(ToSchema)]
#[schema(as = SignIn)]
#[expect(
    dead_code,
    reason = "the form as the document describes it; it is read member by member"
)]
pub(crate) struct SignInForm {
    /// Where; may be left out when the installation has one tenant.
    #[schema(example = "acmepaymentscorp", required = false)]
    tenant: Option<String>,
    /// Who, by e-mail address.
    #[schema(example = "admin@acmepaymentscorp.example")]
    email: String,
    /// The password.
    #[schema(format = Password, example = "demo-password")]
    password: String,
}

/// A sign-in that could be read.
pub(crate) struct SignInRead {
    pub(crate) tenant: Option<TenantId>,
    pub(crate) email: String,
    pub(crate) password: Secret,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Members {
    #[serde(default)]
    tenant: Option<String>,
    email: String,
    password: String,
}

impl SignInForm {
    /// Reads the body.
    pub(crate) fn read(body: &[u8]) -> Result<SignInRead, Problem> {
        let members: Members = serde_json::from_slice(body)
            .map_err(|error| Problem::body(vec![InputError::member("", error.to_string())]))?;
        let tenant = members
            .tenant
            .map(|name| name.parse::<TenantId>())
            .transpose();
        let tenant = tenant.map_err(|error| {
            Problem::body(vec![InputError::member("/tenant", error.to_string())])
        })?;
        Ok(SignInRead {
            tenant,
            email: members.email,
            password: Secret::known(members.password),
        })
    }
}

/// A session.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Session)]
pub(crate) struct SessionView {
    /// The tenant.
    tenant: String,
    /// The user's number.
    user_id: String,
    /// The user's e-mail address.
    email: String,
    /// What the user may do where.
    roles: Vec<RoleView>,
    /// What every call by cookie carries in `X-Landfall-CSRF`.
    csrf_token: String,
    /// When it ends; use does not prolong it.
    expires_at: Time,
}

impl SessionView {
    /// A session with its user's roles and its CSRF value.
    pub(crate) fn new(session: SignedIn, roles: &[HeldRole], csrf: &Secret) -> Self {
        let roles = roles.iter().map(|held| RoleView {
            organization_id: held.organization.id.to_string(),
            role: held.role.as_str(),
        });
        Self {
            tenant: session.tenant.to_string(),
            user_id: session.user.id.to_string(),
            email: session.user.email,
            roles: roles.collect(),
            csrf_token: csrf.reveal().to_owned(),
            expires_at: Time(session.expires_at),
        }
    }
}
