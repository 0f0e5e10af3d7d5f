//! `GET /api/v1/partner/resellers/{id}`: one reseller (metallic contract, section 8).

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
use crate::wire::{One, Reseller};

/// What the document says of it.
pub(super) fn operation() -> Operation {
    let id = id_parameter().example("demo", "5a6d2c1e-3b7f-4f60-9f1d-0c4e8a1b2d05");
    let found = Reply::new(StatusCode::OK, "The reseller.")
        .headers(auth::rate_headers())
        .json(Shape::of::<One<Reseller<'_>>>());
    Operation::get("/api/v1/partner/resellers/{id}", "showReseller")
        .tag("resellers")
        .told(
            "Shows a reseller",
            "MSPs and customers are none (section 8).",
        )
        .security(TOKEN)
        .parameters([id])
        .replies([found])
        .replies(ApiError::of_objects())
}

/// The one of that id.
pub(super) async fn show_reseller(
    State(metallic): State<Metallic>,
    request: Request,
) -> Response<Body> {
    let (head, _) = request.into_parts();
    auth::reading(&metallic, &head.headers, async |caller| {
        let control = &metallic.control;
        let found = control.reseller_organization(&caller.view, id(&head)?);
        let found = found.await?.ok_or(ApiError::NotFound)?;
        let body = One::new(Reseller::of(&found)).to_json();
        Ok(respond::json(StatusCode::OK, body))
    })
    .await
}
