//! The calls, one a file, and where they meet.

mod associate_zone;
mod create_zone;
mod delete_zone;
mod list_businesses;
mod list_zones;
mod login;
mod login_status;
mod logout;
mod renew_token;
mod replace_zone;
mod show_business;
mod show_zone;

use std::sync::Arc;

use axum::{
    Router,
    handler::Handler,
    middleware::from_fn,
    routing::{MethodRouter, get, post, put},
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
        .path(
            [list_zones::operation(), create_zone::operation()],
            get(list_zones::list_zones)
                .post(create_zone::create_zone)
                .fallback(async || Fault::method_not_allowed(&["GET", "HEAD", "POST"])),
        )
        .path(
            [
                show_zone::operation(),
                replace_zone::operation(),
                delete_zone::operation(),
            ],
            get(show_zone::show_zone)
                .put(replace_zone::replace_zone)
                .delete(delete_zone::delete_zone)
                .fallback(async || Fault::method_not_allowed(&["GET", "HEAD", "PUT", "DELETE"])),
        )
        .route(
            associate_zone::operation(),
            put(associate_zone::associate_zone)
                .fallback(async || Fault::method_not_allowed(&["PUT"])),
        )
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
