//! `POST /api/login`: an e-mail address and a password for two cookies (L1).

use std::sync::Arc;

use axum::{
    extract::{Request, State},
    response::Response,
};
use landfall_control::access::{SignIn, SignInRefused};

use crate::{
    auth::Akana,
    cookies,
    error::{Fault, Told, faults},
    wire::{
        credentials::Credentials,
        login::LoginResponse,
        media::{self, Documented, LOGINS, documented},
    },
};
use http::StatusCode;
use landfall_http::openapi::{Operation, Reply, Shape};
use schemars::json_schema;
use serde_json::json;

/// What the document says of it.
pub(super) fn operation() -> Operation {
    let session = Documented {
        json: Shape::of::<LoginResponse<'_>>(),
        feed: None,
        xml: "`<LoginResponse>` with the same members.",
    };
    let signed_in = Reply::new(StatusCode::OK, "Signed in.").headers(cookies::documented());
    let credentials = json_schema!({
        "type": "object",
        "additionalProperties": false,
        "required": ["email", "password"],
        "properties": {
            "email": { "type": "string" },
            "password": { "type": "string", "format": "password" },
        },
    });
    let example = json!({ "email": "admin@acmepaymentscorp.example", "password": "demo-password" });
    let operation = Operation::post("/api/login", "login")
        .tag("sessions")
        .told(
            "Gives two cookies for an e-mail address and a password",
            "Ten failures for one address within a quarter of an hour end in 429 for a while. The session lasts half an hour from now; reading does not prolong it. The body may also be XML, `<LoginRequest>` with the same members.",
        )
        .replies([documented(signed_in, &LOGINS, &session)])
        .replies(faults([
            Told::BadCredentials,
            Told::WrongCredentials,
            Told::UnknownHost,
            Told::NotAcceptable,
            Told::TooLarge,
            Told::UnsupportedBody,
            Told::TooManyFailures,
            Told::Failed,
        ]));
    media::sent(operation, &credentials, &example)
}

pub(super) async fn login(
    State(akana): State<Arc<Akana>>,
    request: Request,
) -> Result<Response, Fault> {
    let call = akana.open(request).await?;
    let offer = media::of_login(&call.head.headers)?;
    let form = media::of_body(&call.head.headers)?;
    let credentials = Credentials::read(&call.body, form)?;
    let sign_in = SignIn {
        tenant: &call.tenant,
        email: &credentials.email,
        password: &credentials.password,
        request_id: Some(call.request_id()),
    };
    match akana.control.sign_in(sign_in).await? {
        Ok(session) => Ok(call.signed_in(&session, offer)),
        Err(SignInRefused::WrongCredentials) => Err(Fault::wrong_credentials()),
        Err(SignInRefused::TooManyFailures { seconds }) => Err(Fault::too_many_failures(seconds)),
    }
}
