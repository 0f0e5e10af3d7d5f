//! `GET /api/v1/partner/accounts/{id}`: one customer with its services (metallic contract, section 8).

use axum::body::Body;
use axum::extract::{Request, State};
use http::{Response, StatusCode};
use landfall_http::{
    openapi::{Operation, Reply, Shape},
    respond,
};

use super::{Metallic, id, id_parameter};
use crate::auth;
use crate::document::TOKEN;
use crate::error::ApiError;
use crate::wire::{Account, One};

/// What the document says of it.
pub(super) fn operation() -> Operation {
    let id = id_parameter().example("demo", "2a920aeb-0ec0-463c-b623-de8c23a48813");
    let found = Reply::new(StatusCode::OK, "The account.")
        .headers(auth::rate_headers())
        .json(Shape::of::<One<Account<'_>>>());
    Operation::get("/api/v1/partner/accounts/{id}", "showAccount")
        .tag("accounts")
        .told(
            "Shows a customer with its active services",
            "The same object as in the list (section 8).",
        )
        .security(TOKEN)
        .parameters([id])
        .replies([found])
        .replies(ApiError::of_objects())
}

/// The one of that id.
pub(super) async fn show_account(
    State(metallic): State<Metallic>,
    request: Request,
) -> Response<Body> {
    let (head, _) = request.into_parts();
    auth::reading(&metallic, &head.headers, async |caller| {
        let found = metallic.control.sold_account(&caller.view, id(&head)?);
        let found = found.await?.ok_or(ApiError::NotFound)?;
        let body = One::new(Account::from(&found)).to_json();
        Ok(respond::json(StatusCode::OK, body))
    })
    .await
}
