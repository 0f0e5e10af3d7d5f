//! `GET /v3/resellers` (vipmp contract, sections 5 and 7.2).

use axum::response::Response;
use landfall_http::openapi::Operation;

use super::call::{Call, ok};
use crate::{
    document::{KEY_AND_TOKEN, found, uncorrelated},
    error::Error,
    wire::{
        ACCOUNT_PARAMETERS, AccountKind, AccountListQuery, AccountPage, ResellerRow,
        account_parameters,
    },
};

/// What the document says of it.
pub(super) fn operation() -> Operation {
    let bad = Error::documented(
        "A query parameter (1132) or the offset (1133) is not good.",
        &[
            Error::InvalidSearchParameters(ACCOUNT_PARAMETERS.to_vec()),
            Error::OffsetOutOfRange,
        ],
    );
    Operation::get("/v3/resellers", "listResellers")
        .tag("resellers")
        .told(
            "Lists the resellers at or below the caller's organization",
            "Needs no correlation id. Of equal accounts the one with the longer id comes first, then the one with the greater id; with `order-by=asc` it is the other way round. `totalCount` is exact (sections 5 and 7.2).",
        )
        .security(KEY_AND_TOKEN)
        .parameters(account_parameters(AccountKind::Resellers))
        .parameters(uncorrelated())
        .replies([
            found::<AccountPage<'_, ResellerRow<'_>>>("A page of resellers."),
            bad,
        ])
        .replies(Error::of_calls())
}

/// Shows a page of the resellers in view.
pub(super) async fn list_resellers(call: Call) -> Result<Response, Error> {
    let caller = call.account_lister().await?;
    let query = AccountListQuery::parse(call.head.uri.query(), AccountKind::Resellers)
        .map_err(Error::InvalidSearchParameters)?;
    let page = call
        .control
        .resellers(&caller.view, &query.accounts, query.page)
        .await?;
    if query.page.offset > page.total {
        return Err(Error::OffsetOutOfRange);
    }
    Ok(ok(&AccountPage::of_resellers(&page, query.page)))
}
