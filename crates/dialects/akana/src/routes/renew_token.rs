//! `POST /api/login/renewToken`: fresh cookies for a session that is still live (L3).

use std::sync::Arc;

use axum::{
    extract::{Request, State},
    response::Response,
};

use crate::{auth::Akana, error::Fault, wire::media};

pub(super) async fn renew_token(
    State(akana): State<Arc<Akana>>,
    request: Request,
) -> Result<Response, Fault> {
    let call = akana.open(request).await?;
    let session = call.session().await?;
    call.check_csrf(&session)?;
    let offer = media::of_login(&call.head.headers)?;
    let renewed = akana.control.renew_session(session).await?;
    let session = renewed.ok_or_else(Fault::not_signed_in)?;
    Ok(call.signed_in(&session, offer))
}
