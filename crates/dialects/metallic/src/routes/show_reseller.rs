//! `GET /api/v1/partner/resellers/{id}`: one reseller (metallic contract, section 8).

use axum::body::Body;
use axum::extract::{Request, State};
use http::{Response, StatusCode};
use landfall_http::respond;

use super::{Metallic, id};
use crate::auth;
use crate::error::ApiError;
use crate::wire::{One, Reseller};

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
