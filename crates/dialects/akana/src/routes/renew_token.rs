//! `POST /api/login/renewToken`: fresh cookies for a session that is still live (L3).

use std::sync::Arc;

use axum::{
    extract::{Request, State},
    response::Response,
};

use crate::{
    auth::Akana,
    cookies,
    document::{SESSION, csrf_of_writes},
    error::{Fault, Told, faults},
    wire::{
        login::LoginResponse,
        media::{self, Documented, LOGINS, documented},
    },
};
use http::StatusCode;
use landfall_http::openapi::{Operation, Reply, Shape};

/// What the document says of it.
pub(super) fn operation() -> Operation {
    let session = Documented {
        json: Shape::of::<LoginResponse<'_>>(),
        feed: None,
        xml: "`<LoginResponse>` with the same members.",
    };
    let renewed = Reply::new(StatusCode::OK, "Renewed.").headers(cookies::documented());
    Operation::post("/api/login/renewToken", "renewToken")
        .tag("sessions")
        .told(
            "Gives two fresh cookies for a session that is still live",
            "The earlier cookies stay good until their own end. A body is not looked at.",
        )
        .security(SESSION)
        .parameters([csrf_of_writes()])
        .replies([documented(renewed, &LOGINS, &session)])
        .replies(faults([
            Told::NotSignedIn,
            Told::UnknownHost,
            Told::NotAcceptable,
            Told::TooLarge,
            Told::Failed,
        ]))
}

pub(super) async fn renew_token(
    State(akana): State<Arc<Akana>>,
    request: Request,
) -> Result<Response, Fault> {
    let (call, session) = akana.open_session(request).await?;
    let offer = media::of_login(&call.head.headers)?;
    let renewed = akana.control.renew_session(session).await?;
    let session = renewed.ok_or_else(Fault::not_signed_in)?;
    Ok(call.signed_in(&session, offer))
}
