//! What commands about customers look at beside the customer itself: who waits for validation, who is the same company, whose
//! e-mail address is known, whose group it is, and whether anything of a customer is in use.

use async_trait::async_trait;
use landfall_core::{
    id::{OrganizationId, TenantId, VipmpId},
    model::{Contact, CustomerUse, MembershipGroup, MembershipRole, Organization},
};

use crate::StoreError;

/// Looking at what is around a customer, as this transaction sees it.
#[async_trait]
pub trait CustomerWrites: Send {
    /// Accounts of all tenants that wait for validation, the oldest first, to be changed by this transaction. One transaction at
    /// a time gets any, and others wait for its end. Accounts that somebody else is about to change are left out.
    async fn hold_pending(&mut self, limit: u32) -> Result<Vec<Organization>, StoreError>;

    /// Another active customer of the same seller with the same name and the same address of its first contact, blanks around them
    /// and letter case aside. Two transactions that ask at a time do not see each other's changes: ask about what
    /// [`hold_pending`](Self::hold_pending) has given.
    async fn find_twin(
        &mut self,
        customer: &Organization,
    ) -> Result<Option<OrganizationId>, StoreError>;

    /// The contacts that customers of that seller have under these addresses, letter case aside: for each address that of the
    /// oldest customer whose first contact has it, else of any that has it, and none for one that is unknown. Not kept from change.
    async fn find_contacts(
        &mut self,
        seller: &VipmpId,
        emails: &[String],
    ) -> Result<Vec<Contact>, StoreError>;

    /// What of a customer is in use. Not kept from change.
    async fn find_use(&mut self, customer: OrganizationId) -> Result<CustomerUse, StoreError>;

    /// The group that a customer owns or is a member of. Not kept from change, but as long as the customer is held.
    async fn find_membership(
        &mut self,
        customer: OrganizationId,
    ) -> Result<Option<(MembershipGroup, MembershipRole)>, StoreError>;

    /// A group of the tenant with its owner, if it has one.
    async fn find_group(
        &mut self,
        tenant: &TenantId,
        id: &VipmpId,
    ) -> Result<Option<(MembershipGroup, Option<OrganizationId>)>, StoreError>;

    /// The number of the nearest distributor at or above an organization of the tenant, else of the tenant's oldest.
    async fn find_distributor(
        &mut self,
        tenant: &TenantId,
        id: OrganizationId,
    ) -> Result<VipmpId, StoreError>;
}
