//! The deployment object.

use landfall_core::{
    id::{Timestamp, VipmpId},
    model,
};
use serde::Serialize;

use super::{
    link::{DeploymentUri, SelfLink},
    profile::DeploymentProfile,
    write::printed,
};

/// A deployment, as the dialect shows it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Deployment<'a> {
    #[serde(rename = "deploymentId")]
    id: &'a str,
    company_profile: DeploymentProfile<'a>,
    #[serde(serialize_with = "printed")]
    creation_date: Timestamp,
    status: &'static str,
    links: SelfLink<DeploymentUri<'a>>,
}

impl<'a> Deployment<'a> {
    /// A deployment of the customer that was found by `customer`.
    pub(crate) fn of(deployment: &'a model::Deployment, customer: &'a VipmpId) -> Self {
        Self {
            id: deployment.vipmp_id.as_str(),
            company_profile: DeploymentProfile::of(&deployment.address),
            creation_date: deployment.created_at,
            status: deployment.status.as_str(),
            links: SelfLink::to(DeploymentUri {
                customer,
                deployment: &deployment.vipmp_id,
            }),
        }
    }
}
