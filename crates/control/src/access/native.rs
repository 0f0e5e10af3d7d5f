//! Callers of Landfall's own API: programs with a bearer token, people with a session and operators on the machine, seen through
//! the same eyes.

use std::sync::Arc;

use landfall_core::{
    id::{OrganizationId, TenantId},
    model::{Actor, Credential, HeldRole, Role, TokenFamily, User, View},
    rules::rights::{Right, administers, permits},
};

use super::SignedIn;
use crate::{Control, ControlError, secret::Secret};

/// Somebody who was let in to the native API.
#[derive(Debug, Clone)]
pub struct NativeCaller {
    /// What they may see.
    pub view: View,
    /// Who they are, for the audit trail.
    pub actor: Actor,
    /// Whether they may write as well as read.
    pub write: bool,
    /// Whether they may see who else may call: API clients, users, and what happened to them.
    pub administrator: bool,
    /// What a program has proven itself with; none for a person.
    pub(crate) credential: Option<Arc<Credential>>,
    /// The person who calls, or in whose name an operator acts.
    pub(crate) person: Option<Box<User>>,
}

impl NativeCaller {
    /// Whose names for calls they are: those of different callers never meet.
    pub fn scope(&self) -> String {
        match (self.actor, &self.person) {
            (Actor::Client(client), _) => format!("client {}", client.0),
            (_, Some(person)) => format!("user {}", person.id),
            (_, None) => "operator".to_owned(),
        }
    }
}

/// Why an operator on the machine cannot act as asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotOperating {
    /// There is no such tenant.
    NoSuchTenant,
    /// There are several tenants, and none was named.
    WhichTenant,
    /// The tenant has no living user of that address.
    NoSuchUser,
}

/// Where a signed-in user acts, or why that is not decided.
#[derive(Debug, Clone)]
pub enum ActsIn {
    /// Here.
    Here(NativeCaller),
    /// They may not read in the organization that they named, or there is none of that id: which of the two, nobody learns.
    Nowhere,
    /// They named none, and have roles in these.
    OneOf(Vec<OrganizationId>),
}

impl Control {
    /// Who a bearer token of the native API stands for; none if it is unknown, has ended or was revoked. Usually answered
    /// from memory, else by a point read.
    pub async fn native_bearer(&self, token: &str) -> Result<Option<NativeCaller>, ControlError> {
        let caller = self.bearer(TokenFamily::Native, token).await?;
        Ok(caller.map(|caller| NativeCaller {
            administrator: caller.write,
            write: caller.write,
            actor: caller.actor,
            view: caller.view,
            credential: Some(caller.credential),
            person: None,
        }))
    }

    /// An operator on the machine, who sees a whole tenant: the one that is named, or the only one. Who changes something does it
    /// in the name of a user, `person` by e-mail address, who may do it themselves. Point reads.
    pub async fn native_operator(
        &self,
        tenant: Option<&TenantId>,
        person: Option<&str>,
    ) -> Result<Result<NativeCaller, NotOperating>, ControlError> {
        let tenant = match tenant {
            Some(named) => match self.store.tenant(named).await? {
                Some(tenant) => tenant.id,
                None => return Ok(Err(NotOperating::NoSuchTenant)),
            },
            None => match self.sole_tenant().await? {
                Some(tenant) => tenant,
                None => return Ok(Err(NotOperating::WhichTenant)),
            },
        };
        let person = match person.map(|person| person.trim().to_lowercase()) {
            None => None,
            Some(email) => {
                let user = self.store.user_by_email(&tenant, &email).await?;
                let user = user.filter(|user| user.revoked_at.is_none());
                match user {
                    Some(user) => Some(Box::new(user)),
                    None => return Ok(Err(NotOperating::NoSuchUser)),
                }
            }
        };
        Ok(Ok(NativeCaller {
            view: View::whole(tenant),
            actor: Actor::Operator,
            write: person.is_some(),
            administrator: true,
            credential: None,
            person,
        }))
    }

    /// Whether a caller who may write may do so at this organization, which is in their view. An operator may where the person
    /// whose name they use may. A point read for operators.
    pub async fn may_write_at(
        &self,
        caller: &NativeCaller,
        organization: OrganizationId,
    ) -> Result<bool, ControlError> {
        match (caller.actor, &caller.person) {
            _ if !caller.write => Ok(false),
            (Actor::Operator, Some(person)) => {
                let roles = self.store.roles_at(person, organization).await?;
                Ok(permits(&roles.unwrap_or_default(), Right::Modify))
            }
            _ => Ok(true),
        }
    }

    /// The caller with their view narrowed to `organization` and what hangs below it; none if it is not in their view. A
    /// point read.
    pub async fn narrowed(
        &self,
        caller: NativeCaller,
        organization: OrganizationId,
    ) -> Result<Option<NativeCaller>, ControlError> {
        let found = self.store.organization(&caller.view, organization).await?;
        Ok(found.map(|found| NativeCaller {
            // The tenant's own organization is the root of everything.
            view: View {
                tenant: found.tenant,
                root: found.parent.map(|_| found.id),
            },
            ..caller
        }))
    }

    /// What a signed-in user may do in `organization`. Without one it is the whole tenant if they have a role there, or the
    /// one organization in which they have. Looked up with every call, so that a role that is taken away is gone at once.
    pub async fn native_session(
        &self,
        session: &SignedIn,
        organization: Option<OrganizationId>,
    ) -> Result<ActsIn, ControlError> {
        let Some(tenant) = self.store.tenant(&session.tenant).await? else {
            return Ok(ActsIn::Nowhere);
        };
        let acting = |organization, roles: &[Role]| {
            permits(roles, Right::Read).then(|| NativeCaller {
                view: View {
                    tenant: session.tenant.clone(),
                    root: Some(organization).filter(|root| *root != tenant.organization),
                },
                actor: Actor::User(session.user.id),
                write: permits(roles, Right::Modify),
                administrator: administers(roles),
                credential: None,
                person: Some(Box::new(session.user.clone())),
            })
        };
        if let Some(organization) = organization {
            let roles = self.store.roles_at(&session.user, organization).await?;
            let caller = roles.and_then(|roles| acting(organization, &roles));
            return Ok(caller.map_or(ActsIn::Nowhere, ActsIn::Here));
        }
        let held = self.store.roles_of(&session.user).await?;
        let mut organizations: Vec<OrganizationId> =
            held.iter().map(|held| held.organization.id).collect();
        organizations.sort_unstable();
        organizations.dedup();
        let here = if organizations.contains(&tenant.organization) {
            tenant.organization
        } else if let [only] = organizations.as_slice() {
            *only
        } else {
            return Ok(ActsIn::OneOf(organizations));
        };
        let roles = held.iter().filter(|held| held.organization.id == here);
        let roles: Vec<Role> = roles.map(|held| held.role).collect();
        Ok(acting(here, &roles).map_or(ActsIn::Nowhere, ActsIn::Here))
    }

    /// The roles of a user with the organizations that they were given in.
    pub async fn roles_of(&self, user: &User) -> Result<Vec<HeldRole>, ControlError> {
        Ok(self.store.roles_of(user).await?)
    }

    /// Takes as long as a sign-in that fails: for one in a tenant that does not exist.
    pub async fn sign_in_nowhere(&self, password: &Secret) -> Result<(), ControlError> {
        self.passwords
            .verify(password.reveal().to_owned(), None)
            .await?;
        Ok(())
    }
}
