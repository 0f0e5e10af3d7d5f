//! `GET /rules-engine/v1.1/deploy-requests/{DeployRequestID}`: a deploy request with its policy and its history (rulesv4
//! contract, section 6).

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Request, State};
use http::Response;
use http::request::Parts;
use landfall_control::Control;

use super::rules::{id, shown};
use crate::auth;
use crate::error::RulesError;
use crate::wire::deploy_request;

pub(super) async fn show_deploy_request(
    State(control): State<Arc<Control>>,
    request: Request,
) -> Response<Body> {
    let (head, _) = request.into_parts();
    let answer = answer(&control, &head).await;
    answer.unwrap_or_else(RulesError::respond)
}

async fn answer(control: &Control, head: &Parts) -> Result<Response<Body>, RulesError> {
    let acting = auth::acting(control, &head.headers).await?;
    let found = control.deploy_request(&acting, id(head)?).await?;
    let found = found.ok_or(RulesError::NotFound)?;
    shown(&deploy_request(&found, &acting.number))
}
