//! Organizations as people with roles see them.

use landfall_core::{
    id::OrganizationId,
    model::{Organization, Page, PageRequest, Tenant, User, View},
    rules::{
        business::Business,
        rights::{Right, permits, topmost},
    },
};

use crate::{Control, ControlError};

impl Control {
    /// The organization that is named, or else the topmost one in which the user may read, and those directly below it, by
    /// name and id. None if the user may not read there, or there is no such organization: which of the two it is, nobody
    /// learns.
    pub async fn businesses(
        &self,
        tenant: &Tenant,
        user: &User,
        named: Option<Business>,
        page: PageRequest,
    ) -> Result<Option<Page<Organization>>, ControlError> {
        let head = match named {
            Some(business) => self.permitted(tenant, user, business, Right::Read).await?,
            None => topmost(&self.store.roles_of(user).await?, Right::Read),
        };
        let Some(head) = head else {
            return Ok(None);
        };
        // A right reaches from an organization to everything below it.
        let view = View::below(tenant.id.clone(), head);
        Ok(self.store.family(&view, head, page).await?)
    }

    /// One organization; none as above. Point reads.
    pub async fn business(
        &self,
        tenant: &Tenant,
        user: &User,
        business: Business,
    ) -> Result<Option<Organization>, ControlError> {
        match self.permitted(tenant, user, business, Right::Read).await? {
            Some(id) => {
                let view = View::below(tenant.id.clone(), id);
                Ok(self.store.organization(&view, id).await?)
            }
            None => Ok(None),
        }
    }

    /// The organization that is meant, if the user has the right there; looked up with every call, so that a role that is
    /// taken away is gone at once. Point reads.
    pub(crate) async fn permitted(
        &self,
        tenant: &Tenant,
        user: &User,
        business: Business,
        right: Right,
    ) -> Result<Option<OrganizationId>, ControlError> {
        let organization = match business {
            Business::Tenant => tenant.organization,
            // The tenant's own organization has one key, which is not its UUID.
            Business::Organization(id) if id != tenant.organization => id,
            Business::Organization(_) | Business::Nobody => return Ok(None),
        };
        let roles = self.store.roles_at(user, organization).await?;
        Ok(roles
            .filter(|roles| permits(roles, right))
            .map(|_| organization))
    }
}
