//! The reseller object.

use landfall_core::{
    id::{Timestamp, VipmpId},
    model,
};
use serde::Serialize;

use super::{
    link::{ResellerUri, SelfLink},
    profile::ResellerProfile,
    write::printed,
};

/// A reseller or an MSP, as the dialect shows it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Reseller<'a> {
    distributor_id: &'a str,
    external_reference_id: &'a str,
    #[serde(rename = "resellerId")]
    id: &'a str,
    company_profile: ResellerProfile<'a>,
    #[serde(serialize_with = "printed")]
    creation_date: Timestamp,
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
