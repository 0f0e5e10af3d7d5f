//! The parameters of a list of businesses (akana contract, section 8).

use landfall_core::{id::TenantId, model::PageRequest, rules::business::Business};
use landfall_http::query::Query;

use super::parameter::single;
use crate::error::Fault;

/// The parameters of the list.
pub(crate) const LIST: [&str; 3] = ["BusinessID", "Limit", "Offset"];
/// How many are listed at most, and when nothing is said.
pub(crate) const MOST: u32 = 1_000;

/// The business that is named, if one is, and which part of the list is wanted. 400 for a Limit or an Offset that is none, and
/// for a parameter that is given twice with different values. Parameters without a value were not given; others than these
/// are not looked at.
pub(crate) fn business_query(
    query: &Query<'_>,
    tenant: &TenantId,
) -> Result<(Option<Business>, PageRequest), Fault> {
    let named = single(query, "BusinessID")?.map(|id| Business::of_business_id(id, tenant));
    let limit = number(query, "Limit")?.map_or(Ok(MOST), u32::try_from);
    let limit = limit.ok().filter(|limit| (1..=MOST).contains(limit));
    let limit = limit.ok_or_else(|| Fault::bad_request("Limit is not a number from 1 to 1000"))?;
    let offset = number(query, "Offset")?.unwrap_or(0);
    Ok((named, PageRequest { offset, limit }))
}

/// A number; one beyond all that can be counted is as good as the greatest.
fn number(query: &Query<'_>, name: &'static str) -> Result<Option<u64>, Fault> {
    let Some(text) = single(query, name)? else {
        return Ok(None);
    };
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        Ok(Some(text.parse().unwrap_or(u64::MAX)))
    } else {
        Err(Fault::bad_request(format!("{name} is not a number")))
    }
}
