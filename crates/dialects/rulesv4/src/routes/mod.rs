//! The calls, one a file, and the answers for paths and methods that are none.

mod add_policy;
mod cancel_deploy_request;
mod delete_rule;
mod list_deploy_requests;
mod list_policies;
mod list_rules_of_cname;
mod list_rules_of_origin;
mod rules;
mod show_deploy_request;
mod show_policy;
mod status;
mod submit_deploy_request;
mod token;
mod update_policy;

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::routing::{any, delete, get, post};
use http::Response;
use landfall_control::Control;
use landfall_http::openapi::DocumentedRoutes;
use serde_json::Value;
use tower::util::MapRequest;

use crate::document::document;
use crate::error::{RulesError, StatusError, TokenError};
use crate::path::tolerate;
use crate::wire::Format;

/// The manners in which a path is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Family {
    /// `/v2/mcc` and below: `TOK` tokens, messages.
    Status,
    /// `/connect/token`: OAuth.
    Token,
    /// Everything else, `/rules-engine` first: bearer tokens, typed errors.
    Rules,
}

impl Family {
    /// The family of a path without doubled slashes.
    pub(crate) fn of(path: &str) -> Self {
        let status = path.strip_prefix("/v2/mcc");
        if status.is_some_and(|rest| rest.is_empty() || rest.starts_with('/')) {
            Self::Status
        } else if path == TOKEN {
            Self::Token
        } else {
            Self::Rules
        }
    }
}

const TOKEN: &str = "/connect/token";
/// The list of policies.
pub(crate) const POLICIES: &str = "/rules-engine/v1.1/policies";
/// The list of deploy requests.
pub(crate) const DEPLOY_REQUESTS: &str = "/rules-engine/v1.1/deploy-requests/latest";

/// The routes of the dialect, for paths at and below `/v2/mcc`, `/rules-engine` and `/connect`. Paths are taken as sent, so
/// one that begins with two slashes has to be handed here with them.
pub fn router(control: Arc<Control>) -> Router {
    let routes: Router = table()
        .into_router()
        .route("/rules-engine", any(rules::unknown))
        .route("/rules-engine/{*rest}", any(rules::unknown))
        .fallback(unknown)
        .with_state(control);
    Router::new().fallback_service(MapRequest::new(routes, tolerate))
}

/// The dialect's OpenAPI document.
pub fn openapi() -> Value {
    table().document()
}

fn table() -> DocumentedRoutes<Arc<Control>> {
    DocumentedRoutes::new(document())
        .route(
            status::operation(),
            get(status::propagation).fallback(status::read_only),
        )
        .route(
            token::operation(),
            post(token::issue).fallback(async || TokenError::MethodNotAllowed.respond()),
        )
        .path(
            [list_policies::operation(), add_policy::operation()],
            rules::calls(
                get(list_policies::list_policies).post(add_policy::add_policy),
                "GET, HEAD, POST",
            ),
        )
        .path(
            [show_policy::operation(), update_policy::operation()],
            rules::calls(
                get(show_policy::show_policy).patch(update_policy::update_policy),
                "GET, HEAD, PATCH",
            ),
        )
        .route(
            delete_rule::operation(),
            rules::calls(delete(delete_rule::delete_rule), "DELETE"),
        )
        .route(
            list_deploy_requests::operation(),
            rules::read(list_deploy_requests::list_deploy_requests),
        )
        .route(
            submit_deploy_request::operation(),
            rules::calls(post(submit_deploy_request::submit_deploy_request), "POST"),
        )
        .path(
            [
                show_deploy_request::operation(),
                cancel_deploy_request::operation(),
            ],
            rules::calls(
                get(show_deploy_request::show_deploy_request)
                    .patch(cancel_deploy_request::cancel_deploy_request),
                "GET, HEAD, PATCH",
            ),
        )
        .route(
            list_rules_of_cname::operation(),
            rules::read(list_rules_of_cname::list_rules_of_cname),
        )
        .route(
            list_rules_of_origin::operation(),
            rules::read(list_rules_of_origin::list_rules_of_origin),
        )
}

/// A path that is no call of any family.
async fn unknown(request: Request) -> Response<Body> {
    match Family::of(request.uri().path()) {
        Family::Status => StatusError::NotFound.respond(Format::wanted(request.headers())),
        Family::Token | Family::Rules => RulesError::NotFound.respond(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn families_end_at_a_slash() {
        assert_eq!(Family::of("/v2/mcc"), Family::Status);
        assert_eq!(Family::of("/v2/mcc/x"), Family::Status);
        assert_eq!(Family::of("/v2/mccx"), Family::Rules);
        assert_eq!(Family::of("/connect/token"), Family::Token);
        assert_eq!(Family::of("/connect/tokens"), Family::Rules);
        assert_eq!(Family::of("/"), Family::Rules);
    }
}
