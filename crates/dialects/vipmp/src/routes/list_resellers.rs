//! `GET /v3/resellers` (vipmp contract, sections 5 and 7.2).

use axum::response::Response;

use super::call::{Call, ok};
use crate::{
    error::Error,
    wire::{AccountKind, AccountListQuery, AccountPage},
};

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
