//! Tenants, organizations, groups and deployments.

use landfall_core::{
    id::{AccountNumber, OrganizationId, TenantId, Timestamp, VipmpId},
    model::{
        Address, Deployment, GroupKind, LargeAgencyGroup, Membership, MembershipGroup,
        MembershipRole, Organization, OrganizationKind, Profile, Status, Tenant, TenantSettings,
    },
};
use serde::{Deserialize, Serialize};

use super::time;

#[derive(Serialize, Deserialize)]
#[serde(remote = "Tenant", deny_unknown_fields)]
pub(super) struct TenantLine {
    id: TenantId,
    organization: OrganizationId,
    #[serde(default)]
    settings: TenantSettings,
    #[serde(with = "time")]
    created_at: Timestamp,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "Organization", deny_unknown_fields)]
pub(super) struct OrganizationLine {
    id: OrganizationId,
    tenant: TenantId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    parent: Option<OrganizationId>,
    kind: OrganizationKind,
    name: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    description: String,
    status: Status,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    external_reference: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    vipmp_id: Option<VipmpId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    account_number: Option<AccountNumber>,
    #[serde(with = "time")]
    created_at: Timestamp,
    #[serde(with = "time")]
    updated_at: Timestamp,
    #[serde(default)]
    profile: Profile,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "MembershipGroup", deny_unknown_fields)]
pub(super) struct GroupLine {
    tenant: TenantId,
    vipmp_id: VipmpId,
    name: String,
    kind: GroupKind,
    #[serde(with = "time")]
    created_at: Timestamp,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    large_agency: Option<LargeAgencyGroup>,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "Membership", deny_unknown_fields)]
pub(super) struct MembershipLine {
    customer: OrganizationId,
    group: VipmpId,
    role: MembershipRole,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "Deployment", deny_unknown_fields)]
pub(super) struct DeploymentLine {
    vipmp_id: VipmpId,
    customer: OrganizationId,
    address: Address,
    status: Status,
    #[serde(with = "time")]
    created_at: Timestamp,
}
