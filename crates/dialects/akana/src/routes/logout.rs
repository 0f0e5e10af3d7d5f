//! `POST /api/login/logout`: ends the session, if there is one, and takes the cookies back (L4).

use std::sync::Arc;

use axum::{
    extract::{Request, State},
    response::Response,
};
use http::StatusCode;
use landfall_http::respond::empty;

use crate::{
    auth::Akana,
    cookies,
    document::{SESSION, csrf_of_logout},
    error::{Fault, Told, faults},
};
use landfall_http::openapi::{Operation, Reply, ReplyHeader};
use schemars::json_schema;

/// What the document says of it.
pub(super) fn operation() -> Operation {
    let cleared = json_schema!({
        "type": "string",
        "pattern": "^(AtmoAuthToken|Csrf-Token)_[A-Za-z0-9_-]+=; Path=/; Max-Age=0; SameSite=Lax(; HttpOnly)?(; Secure)?",
    });
    let cleared = ReplyHeader::always("Set-Cookie", cleared)
        .described("Both cookies, empty, with `Max-Age=0`, each on a line of its own.");
    let gone = "Signed out, now or before. The body is empty.";
    Operation::post("/api/login/logout", "logout")
        .tag("sessions")
        .told(
            "Ends the session, if there is one, and takes the cookies back",
            "With a live session the CSRF header is asked for, as with every write.",
        )
        .security(&[])
        .security(SESSION)
        .parameters([csrf_of_logout()])
        .replies([Reply::new(StatusCode::OK, gone).headers([cleared])])
        .replies(faults([
            Told::NotSignedIn,
            Told::UnknownHost,
            Told::TooLarge,
            Told::Failed,
        ]))
}

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
