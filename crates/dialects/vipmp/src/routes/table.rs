//! Which path is which call.

use std::sync::Arc;

use axum::Router;
use landfall_control::Control;
use landfall_http::openapi::DocumentedRoutes;
use serde_json::Value;

use super::{
    add_deployment,
    call::{patches, posts, reads, unknown_path, wrong_method},
    change_customer, change_deployment, change_reseller, create_customer, create_reseller,
    enroll_customer, issue_token, list_customers, list_deployments, list_resellers, ping,
    search_groups, show_customer, show_deployment, show_reseller,
};
use crate::document::document;

/// The token endpoint and its exact alias.
pub(crate) const TOKEN_PATHS: [&str; 2] = ["/ims/token/v3", "/ims/token/v2"];

/// The routes of the dialect, to be put behind a guard with [`FAILURES`](crate::FAILURES). They match whole paths, so the
/// face has to be served at the root of its host.
pub fn router(control: Arc<Control>) -> Router {
    table()
        .into_router()
        .fallback(unknown_path)
        .method_not_allowed_fallback(wrong_method)
        .with_state(control)
}

/// The dialect's OpenAPI document.
pub fn openapi() -> Value {
    table().document()
}

fn table() -> DocumentedRoutes<Arc<Control>> {
    let [token, alias] = TOKEN_PATHS;
    DocumentedRoutes::new(document())
        .route(
            issue_token::operation(token),
            posts(issue_token::issue_token),
        )
        .route(
            issue_token::operation(alias),
            posts(issue_token::issue_token),
        )
        .route(ping::operation(), reads(ping::ping))
        .route(ping::partner_operation(), reads(ping::partner_ping))
        .route(
            create_customer::operation(),
            posts(create_customer::create_customer),
        )
        .path(
            [show_customer::operation(), change_customer::operation()],
            reads(show_customer::show_customer).merge(patches(change_customer::change_customer)),
        )
        .path(
            [list_deployments::operation(), add_deployment::operation()],
            reads(list_deployments::list_deployments).merge(posts(add_deployment::add_deployment)),
        )
        .path(
            [show_deployment::operation(), change_deployment::operation()],
            reads(show_deployment::show_deployment)
                .merge(patches(change_deployment::change_deployment)),
        )
        .path(
            [list_resellers::operation(), create_reseller::operation()],
            reads(list_resellers::list_resellers).merge(posts(create_reseller::create_reseller)),
        )
        .path(
            [show_reseller::operation(), change_reseller::operation()],
            reads(show_reseller::show_reseller).merge(patches(change_reseller::change_reseller)),
        )
        .route(
            list_customers::operation(),
            reads(list_customers::list_customers),
        )
        .route(
            search_groups::operation(),
            reads(search_groups::search_groups),
        )
        .route(
            enroll_customer::operation(),
            posts(enroll_customer::enroll_customer),
        )
}
