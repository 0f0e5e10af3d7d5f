//! The parameters of a list of zones (akana contract, sections 2 and 5).

use landfall_core::{
    id::TenantId,
    rules::{business::Business, zones::ZoneFilter},
};
use landfall_http::query::Query;

use crate::error::Fault;

/// The parameters that are looked at.
const KNOWN: [&str; 7] = [
    "OrgKey",
    "ContextID",
    "Implementation",
    "Environment",
    "APIImplementationPattern",
    "DzoneID",
    "DZoneID",
];

/// The parameters of a request, 400 only for too many of them. Bytes that are not UTF-8 make a value that nothing has: no
/// OrgKey, nobody's ContextID, a filter that no zone passes.
pub(crate) fn parameters(raw: Option<&str>) -> Result<Query<'_>, Fault> {
    Query::parse_known_lossy(raw, &KNOWN)
        .map_err(|error| Fault::bad_request(format!("The query cannot be read: {error}")))
}

/// Whose zones are asked for, and which of them. 400 for an OrgKey that is none, and for a parameter that is given twice
/// with different values. Parameters without a value were not given; others than these are not looked at, and neither is
/// ContextID where there is an OrgKey.
pub(crate) fn zone_query<'q>(
    query: &'q Query<'_>,
    tenant: &TenantId,
) -> Result<(Business, ZoneFilter<'q>), Fault> {
    let org_key = single(query, "OrgKey")?;
    let context_id = match org_key {
        Some(_) => None,
        None => single(query, "ContextID")?,
    };
    let business = Business::in_context(org_key, context_id, tenant)
        .map_err(|malformed| Fault::bad_request(format!("OrgKey is not {}", malformed.rule)))?;
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

fn given<'q>(query: &'q Query<'_>, name: &'static str) -> impl Iterator<Item = &'q str> {
    query.all(name).filter(|value| !value.is_empty())
}

fn single<'q>(query: &'q Query<'_>, name: &'static str) -> Result<Option<&'q str>, Fault> {
    let mut values = given(query, name);
    let first = values.next();
    if values.all(|value| Some(value) == first) {
        Ok(first)
    } else {
        let text = format!("{name} is given more than once, with different values");
        Err(Fault::bad_request(text))
    }
}
