//! Forms of values that several members have, for the dialect's document.

use landfall_core::model::{MarketSegment, Status};
use schemars::{Schema, SchemaGenerator, json_schema};

/// An id, ours or another system's.
pub(super) fn id(_: &mut SchemaGenerator) -> Schema {
    crate::document::id_form()
}

/// A moment in UTC, to the second.
pub(super) fn time(_: &mut SchemaGenerator) -> Schema {
    json_schema!({
        "type": "string",
        "description": "UTC, whole seconds.",
        "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$",
    })
}

/// How many there are.
pub(super) fn count(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "integer", "minimum": 0 })
}

/// An account's status.
pub(super) fn status(_: &mut SchemaGenerator) -> Schema {
    let all: Vec<_> = Status::ALL.iter().map(|status| status.as_str()).collect();
    json_schema!({
        "description": "1000 active, 1002 pending, 1004 inactive, 1010 invalid address, 1012 blocked, 1014 the same company exists already (section 8).",
        "enum": all,
    })
}

/// A deployment's status.
pub(super) fn deployment_status(_: &mut SchemaGenerator) -> Schema {
    let all = [Status::Active, Status::Inactive].map(Status::as_str);
    json_schema!({ "description": "1000 active, 1004 inactive.", "enum": all })
}

/// A market that a company is in.
pub(super) fn segment(_: &mut SchemaGenerator) -> Schema {
    let all: Vec<_> = MarketSegment::ALL
        .iter()
        .map(|segment| segment.as_str())
        .collect();
    json_schema!({ "enum": all })
}

/// Markets that a reseller sells in.
pub(super) fn segments(generator: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "array", "minItems": 1, "items": segment(generator) })
}

/// Parts of a market.
pub(super) fn sub_segments(_: &mut SchemaGenerator) -> Schema {
    json_schema!({
        "type": "array",
        "items": { "enum": ["K_12", "HIGHER_ED", "NON_PROFIT", "FEDERAL", "STATE"] },
    })
}

/// Where there are large government agencies.
pub(super) fn agency_country(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "enum": super::group_query::COUNTRIES })
}

/// Whose group it is.
pub(super) fn group_type(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "enum": ["STANDARD", "CONSORTIUM"] })
}

/// What a customer is in its group.
pub(super) fn role(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "enum": ["OWNER", "MEMBER"] })
}

/// What kind of things a discount or a commitment is about.
pub(super) fn offer_type(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "enum": ["LICENSE", "CONSUMABLES"] })
}
