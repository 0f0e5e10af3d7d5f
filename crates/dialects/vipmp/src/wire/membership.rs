//! `linkedMembership`: the group that a customer owns or belongs to.

use landfall_core::model::{MembershipGroup, MembershipRole};
use schemars::{JsonSchema, Schema};
use serde::Serialize;
use serde_json::json;

use super::{forms, write::WithoutZone};

/// The group as one customer sees it.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields, inline, transform = both_of_an_agency)]
pub(super) struct LinkedMembership<'a> {
    #[schemars(schema_with = "forms::id")]
    id: &'a str,
    #[schemars(length(min = 1, max = 80))]
    name: &'a str,
    #[serde(rename = "type")]
    #[schemars(schema_with = "forms::group_type")]
    kind: &'static str,
    #[serde(rename = "linkedMembershipType")]
    #[schemars(schema_with = "forms::role")]
    role: &'static str,
    creation_date: WithoutZone,
    /// Large government agencies only, as is what follows.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "forms::agency_country")]
    country: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "&'a [String]")]
    benefit_types: Option<&'a [String]>,
}

fn both_of_an_agency(schema: &mut Schema) {
    let both = json!({ "country": ["benefitTypes"], "benefitTypes": ["country"] });
    schema.insert("dependentRequired".to_owned(), both);
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

/// What joining a group is answered with.
#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Enrolled {
    #[schemars(extend("const" = MESSAGE))]
    message: &'static str,
}

const MESSAGE: &str = "Customer Successfully enrolled in the Linked Membership";

impl Enrolled {
    /// The one answer.
    pub(crate) fn message() -> Self {
        Self { message: MESSAGE }
    }
}
