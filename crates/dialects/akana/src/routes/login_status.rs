//! `GET /api/login/status`: who the session's cookie stands for (L2).

use std::sync::Arc;

use axum::{
    extract::{Request, State},
    response::Response,
};

use crate::{
    auth::Akana,
    document::{SESSION, no_store},
    error::{Fault, Told, faults},
    wire::{
        login::{self, LoginResponse},
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
    let found = Reply::new(StatusCode::OK, "A live session.").headers([no_store()]);
    Operation::get("/api/login/status", "loginStatus")
        .tag("sessions")
        .told("Says who is signed in", "")
        .security(SESSION)
        .replies([documented(found, &LOGINS, &session)])
        .replies(faults([
            Told::NotSignedIn,
            Told::UnknownHost,
            Told::NotAcceptable,
            Told::Failed,
        ]))
}

pub(super) async fn login_status(
    State(akana): State<Arc<Akana>>,
    request: Request,
) -> Result<Response, Fault> {
    let call = akana.open(request).await?;
    let session = call.session().await?;
    let offer = media::of_login(&call.head.headers)?;
    Ok(login::response(&session, offer))
}
