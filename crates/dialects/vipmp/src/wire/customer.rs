//! The customer object.

use landfall_core::{
    id::{Timestamp, VipmpId},
    model,
};
use serde::Serialize;

use super::{
    benefit::Benefit,
    discount::Discounts,
    link::{CustomerUri, SelfLink},
    membership::LinkedMembership,
    profile::CompanyProfile,
    write::{Day, Each, printed},
};

/// A customer, as the dialect shows it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Customer<'a> {
    external_reference_id: &'a str,
    #[serde(rename = "customerId")]
    id: &'a str,
    reseller_id: &'a str,
    global_sales_enabled: bool,
    company_profile: CompanyProfile<'a>,
    discounts: Discounts<'a>,
    #[serde(skip_serializing_if = "Each::is_empty")]
    benefits: Each<'a, model::Benefit, Benefit<'a>>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    tags: &'a [String],
    coterm_date: Day,
    #[serde(serialize_with = "printed")]
    creation_date: Timestamp,
    status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    linked_membership: Option<LinkedMembership<'a>>,
    links: SelfLink<CustomerUri<'a>>,
}

impl<'a> Customer<'a> {
    /// The customer that was found by `id`.
    pub(crate) fn of(customer: &'a model::Customer, id: &'a VipmpId) -> Self {
        let organization = &customer.organization;
        let profile = &organization.profile;
        Self {
            external_reference_id: &organization.external_reference,
            id: id.as_str(),
            reseller_id: customer.reseller.as_str(),
            global_sales_enabled: profile.global_sales,
            company_profile: CompanyProfile::of(organization),
            discounts: Discounts(&profile.discounts),
            benefits: Each(&profile.benefits, Benefit::of),
            tags: &profile.tags,
            coterm_date: Day(profile.coterm_date),
            creation_date: organization.created_at,
            status: organization.status.as_str(),
            linked_membership: customer.membership.as_ref().map(LinkedMembership::of),
            links: SelfLink::to(CustomerUri(id)),
        }
    }
}
