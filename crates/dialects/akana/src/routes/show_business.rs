//! `GET /api/businesses/{BusinessID}`: one organization (B2).

use std::sync::Arc;

use axum::{
    extract::{Request, State},
    response::Response,
};
use landfall_core::rules::business::Business;

use crate::{
    auth::Akana,
    error::Fault,
    wire::{businesses, media},
};

pub(super) async fn show_business(
    State(akana): State<Arc<Akana>>,
    request: Request,
) -> Result<Response, Fault> {
    let call = akana.open(request).await?;
    let session = call.session().await?;
    call.check_csrf(&session)?;
    let offer = media::of_one(&call.head.headers)?;
    // What is no text names nobody, as other junk does.
    let id = call.last_segment().unwrap_or_default();
    let named = Business::of_business_id(&id, &call.tenant.id);
    let business = akana
        .control
        .business(&call.tenant, &session.user, named)
        .await?;
    let business = business.ok_or_else(Fault::not_permitted)?;
    Ok(businesses::one(&business, offer))
}
