//! `POST /api/login/logout`: ends the session, if there is one, and takes the cookies back (L4).

use std::sync::Arc;

use axum::{
    extract::{Request, State},
    response::Response,
};
use http::StatusCode;
use landfall_http::respond::empty;

use crate::{auth::Akana, cookies, error::Fault};

pub(super) async fn logout(
    State(akana): State<Arc<Akana>>,
    request: Request,
) -> Result<Response, Fault> {
    let call = akana.open(request).await?;
    if let Some(session) = call.session_if_any().await? {
        call.check_csrf(&session)?;
        let request_id = Some(call.request_id());
        akana
            .control
            .sign_out(&call.tenant, &session, request_id)
            .await?;
    }
    let mut response = empty(StatusCode::OK);
    cookies::clear(response.headers_mut(), &call.tenant.id, call.is_secure());
    Ok(response)
}
