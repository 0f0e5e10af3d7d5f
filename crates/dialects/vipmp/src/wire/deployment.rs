//! The deployment object.

use landfall_core::{
    id::{Timestamp, VipmpId},
    model,
};
use schemars::JsonSchema;
use serde::Serialize;

use super::{
    forms,
    link::{DeploymentUri, SelfLink},
    profile::DeploymentProfile,
    write::printed,
};

/// A deployment, as the dialect shows it.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields)]
pub(crate) struct Deployment<'a> {
    #[serde(rename = "deploymentId")]
    #[schemars(schema_with = "forms::id")]
    id: &'a str,
    company_profile: DeploymentProfile<'a>,
    #[serde(serialize_with = "printed")]
    #[schemars(schema_with = "forms::time")]
    creation_date: Timestamp,
    #[schemars(schema_with = "forms::deployment_status")]
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
