//! Organizations, customers with all their names, and deployments.

use landfall_core::{
    model::{Customer, Deployment, Organization},
    rules::business::{ORG_KEY_PREFIX, business_key},
};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    common::{Time, given, status},
    profile::{AddressView, ProfileView},
};

/// One node of the organization tree.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Organization)]
pub(crate) struct OrganizationView {
    /// Its id.
    #[schema(format = Uuid)]
    id: String,
    /// What it is.
    kind: &'static str,
    /// Its name.
    name: String,
    /// A text for people.
    description: Option<String>,
    /// Where it stands in its life.
    status: &'static str,
    /// The organization above it; null for the tenant's own, and for the top of what the caller sees it still names what is
    /// above.
    #[schema(format = Uuid)]
    parent_id: Option<String>,
    /// The partner's own reference.
    external_reference: Option<String>,
    /// Its number in vipmp: distributors, MSPs, resellers and customers have one.
    vipmp_id: Option<String>,
    /// Its number in rulesv4: customers have one.
    account_number: Option<String>,
    /// What it has beside that.
    profile: ProfileView,
    /// When it was made.
    created_at: Time,
    /// When it was last changed.
    updated_at: Time,
}

impl From<Organization> for OrganizationView {
    fn from(organization: Organization) -> Self {
        Self {
            id: organization.id.to_string(),
            kind: organization.kind.as_str(),
            name: organization.name,
            description: given(organization.description),
            status: status(organization.status),
            parent_id: organization.parent.map(|id| id.to_string()),
            external_reference: given(organization.external_reference),
            vipmp_id: organization.vipmp_id.map(|id| id.to_string()),
            account_number: organization.account_number.map(|number| number.to_string()),
            profile: organization.profile.into(),
            created_at: Time(organization.created_at),
            updated_at: Time(organization.updated_at),
        }
    }
}

/// Who uses what is sold: an organization of kind `customer`.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Customer)]
pub(crate) struct CustomerView {
    /// Its id, also as an organization.
    #[schema(format = Uuid)]
    id: String,
    /// Its names in the four dialects. Any of them finds it.
    names: NamesView,
    /// Its company name.
    name: String,
    /// A text for people.
    description: Option<String>,
    /// Where it stands in its life.
    status: &'static str,
    /// The organization above it.
    #[schema(format = Uuid)]
    parent_id: Option<String>,
    /// The number in vipmp of the nearest MSP or reseller above it.
    reseller_vipmp_id: String,
    /// The partner's own reference.
    external_reference: Option<String>,
    /// The linked membership group that it owns or is a member of.
    membership: Option<MembershipView>,
    /// What it has beside that.
    profile: ProfileView,
    /// When it was made.
    created_at: Time,
    /// When it was last changed.
    updated_at: Time,
}

/// The names of a customer in the four dialects.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CustomerNames)]
struct NamesView {
    /// vipmp: `customerId`.
    #[schema(example = "9876543210")]
    vipmp_customer_id: Option<String>,
    /// metallic: `accountId`.
    #[schema(format = Uuid)]
    metallic_account_id: String,
    /// akana: `BusinessID`.
    akana_business_id: String,
    /// akana: `OrgKey`.
    akana_org_key: String,
    /// rulesv4: `AccountNumber`.
    #[schema(example = "0001")]
    rulesv4_account_number: Option<String>,
}

/// A customer's place in a linked membership group.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Membership)]
struct MembershipView {
    /// The group's number.
    group_id: String,
    /// The group's name.
    group_name: String,
    /// `OWNER` or `MEMBER`.
    role: &'static str,
}

impl NamesView {
    fn of(organization: &Organization) -> Self {
        let key = business_key(organization);
        Self {
            vipmp_customer_id: organization.vipmp_id.as_ref().map(ToString::to_string),
            metallic_account_id: organization.id.to_string(),
            akana_business_id: format!("{key}.{}", organization.tenant),
            akana_org_key: format!("{ORG_KEY_PREFIX}{key}"),
            rulesv4_account_number: organization
                .account_number
                .as_ref()
                .map(ToString::to_string),
        }
    }
}

impl From<Customer> for CustomerView {
    fn from(customer: Customer) -> Self {
        let organization = customer.organization;
        Self {
            id: organization.id.to_string(),
            names: NamesView::of(&organization),
            name: organization.name,
            description: given(organization.description),
            status: status(organization.status),
            parent_id: organization.parent.map(|id| id.to_string()),
            reseller_vipmp_id: customer.reseller.to_string(),
            external_reference: given(organization.external_reference),
            membership: customer.membership.map(|(group, role)| MembershipView {
                group_id: group.vipmp_id.to_string(),
                group_name: group.name,
                role: role.as_str(),
            }),
            profile: organization.profile.into(),
            created_at: Time(organization.created_at),
            updated_at: Time(organization.updated_at),
        }
    }
}

/// A customer's presence at an address.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Deployment)]
pub(crate) struct DeploymentView {
    /// Its number, as vipmp has it.
    #[schema(example = "345434543")]
    id: String,
    /// The customer it belongs to.
    #[schema(format = Uuid)]
    customer_id: String,
    /// `active` or `inactive`.
    status: &'static str,
    /// Where it is.
    address: AddressView,
    /// When it was made.
    created_at: Time,
}

impl From<Deployment> for DeploymentView {
    fn from(deployment: Deployment) -> Self {
        Self {
            id: deployment.vipmp_id.to_string(),
            customer_id: deployment.customer.to_string(),
            status: status(deployment.status),
            address: deployment.address.into(),
            created_at: Time(deployment.created_at),
        }
    }
}
