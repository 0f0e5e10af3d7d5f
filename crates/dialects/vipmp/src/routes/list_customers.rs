//! `GET /v3/resellers/{reseller-id}/customers` (vipmp contract, sections 5 and 7.1).

use axum::response::Response;

use super::call::{Call, ok};
use crate::{
    error::Error,
    wire::{AccountKind, AccountListQuery, AccountPage},
};

/// Shows a page of a reseller's customers. The query is judged after the path, like the values of a body.
pub(super) async fn list_customers(call: Call) -> Result<Response, Error> {
    let caller = call.account_lister().await?;
    let reseller = call.id(2).ok_or(Error::InvalidReseller)?;
    let control = &call.control;
    let query = AccountListQuery::parse(call.head.uri.query(), AccountKind::Customers);
    let query = match query {
        Ok(query) => query,
        Err(names) => {
            let known = control.reseller(&caller.view, &reseller).await?;
            return Err(match known {
                Some(_) => Error::InvalidSearchParameters(names),
                None => Error::InvalidReseller,
            });
        }
    };
    let page = control
        .customers(&caller.view, &reseller, &query.accounts, query.page)
        .await?
        .ok_or(Error::InvalidReseller)?;
    if query.page.offset > page.total {
        return Err(Error::OffsetOutOfRange);
    }
    Ok(ok(&AccountPage::of_customers(&page, query.page)))
}
