//! The calls, one a file, and where they meet.

mod list_businesses;
mod list_zones;
mod login;
mod login_status;
mod logout;
mod renew_token;
mod show_business;
mod show_zone;

use std::sync::Arc;

use axum::{
    Router,
    handler::Handler,
    middleware::from_fn,
    routing::{MethodRouter, get, post},
};
use landfall_control::Control;
use landfall_http::openapi::DocumentedRoutes;
use serde_json::Value;

use crate::{
    auth::Akana,
    document::document,
    error::{Fault, write_faults},
    settings::AkanaSettings,
};

/// Everything at and below `/api`, other than `/api/v1`. What is not a route there is a fault, too.
pub fn router(control: Arc<Control>, settings: AkanaSettings) -> Router {
    table()
        .into_router()
        .fallback(async || Fault::unknown_path())
        .layer(from_fn(write_faults))
        .with_state(Arc::new(Akana { control, settings }))
}

/// The dialect's OpenAPI document.
pub fn openapi() -> Value {
    table().document()
}

fn table() -> DocumentedRoutes<Arc<Akana>> {
    DocumentedRoutes::new(document())
        .route(login::operation(), posted(login::login))
        .route(login_status::operation(), got(login_status::login_status))
        .route(renew_token::operation(), posted(renew_token::renew_token))
        .route(logout::operation(), posted(logout::logout))
        .route(list_zones::operation(), got(list_zones::list_zones))
        .route(show_zone::operation(), got(show_zone::show_zone))
        .route(
            list_businesses::operation(),
            got(list_businesses::list_businesses),
        )
        .route(
            show_business::operation(),
            got(show_business::show_business),
        )
}

fn got<T: 'static, H: Handler<T, Arc<Akana>>>(handler: H) -> MethodRouter<Arc<Akana>> {
    get(handler).fallback(async || Fault::method_not_allowed(&["GET", "HEAD"]))
}

fn posted<T: 'static, H: Handler<T, Arc<Akana>>>(handler: H) -> MethodRouter<Arc<Akana>> {
    post(handler).fallback(async || Fault::method_not_allowed(&["POST"]))
}
