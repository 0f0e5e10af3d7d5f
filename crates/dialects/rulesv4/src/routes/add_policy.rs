//! `POST /rules-engine/v1.1/policies`: another policy of the account (rulesv4 contract, section 5).

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Request, State};
use http::{Response, StatusCode};
use landfall_control::{Control, command::Terms};
use landfall_http::openapi::{Operation, Reply, Shape};
use serde_json::json;

use super::POLICIES;
use super::rules::{self, body};
use crate::auth;
use crate::document::{BEARER, acting};
use crate::error::RulesError;
use crate::wire::{PolicyCreate, WholePolicy, policy};

/// What the document says of it.
pub(super) fn operation() -> Operation {
    let example = json!({
        "@type": "policy-create",
        "name": "HTTPS only",
        "description": "",
        "state": "locked",
        "platform": "http_large",
        "rules": [{
            "@type": "rule-create",
            "description": "HTTPS only",
            "matches": [{
                "type": "match.request.request-scheme.literal",
                "value": "http",
                "features": [{
                    "type": "feature.url.url-redirect",
                    "code": "301",
                    "source": "/800001/shop/(.*)",
                    "destination": "https://%{host}/$1",
                }],
            }],
        }],
    });
    let added = Reply::new(StatusCode::CREATED, "The policy.").json(Shape::of::<WholePolicy>());
    Operation::post(POLICIES, "addPolicy")
        .tag("policies")
        .told(
            "Adds a policy",
            "The content type does not matter, if the body is a JSON object of at most 10 MiB. Of a draft the grammar is looked at; one that is locked is verified, and nothing is kept of it if anything is wrong. What the server adds to what it shows is dropped, so that what was read can be added again. A body that is sent twice makes two policies (sections 5, 7 and 8).",
        )
        .security(BEARER)
        .parameters(acting())
        .body("application/json", Shape::of::<PolicyCreate>(), Some(example))
        .replies([added])
        .replies(RulesError::of_additions())
}

pub(super) async fn add_policy(
    State(control): State<Arc<Control>>,
    request: Request,
) -> Result<Response<Body>, RulesError> {
    let (head, sent) = request.into_parts();
    let author = auth::author(&control, &head).await?;
    let added = control
        .create_policy(&author, body(sent).await?, Terms::default())
        .await?;
    rules::answer(StatusCode::CREATED, &policy(&added)?)
}
