//! Which path is answered by what.

use std::sync::Arc;

use axum::{
    Router,
    body::Body,
    extract::Request,
    routing::{delete, get, post},
};
use http::Response;
use landfall_control::Control;

use super::{
    call::{Native, with_request_id},
    catalogue, clients, customer_changes, customers, decisions, deploy_requests, deploying,
    deployment_changes, deployments, events, fulfillments, gateway_groups, landing, orders,
    organizations, policies, policy_changes, pop_health, pops, problems, reseller_changes, reviews,
    servers, session, sites, subscriptions, tenant, token, users, zone_changes, zones,
};
use crate::error::{PAGES, Problem};

macro_rules! written {
    ($router:expr; $($module:ident and $changes:ident at $path:literal,)*) => {
        $router$(
            .route($path, get($module::list).post($changes::add).fallback(async |request: Request| {
                refused(request, &["GET", "HEAD", "POST"])
            }))
            .route(concat!($path, "/{id}"), get($module::show).patch($changes::change).fallback(async |request: Request| {
                refused(request, &["GET", "HEAD", "PATCH"])
            }))
        )*
    };
}

macro_rules! resources {
    ($router:expr; $($module:ident at $path:literal,)*) => {
        $router$(
            .route($path, get($module::list).fallback(read_only))
            .route(concat!($path, "/{id}"), get($module::show).fallback(read_only))
        )*
    };
}

/// The routes below `/landfall`.
pub(crate) fn routes(control: Arc<Control>) -> Router {
    let router = resources! {
        Router::new();
        subscriptions at "/landfall/v1/subscriptions",
        pops at "/landfall/v1/pops",
        gateway_groups at "/landfall/v1/gateway-groups",
        servers at "/landfall/v1/servers",
        events at "/landfall/v1/events",
        clients at "/landfall/v1/clients",
        users at "/landfall/v1/users",
    };
    let router = written! {
        router;
        organizations and reseller_changes at "/landfall/v1/organizations",
        customers and customer_changes at "/landfall/v1/customers",
        deployments and deployment_changes at "/landfall/v1/deployments",
    };
    deploying_routes(record_routes(router))
        .route(
            "/landfall/v1/pop-health",
            get(pop_health::show).fallback(read_only),
        )
        .route(
            "/landfall/v1/session",
            get(session::show)
                .post(session::sign_in)
                .delete(session::sign_out)
                .fallback(async |request: Request| {
                    refused(request, &["DELETE", "GET", "HEAD", "POST"])
                }),
        )
        .route(
            "/landfall/v1/token",
            post(token::issue).fallback(write_only),
        )
        .route(PAGES, get(problems::index).fallback(read_only))
        .route(
            &format!("{PAGES}/{{name}}"),
            get(problems::page).fallback(read_only),
        )
        .fallback(unknown)
        .with_state(Native { control })
}

