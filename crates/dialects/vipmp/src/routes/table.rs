//! Which path is which call.

use std::sync::Arc;

use axum::Router;
use landfall_control::Control;

use super::{
    call::{posts, reads, unknown_path, wrong_method},
    issue_token::issue_token,
    list_customers::list_customers,
    list_deployments::list_deployments,
    list_resellers::list_resellers,
    ping::{partner_ping, ping},
    search_groups::search_groups,
    show_customer::show_customer,
    show_deployment::show_deployment,
    show_reseller::show_reseller,
};
/// The token endpoint and its exact alias.
pub(crate) const TOKEN_PATHS: [&str; 2] = ["/ims/token/v3", "/ims/token/v2"];

/// The routes of the dialect, to be put behind a guard with [`FAILURES`](crate::FAILURES). They match whole paths, so the
/// face has to be served at the root of its host.
pub fn router(control: Arc<Control>) -> Router {
    let [token, alias] = TOKEN_PATHS;
    Router::new()
        .route(token, posts(issue_token))
        .route(alias, posts(issue_token))
        .route("/ping", reads(ping))
        .route("/partnerservice/ping", reads(partner_ping))
        .route("/v3/customers/{customer-id}", reads(show_customer))
        .route(
            "/v3/customers/{customer-id}/deployments",
            reads(list_deployments),
        )
        .route(
            "/v3/customers/{customer-id}/deployments/{deployment-id}",
            reads(show_deployment),
        )
        .route("/v3/resellers", reads(list_resellers))
        .route("/v3/resellers/{reseller-id}", reads(show_reseller))
        .route(
            "/v3/resellers/{reseller-id}/customers",
            reads(list_customers),
        )
        .route("/v3/linked_membership_groups", reads(search_groups))
        .fallback(unknown_path)
        .method_not_allowed_fallback(wrong_method)
        .with_state(control)
}
