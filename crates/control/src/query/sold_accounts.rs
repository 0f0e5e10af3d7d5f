//! Customers with what was sold to them, and who sold it.

use landfall_core::{
    id::OrganizationId,
    model::{
        Organization, OrganizationKind, Page, PageRequest, SoldAccount, SoldFilter, SoldOrder, View,
    },
};

use crate::{Control, ControlError};

impl Control {
    /// A customer with its active service lines. A point read.
    pub async fn sold_account(
        &self,
        view: &View,
        id: OrganizationId,
    ) -> Result<Option<SoldAccount>, ControlError> {
        Ok(self.store.sold_account(view, id).await?)
    }

    /// A page of the customers in view.
    pub async fn sold_accounts(
        &self,
        view: &View,
        filter: &SoldFilter,
        sort: &[SoldOrder],
        page: PageRequest,
    ) -> Result<Page<SoldAccount>, ControlError> {
        Ok(self.store.sold_accounts(view, filter, sort, page).await?)
    }

    /// The organization of that id if it is a reseller proper, which an MSP is not. A point read.
    pub async fn reseller_organization(
        &self,
        view: &View,
        id: OrganizationId,
    ) -> Result<Option<Organization>, ControlError> {
        let found = self.store.organization(view, id).await?;
        Ok(found.filter(|found| found.kind == OrganizationKind::Reseller))
    }
}
