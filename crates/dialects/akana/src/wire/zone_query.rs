//! The parameters of a list of zones (akana contract, sections 2 and 5).

use landfall_core::{
    id::TenantId,
    rules::{business::Business, zones::ZoneFilter},
};
use landfall_http::query::Query;

use super::parameter::{given, single};
use crate::error::Fault;

/// The parameters that say in whose context.
pub(crate) const CONTEXT: [&str; 2] = ["OrgKey", "ContextID"];
/// The parameters of a list.
pub(crate) const LIST: [&str; 7] = [
    CONTEXT[0],
    CONTEXT[1],
    "Implementation",
    "Environment",
    "APIImplementationPattern",
    "DzoneID",
    "DZoneID",
];

/// In whose context zones are asked for. 400 for an OrgKey that is none, and for a parameter that is given twice with
/// different values. Parameters without a value were not given; others than these are not looked at, and neither is ContextID
/// where there is an OrgKey.
pub(crate) fn context(query: &Query<'_>, tenant: &TenantId) -> Result<Business, Fault> {
    let org_key = single(query, "OrgKey")?;
    let context_id = match org_key {
        Some(_) => None,
        None => single(query, "ContextID")?,
    };
    Business::in_context(org_key, context_id, tenant)
        .map_err(|malformed| Fault::bad_request(format!("OrgKey is not {}", malformed.rule)))
}

/// Whose zones are asked for, and which of them. 400 as above.
pub(crate) fn zone_query<'q>(
    query: &'q Query<'_>,
    tenant: &TenantId,
) -> Result<(Business, ZoneFilter<'q>), Fault> {
    let business = context(query, tenant)?;
    let filter = ZoneFilter {
        implementation: single(query, "Implementation")?,
        environment: single(query, "Environment")?,
        pattern: single(query, "APIImplementationPattern")?,
        ids: given(query, "DzoneID")
            .chain(given(query, "DZoneID"))
            .collect(),
    };
    Ok((business, filter))
}
