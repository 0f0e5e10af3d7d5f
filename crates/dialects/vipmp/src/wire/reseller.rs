//! The reseller object.

use landfall_core::{
    id::{Timestamp, VipmpId},
    model,
};
use schemars::JsonSchema;
use serde::Serialize;

use super::{
    forms,
    link::{ResellerUri, SelfLink},
    profile::ResellerProfile,
    write::printed,
};

/// A reseller or an MSP. Members in this order.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields)]
pub(crate) struct Reseller<'a> {
    #[schemars(schema_with = "forms::id")]
    distributor_id: &'a str,
    #[schemars(length(max = 35))]
    external_reference_id: &'a str,
    #[serde(rename = "resellerId")]
    #[schemars(schema_with = "forms::id")]
    id: &'a str,
    company_profile: ResellerProfile<'a>,
    #[serde(serialize_with = "printed")]
    #[schemars(schema_with = "forms::time")]
    creation_date: Timestamp,
    #[schemars(schema_with = "forms::status")]
    status: &'static str,
    links: SelfLink<ResellerUri<'a>>,
}

impl<'a> Reseller<'a> {
    /// The reseller that was found by `id`.
    pub(crate) fn of(reseller: &'a model::Reseller, id: &'a VipmpId) -> Self {
        let organization = &reseller.organization;
        Self {
            distributor_id: reseller.distributor.as_str(),
            external_reference_id: &organization.external_reference,
            id: id.as_str(),
            company_profile: ResellerProfile::of(organization),
            creation_date: organization.created_at,
            status: organization.status.as_str(),
            links: SelfLink::to(ResellerUri(id)),
        }
    }
}
