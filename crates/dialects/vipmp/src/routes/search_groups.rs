//! `GET /v3/linked_membership_groups` (vipmp contract, section 7.4).

use axum::response::Response;
use landfall_control::query::GroupSearch;
use landfall_http::openapi::{Operation, Parameter};
use schemars::json_schema;

use super::call::{Call, ok};
use crate::{
    document::{KEY_AND_TOKEN, correlated, found},
    error::Error,
    wire::{COUNTRIES, FoundGroups, GroupQuery},
};

/// What the document says of it.
pub(super) fn operation() -> Operation {
    let country = Parameter::query("country", json_schema!({ "enum": COUNTRIES }))
        .required()
        .described("Where the agencies are. May be given once.")
        .example("demo", "US");
    let name = Parameter::query("name", json_schema!({ "type": "string" }))
        .described("A part of the name, letter case aside. May be given once.")
        .example("demo", "records");
    let bad = Error::documented(
        "The correlation id (4119), the country (1118) or the name (1132) is not good, or the tenant has no such agencies (1164).",
        &[
            Error::InvalidAddress(""),
            Error::InvalidSearchParameters(vec!["name"]),
            Error::LargeAgenciesNotEnabled,
            Error::InvalidCorrelationId,
        ],
    );
    Operation::get("/v3/linked_membership_groups", "searchGroups")
        .tag("groups")
        .told(
            "Finds the tenant's groups of large government agencies",
            "Newest first, in a bare array. Nothing found is an error (section 7.4).",
        )
        .security(KEY_AND_TOKEN)
        .parameters([country, name])
        .parameters(correlated())
        .replies([
            found::<FoundGroups<'_>>("The groups."),
            bad,
            Error::documented("No group is like that (1143).", &[Error::NoSuchGroup]),
        ])
        .replies(Error::of_calls())
}

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
