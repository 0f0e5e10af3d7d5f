//! Organizations and customers.

use async_trait::async_trait;
use landfall_core::{
    id::{AccountNumber, OrganizationId, VipmpId},
    model::{Customer, Organization, Page, PageRequest, Reseller, View},
};

use crate::StoreError;

/// Reading organizations and customers.
#[async_trait]
pub trait AccountReads: Send + Sync {
    /// The organization of that id, if it is in view. A point read.
    async fn organization(
        &self,
        view: &View,
        id: OrganizationId,
    ) -> Result<Option<Organization>, StoreError>;

    /// A page of the organization of that id and those directly below it, by name, then by id, the tenant's own organization
    /// behind others of its name; none if it is not in view. The rows and the total are of one snapshot.
    async fn family(
        &self,
        view: &View,
        id: OrganizationId,
        page: PageRequest,
    ) -> Result<Option<Page<Organization>>, StoreError>;

    /// The customer whose account number has that numeric value, if it is in view, with the number as it is written. A point
    /// read.
    async fn account_of_value(
        &self,
        view: &View,
        value: u64,
    ) -> Result<Option<(OrganizationId, AccountNumber)>, StoreError>;

    /// The customer that vipmp knows by that id, if it is in view. A point read.
    async fn customer(&self, view: &View, id: &VipmpId) -> Result<Option<Customer>, StoreError>;

    /// The reseller or MSP that vipmp knows by that id, if it is in view. A point read.
    async fn reseller(&self, view: &View, id: &VipmpId) -> Result<Option<Reseller>, StoreError>;

    /// The distributor that vipmp knows by that id, if it is in view. A point read.
    async fn distributor(
        &self,
        view: &View,
        id: &VipmpId,
    ) -> Result<Option<Organization>, StoreError>;

    /// Whether an account of any tenant waits for validation. A point read for each tenant.
    async fn is_any_pending(&self) -> Result<bool, StoreError>;
}
