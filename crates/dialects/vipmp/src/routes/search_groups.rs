//! `GET /v3/linked_membership_groups` (vipmp contract, section 7.4).

use axum::response::Response;
use landfall_control::query::GroupSearch;

use super::call::{Call, ok};
use crate::{
    error::Error,
    wire::{FoundGroups, GroupQuery},
};

/// Shows the tenant's groups of large government agencies. A search without a hit is an error, not an empty list.
pub(super) async fn search_groups(call: Call) -> Result<Response, Error> {
    let caller = call.reader().await?;
    let query = GroupQuery::parse(call.head.uri.query())?;
    let search = call
        .control
        .large_agency_groups(&caller.view, query.country, &query.name);
    match search.await? {
        GroupSearch::NotEnabled => Err(Error::LargeAgenciesNotEnabled),
        GroupSearch::Found(groups) if groups.is_empty() => Err(Error::NoSuchGroup),
        GroupSearch::Found(groups) => Ok(ok(&FoundGroups::of(&groups))),
    }
}