/// What of the record can be written, apart from deploying.
fn record_routes(router: Router<Native>) -> Router<Native> {
    router
        .route(
            "/landfall/v1/fulfillments",
            get(fulfillments::list)
                .post(orders::submit)
                .fallback(async |request: Request| refused(request, &["GET", "HEAD", "POST"])),
        )
        .route(
            "/landfall/v1/fulfillments/{id}",
            get(fulfillments::show).fallback(read_only),
        )
        .route(
            "/landfall/v1/fulfillments/{id}/cancel",
            post(orders::cancel).fallback(write_only),
        )
        .route(
            "/landfall/v1/catalogue",
            get(catalogue::list)
                .post(catalogue::put_all)
                .fallback(async |request: Request| refused(request, &["GET", "HEAD", "POST"])),
        )
        .route(
            "/landfall/v1/catalogue/{sku}",
            get(catalogue::show)
                .put(catalogue::put)
                .fallback(async |request: Request| refused(request, &["GET", "HEAD", "PUT"])),
        )
        .route(
            "/landfall/v1/zones",
            get(zones::list)
                .post(zone_changes::add)
                .fallback(async |request: Request| refused(request, &["GET", "HEAD", "POST"])),
        )
        .route(
            "/landfall/v1/zones/{id}",
            get(zones::show)
                .patch(zone_changes::change)
                .delete(zone_changes::delete)
                .fallback(async |request: Request| {
                    refused(request, &["DELETE", "GET", "HEAD", "PATCH"])
                }),
        )
        .route(
            "/landfall/v1/customers/{id}/sites",
            get(sites::list)
                .post(sites::add)
                .fallback(async |request: Request| refused(request, &["GET", "HEAD", "POST"])),
        )
        .route(
            "/landfall/v1/customers/{id}/sites/{site}",
            get(sites::show)
                .patch(sites::change)
                .delete(sites::delete)
                .fallback(async |request: Request| {
                    refused(request, &["DELETE", "GET", "HEAD", "PATCH"])
                }),
        )
        .route(
            "/landfall/v1/customers/{id}/review",
            get(reviews::show)
                .patch(reviews::change)
                .fallback(async |request: Request| refused(request, &["GET", "HEAD", "PATCH"])),
        )
        .route(
            "/landfall/v1/tenant",
            get(tenant::show)
                .patch(tenant::change)
                .fallback(async |request: Request| refused(request, &["GET", "HEAD", "PATCH"])),
        )
}

/// Policies, and how they get to the servers.
fn deploying_routes(router: Router<Native>) -> Router<Native> {
    router
        .route(
            "/landfall/v1/policies",
            get(policies::list)
                .post(policy_changes::add)
                .fallback(async |request: Request| refused(request, &["GET", "HEAD", "POST"])),
        )
        .route(
            "/landfall/v1/policies/{id}",
            get(policies::show)
                .patch(policy_changes::change)
                .fallback(async |request: Request| refused(request, &["GET", "HEAD", "PATCH"])),
        )
        .route(
            "/landfall/v1/policies/{id}/rules/{rule}",
            delete(policy_changes::delete_rule)
                .fallback(async |request: Request| refused(request, &["DELETE"])),
        )
        .route(
            "/landfall/v1/deploy-requests",
            get(deploy_requests::list)
                .post(deploying::submit)
                .fallback(async |request: Request| refused(request, &["GET", "HEAD", "POST"])),
        )
        .route(
            "/landfall/v1/deploy-requests/{id}",
            get(deploy_requests::show).fallback(read_only),
        )
        .route(
            "/landfall/v1/deploy-requests/{id}/propagation",
            get(landing::show).fallback(read_only),
        )
        .route(
            "/landfall/v1/deploy-requests/{id}/watch",
            get(landing::watch).fallback(read_only),
        )
        .route(
            "/landfall/v1/deploy-requests/{id}/cancel",
            post(deploying::cancel).fallback(write_only),
        )
        .route(
            "/landfall/v1/deploy-requests/{id}/approve",
            post(decisions::approve).fallback(write_only),
        )
        .route(
            "/landfall/v1/deploy-requests/{id}/reject",
            post(decisions::reject).fallback(write_only),
        )
        .route(
            "/landfall/v1/deploy-requests/{id}/escalate",
            post(decisions::escalate).fallback(write_only),
        )
}

async fn read_only(request: Request) -> Response<Body> {
    refused(request, &["GET", "HEAD"])
}

async fn write_only(request: Request) -> Response<Body> {
    refused(request, &["POST"])
}

fn refused(request: Request, methods: &[&str]) -> Response<Body> {
    let (head, _) = request.into_parts();
    let refused = Problem::method_not_allowed(methods).respond(head.uri.path());
    with_request_id(refused, &head)
}

async fn unknown(request: Request) -> Response<Body> {
    let (head, _) = request.into_parts();
    let unknown = Problem::unknown_path().respond(head.uri.path());
    with_request_id(unknown, &head)
}
