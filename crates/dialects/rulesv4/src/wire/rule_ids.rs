//! Ids of the rules that use an edge CNAME or an origin (rulesv4 contract, section 1). Unlike everywhere else in the dialect
//! they are numbers.

use std::borrow::Cow;

use landfall_core::id::{EdgeCnameId, RuleId, SiteId};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Serialize;
use serde_json::json;

use super::shapes::member;

const OF_CNAMES: &str = "CnameRuleIds";
const OF_ORIGINS: &str = "OriginRuleIds";

/// The ids, with the place where they are. Members in this order; the ids are numbers.
#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct RuleIds<'a> {
    #[serde(rename = "@id")]
    place: String,
    #[serde(rename = "@type")]
    kind: &'static str,
    #[schemars(schema_with = "numbers")]
    ids: &'a [RuleId],
}

fn numbers(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "array", "items": { "type": "integer", "minimum": 1 } })
}

/// For the document: those of edge CNAMEs.
pub(crate) struct CnameRuleIds;

/// For the document: those of origins.
pub(crate) struct OriginRuleIds;

fn of_kind(kind: &str, generator: &mut SchemaGenerator) -> Schema {
    let mut schema = RuleIds::json_schema(generator);
    member(&mut schema, "@type", json!({ "const": kind }));
    schema
}

impl JsonSchema for CnameRuleIds {
    fn schema_name() -> Cow<'static, str> {
        OF_CNAMES.into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        of_kind(OF_CNAMES, generator)
    }
}

impl JsonSchema for OriginRuleIds {
    fn schema_name() -> Cow<'static, str> {
        OF_ORIGINS.into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        of_kind(OF_ORIGINS, generator)
    }
}

/// The rules that use an edge CNAME.
pub(crate) fn cname_rules(id: EdgeCnameId, ids: &[RuleId]) -> RuleIds<'_> {
    RuleIds {
        place: format!("/rules-engine/v1.1/rules/cnames/{id}"),
        kind: OF_CNAMES,
        ids,
    }
}

/// The rules that use an origin.
pub(crate) fn origin_rules(id: SiteId, ids: &[RuleId]) -> RuleIds<'_> {
    RuleIds {
        place: format!("/rules-engine/v1.1/rules/origins/{id}"),
        kind: OF_ORIGINS,
        ids,
    }
}
