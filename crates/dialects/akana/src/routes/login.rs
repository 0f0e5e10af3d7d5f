//! `POST /api/login`: an e-mail address and a password for two cookies (L1).

use std::sync::Arc;

use axum::{
    extract::{Request, State},
    response::Response,
};
use landfall_control::access::{SignIn, SignInRefused};

use crate::{
    auth::Akana,
    error::Fault,
    wire::{credentials::Credentials, media},
};

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
