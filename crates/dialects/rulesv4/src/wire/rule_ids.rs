//! Ids of the rules that use an edge CNAME or an origin (rulesv4 contract, section 1). Unlike everywhere else in the dialect
//! they are numbers.

use landfall_core::id::{EdgeCnameId, RuleId, SiteId};
use serde::Serialize;

/// The ids, with the place where they are.
#[derive(Serialize)]
pub(crate) struct RuleIds<'a> {
    #[serde(rename = "@id")]
    place: String,
    #[serde(rename = "@type")]
    kind: &'static str,
    ids: &'a [RuleId],
}

/// The rules that use an edge CNAME.
pub(crate) fn cname_rules(id: EdgeCnameId, ids: &[RuleId]) -> RuleIds<'_> {
    RuleIds {
        place: format!("/rules-engine/v1.1/rules/cnames/{id}"),
        kind: "CnameRuleIds",
        ids,
    }
}

/// The rules that use an origin.
pub(crate) fn origin_rules(id: SiteId, ids: &[RuleId]) -> RuleIds<'_> {
    RuleIds {
        place: format!("/rules-engine/v1.1/rules/origins/{id}"),
        kind: "OriginRuleIds",
        ids,
    }
}
