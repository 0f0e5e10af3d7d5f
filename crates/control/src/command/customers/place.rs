//! Where a new account hangs: below whom the caller names, else below themselves, else below the tenant's own.

use landfall_core::{
    id::OrganizationId,
    model::{Customer, Direction, Organization, OrganizationKind},
};
use landfall_store::listing::{Condition, Listing, Operator, OrganizationField, Value};

use crate::{Control, ControlError, access::NativeCaller};

impl Control {
    /// The reseller or MSP below which a caller's new customer hangs: the one that is named; or the caller's own place; for whoever
    /// sees the whole tenant its house reseller. None if that is not there or not in view, or sells nothing.
    pub async fn seller_of_new(
        &self,
        caller: &NativeCaller,
        named: Option<OrganizationId>,
    ) -> Result<Option<Organization>, ControlError> {
        let kinds = [OrganizationKind::Reseller, OrganizationKind::Msp];
        self.parent_of_new(caller, named, &kinds).await
    }

    /// Who sells to a customer where nobody is named: the caller's own place if that sells, else the nearest reseller or MSP above
    /// the customer; to a new one [as for a new customer](Self::seller_of_new). Point reads.
    pub async fn seller_to(
        &self,
        caller: &NativeCaller,
        customer: Option<&Customer>,
    ) -> Result<Option<Organization>, ControlError> {
        let Some(customer) = customer else {
            return self.seller_of_new(caller, None).await;
        };
        if let Some(root) = caller.view.root
            && let Some(here) = self.seller_of_new(caller, Some(root)).await?
        {
            return Ok(Some(here));
        }
        let nearest = self
            .store
            .reseller(&caller.view, &customer.reseller)
            .await?;
        Ok(nearest.map(|nearest| nearest.organization))
    }

    /// The distributor below which a caller's new reseller hangs, likewise; for whoever sees the whole tenant its own.
    pub async fn distributor_of_new(
        &self,
        caller: &NativeCaller,
        named: Option<OrganizationId>,
    ) -> Result<Option<Organization>, ControlError> {
        let kinds = [OrganizationKind::Distributor];
        self.parent_of_new(caller, named, &kinds).await
    }

    async fn parent_of_new(
        &self,
        caller: &NativeCaller,
        named: Option<OrganizationId>,
        kinds: &[OrganizationKind],
    ) -> Result<Option<Organization>, ControlError> {
        let view = &caller.view;
        let found = match named.or(view.root) {
            Some(id) => self.store.organization(view, id).await?,
            None => self.oldest(caller, kinds[0]).await?,
        };
        Ok(found.filter(|found| kinds.contains(&found.kind)))
    }

    /// The oldest organization of a kind: those that a tenant is born with are.
    async fn oldest(
        &self,
        caller: &NativeCaller,
        kind: OrganizationKind,
    ) -> Result<Option<Organization>, ControlError> {
        let listing = Listing {
            view: caller.view.clone(),
            conditions: vec![Condition {
                field: OrganizationField::Kind,
                operator: Operator::Equal,
                values: vec![Value::Text(kind.as_str().to_owned())],
            }],
            order: vec![(OrganizationField::CreatedAt, Direction::Ascending)],
            after: None,
            limit: 1,
        };
        let page = self.page_of_organizations(&listing).await?;
        Ok(page.items.into_iter().next())
    }
}
