//! `GET /api/login/status`: who the session's cookie stands for (L2).

use std::sync::Arc;

use axum::{
    extract::{Request, State},
    response::Response,
};

use crate::{
    auth::Akana,
    error::Fault,
    wire::{login, media},
};

pub(super) async fn login_status(
    State(akana): State<Arc<Akana>>,
    request: Request,
) -> Result<Response, Fault> {
    let call = akana.open(request).await?;
    let session = call.session().await?;
    let offer = media::of_login(&call.head.headers)?;
    Ok(login::response(&session, offer))
}
