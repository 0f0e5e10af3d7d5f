//! The customer object.

use landfall_core::{
    id::{Timestamp, VipmpId},
    model,
};
use schemars::JsonSchema;
use serde::Serialize;

use super::{
    benefit::Benefit,
    discount::{Discount, Discounts},
    forms,
    link::{CustomerUri, SelfLink},
    membership::LinkedMembership,
    profile::CompanyProfile,
    write::{Day, Each, printed},
};

/// Members in this order. Text that was never given is empty; `benefits`, `tags` and `linkedMembership` are left out when there
/// is nothing in them (section 6).
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields)]
pub(crate) struct Customer<'a> {
    #[schemars(length(max = 35))]
    external_reference_id: &'a str,
    #[serde(rename = "customerId")]
    #[schemars(schema_with = "forms::id")]
    id: &'a str,
    #[schemars(schema_with = "forms::id")]
    reseller_id: &'a str,
    global_sales_enabled: bool,
    company_profile: CompanyProfile<'a>,
    #[schemars(with = "Vec<Discount<'a>>", length(min = 1))]
    discounts: Discounts<'a>,
    #[serde(skip_serializing_if = "Each::is_empty")]
    #[schemars(length(min = 1))]
    benefits: Each<'a, model::Benefit, Benefit<'a>>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    #[schemars(length(min = 1))]
    tags: &'a [String],
    coterm_date: Day,
    #[serde(serialize_with = "printed")]
    #[schemars(schema_with = "forms::time")]
    creation_date: Timestamp,
    #[schemars(schema_with = "forms::status")]
    status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "LinkedMembership<'a>")]
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
