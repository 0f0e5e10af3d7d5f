//! `GET /v3/resellers/{reseller-id}/customers` (vipmp contract, sections 5 and 7.1).

use axum::response::Response;
use landfall_http::openapi::Operation;

use super::call::{Call, ok};
use crate::{
    document::{KEY_AND_TOKEN, found, reseller_id, uncorrelated},
    error::Error,
    wire::{
        ACCOUNT_PARAMETERS, AccountKind, AccountListQuery, AccountPage, CustomerRow,
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
    Operation::get("/v3/resellers/{reseller-id}/customers", "listCustomers")
        .tag("customers")
        .told(
            "Lists a reseller's customers",
            "Those of whom the reseller is the nearest above. Needs no correlation id; ordered like the list of resellers (sections 5 and 7.1).",
        )
        .security(KEY_AND_TOKEN)
        .parameters([reseller_id()])
        .parameters(account_parameters(AccountKind::Customers))
        .parameters(uncorrelated())
        .replies([
            found::<AccountPage<'_, CustomerRow<'_>>>("A page of customers."),
            bad,
            Error::no_reseller(),
        ])
        .replies(Error::of_calls())
}

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
