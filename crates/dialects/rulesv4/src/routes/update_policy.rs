//! `PATCH /rules-engine/v1.1/policies/{PolicyID}`: a policy with something changed (rulesv4 contract, section 5).

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Request, State};
use http::{Method, Response, StatusCode};
use landfall_control::{Control, command::Terms};
use landfall_http::openapi::{Operation, Parameter, Reply, Shape};
use serde_json::json;

use super::rules::{body, id, shown};
use crate::auth;
use crate::document::{BEARER, acting};
use crate::error::RulesError;
use crate::wire::{Id, PolicyUpdate, WholePolicy, policy};

/// What the document says of it.
pub(super) fn operation() -> Operation {
    let id = Parameter::path("PolicyID", Shape::of::<Id>()).example("demo", "4409533");
    let changed = Reply::new(StatusCode::OK, "The policy.").json(Shape::of::<WholePolicy>());
    Operation::new(
        Method::PATCH,
        "/rules-engine/v1.1/policies/{PolicyID}",
        "updatePolicy",
    )
    .tag("policies")
    .told(
        "Changes what is sent of a policy",
        "What is not sent stays. Locking a draft has it verified. Of a locked policy only the name and the description can change; what is sent of it besides is refused with 409 unless it is what is there already. The platform of a policy is fixed. A body that asks for what is there already changes nothing, not even the history (section 5).",
    )
    .security(BEARER)
    .parameters([id])
    .parameters(acting())
    .body(
        "application/json",
        Shape::of::<PolicyUpdate>(),
        Some(json!({ "@type": "policy-update", "name": "shop front v7" })),
    )
    .replies([changed])
    .replies(RulesError::of_changes())
}

pub(super) async fn update_policy(
    State(control): State<Arc<Control>>,
    request: Request,
) -> Result<Response<Body>, RulesError> {
    let (head, sent) = request.into_parts();
    let author = auth::author(&control, &head).await?;
    let id = id(&head)?;
    let changed = control
        .patch_policy(&author, id, body(sent).await?, Terms::default())
        .await?;
    shown(&policy(&changed)?)
}
