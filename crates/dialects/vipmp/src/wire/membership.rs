//! `linkedMembership`: the group that a customer owns or belongs to.

use landfall_core::model::{MembershipGroup, MembershipRole};
use serde::Serialize;

use super::write::WithoutZone;

/// The group as one customer sees it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct LinkedMembership<'a> {
    id: &'a str,
    name: &'a str,
    #[serde(rename = "type")]
    kind: &'static str,
    #[serde(rename = "linkedMembershipType")]
    role: &'static str,
    creation_date: WithoutZone,
    /// Large government agencies only, as is what follows.
    #[serde(skip_serializing_if = "Option::is_none")]
    country: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    benefit_types: Option<&'a [String]>,
}

impl<'a> LinkedMembership<'a> {
    pub(super) fn of((group, role): &'a (MembershipGroup, MembershipRole)) -> Self {
        let large_agency = group.large_agency.as_ref();
        Self {
            id: group.vipmp_id.as_str(),
            name: &group.name,
            kind: group.kind.as_str(),
            role: role.as_str(),
            creation_date: WithoutZone(group.created_at),
            country: large_agency.map(|agency| agency.country.as_str()),
            benefit_types: large_agency.map(|agency| agency.benefit_types.as_slice()),
        }
    }
}
