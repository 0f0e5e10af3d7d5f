//! `GET /api/v1/partner/accounts`: every customer in view, whichever dialect it was born in (metallic contract, section 8).

use axum::body::Body;
use axum::extract::{Request, State};
use http::{Response, StatusCode};
use landfall_core::model::SoldField;
use landfall_http::{
    openapi::{Operation, Parameter, Reply, Shape},
    query::Query,
    respond,
};
use schemars::json_schema;

use super::Metallic;
use crate::auth;
use crate::document::TOKEN;
use crate::error::ApiError;
use crate::wire::{AccountList, AccountQuery, KNOWN, page_parameters, sort_parameter};

/// What the document says of it.
pub(super) fn operation() -> Operation {
    let uuid = "[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}";
    let term = format!(
        "(status:(active|deactivated)|type:(POC|Internal|Production)|(name|website|externalId|externalCustomerId|searchTerm):[^,]+|(id|notId|orgId|resellerId|partnerId|partnetId):{uuid})"
    );
    let pattern = format!("^$|^(filter=)?{term}(,{term})*$");
    let filter = Parameter::query("filter", json_schema!({ "type": "string", "pattern": pattern }))
        .described("Terms, `field:value`, joined by commas; it may have `filter=` in front, as the answer shows it. Terms of different fields must all hold, of several of one field any will do; an account has none of the ids of `notId`. May be given once.")
        .example("active", "status:active,searchTerm:lake")
        .example("asShown", "filter=type:Production");
    let fields: Vec<_> = SoldField::ALL.iter().map(|field| field.as_str()).collect();
    let sort = sort_parameter(
        &fields,
        [
            ("byName", "asc:name"),
            ("several", "asc:type,desc:insertTs"),
        ],
    );
    let page = Reply::new(StatusCode::OK, "A page; one beyond the end is empty.")
        .headers(auth::rate_headers())
        .json(Shape::of::<AccountList<'_>>());
    Operation::get("/api/v1/partner/accounts", "listAccounts")
        .tag("accounts")
        .told(
            "Lists every customer that the caller's organization may see",
            "Whichever dialect a customer was born in. Ordered and paged like fulfillments (section 8).",
        )
        .security(TOKEN)
        .parameters([filter, sort])
        .parameters(page_parameters())
        .replies([page])
        .replies(ApiError::of_lists())
}

/// A page of them, filtered and sorted as asked.
pub(super) async fn list_accounts(
    State(metallic): State<Metallic>,
    request: Request,
) -> Response<Body> {
    let (head, _) = request.into_parts();
    auth::reading(&metallic, &head.headers, async |caller| {
        let query = Query::parse_known(head.uri.query(), &KNOWN)?;
        let query = AccountQuery::read(&query)?;
        let page = metallic
            .control
            .sold_accounts(&caller.view, &query.filter, &query.sort, query.page())
            .await?;
        let body = AccountList::new(&query, &page).to_json();
        Ok(respond::json(StatusCode::OK, body))
    })
    .await
}
