//! Resellers, customers and their deployments, and groups of customers.

use landfall_core::{
    id::VipmpId,
    model::{
        AccountQuery, AccountSummary, Customer, Deployment, FoundGroup, OrganizationKind, Page,
        PageRequest, Reseller, Status, View,
    },
};

use crate::{Control, ControlError};

/// What came of a search for groups of large government agencies.
#[derive(Debug)]
pub enum GroupSearch {
    /// The tenant has no such agencies.
    NotEnabled,
    /// These were found, the newest first.
    Found(Vec<FoundGroup>),
}

impl Control {
    /// A reseller or MSP by its vipmp id. A point read.
    pub async fn reseller(
        &self,
        view: &View,
        id: &VipmpId,
    ) -> Result<Option<Reseller>, ControlError> {
        Ok(self.store.reseller(view, id).await?)
    }

    /// Whether whoever has that view is a distributor or above one. A point read.
    pub async fn distributes(&self, view: &View) -> Result<bool, ControlError> {
        let Some(root) = view.root else {
            return Ok(true);
        };
        let found = self.store.organization(view, root).await?;
        Ok(found.is_some_and(|found| {
            matches!(
                found.kind,
                OrganizationKind::Tenant | OrganizationKind::Distributor
            )
        }))
    }

    /// A page of the resellers and MSPs in view.
    pub async fn resellers(
        &self,
        view: &View,
        query: &AccountQuery,
        page: PageRequest,
    ) -> Result<Page<AccountSummary>, ControlError> {
        Ok(self.store.resellers(view, query, page).await?)
    }

    /// A page of a reseller's own customers; none if the reseller is not in view.
    pub async fn customers(
        &self,
        view: &View,
        reseller: &VipmpId,
        query: &AccountQuery,
        page: PageRequest,
    ) -> Result<Option<Page<AccountSummary>>, ControlError> {
        Ok(self.store.customers(view, reseller, query, page).await?)
    }

    /// The tenant's groups of large government agencies of a country with that part in their name. Groups stand beside the
    /// tree: whoever belongs to the tenant finds all of them, so that customers can join.
    pub async fn large_agency_groups(
        &self,
        view: &View,
        country: &str,
        name: &str,
    ) -> Result<GroupSearch, ControlError> {
        let tenant = self.tenant(&view.tenant).await?;
        if tenant.is_none_or(|tenant| !tenant.settings.large_government_agencies) {
            return Ok(GroupSearch::NotEnabled);
        }
        let groups = self.store.large_agency_groups(&view.tenant, country, name);
        Ok(GroupSearch::Found(groups.await?))
    }

    /// A customer by its vipmp id. A point read.
    pub async fn customer(
        &self,
        view: &View,
        id: &VipmpId,
    ) -> Result<Option<Customer>, ControlError> {
        Ok(self.store.customer(view, id).await?)
    }

    /// A page of a customer's deployments; none if the customer is not in view.
    pub async fn deployments(
        &self,
        view: &View,
        customer: &VipmpId,
        statuses: &[Status],
        page: PageRequest,
    ) -> Result<Option<Page<Deployment>>, ControlError> {
        Ok(self
            .store
            .deployments(view, customer, statuses, page)
            .await?)
    }

    /// One deployment; the outer none means that the customer is not in view. A point read.
    pub async fn deployment(
        &self,
        view: &View,
        customer: &VipmpId,
        id: &VipmpId,
    ) -> Result<Option<Option<Deployment>>, ControlError> {
        Ok(self.store.deployment(view, customer, id).await?)
    }
}
