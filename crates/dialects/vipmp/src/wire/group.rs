//! Groups of large government agencies, as a search shows them (vipmp contract, sections 6 and 7.4).

use landfall_core::model::{self, FoundGroup, MarketSegment};
use schemars::JsonSchema;
use serde::Serialize;

use super::{
    discount::Discount,
    forms,
    write::{Each, WithoutZone},
};

/// What a search found: a bare array.
#[derive(Serialize, JsonSchema)]
#[serde(transparent)]
#[schemars(inline)]
pub(crate) struct FoundGroups<'a>(#[schemars(length(min = 1))] Each<'a, FoundGroup, Group<'a>>);

impl<'a> FoundGroups<'a> {
    pub(crate) fn of(groups: &'a [FoundGroup]) -> Self {
        Self(Each(groups, Group::of))
    }
}

/// One group. Large government agencies are all of the government's segment.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields)]
struct Group<'a> {
    #[schemars(schema_with = "forms::id")]
    id: &'a str,
    #[schemars(length(min = 1, max = 80))]
    name: &'a str,
    #[serde(rename = "type")]
    #[schemars(schema_with = "forms::group_type")]
    kind: &'static str,
    creation_date: WithoutZone,
    #[schemars(extend("const" = "GOV"))]
    market_segment: &'static str,
    #[schemars(schema_with = "forms::agency_country")]
    country: &'a str,
    /// The owner is not counted.
    #[schemars(schema_with = "forms::count")]
    members_count: u64,
    benefit_types: &'a [String],
    discounts: Each<'a, model::Discount, Discount<'a>>,
}

impl<'a> Group<'a> {
    fn of(FoundGroup { group, members }: &'a FoundGroup) -> Self {
        let agency = group.large_agency.as_ref();
        Self {
            id: group.vipmp_id.as_str(),
            name: &group.name,
            kind: group.kind.as_str(),
            creation_date: WithoutZone(group.created_at),
            market_segment: MarketSegment::Government.as_str(),
            country: agency.map_or("", |agency| &agency.country),
            members_count: *members,
            benefit_types: agency.map_or(&[], |agency| &agency.benefit_types),
            discounts: Each(agency.map_or(&[], |agency| &agency.discounts), Discount::of),
        }
    }
}
