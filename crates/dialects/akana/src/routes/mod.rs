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

use crate::{
    auth::Akana,
    error::{Fault, write_faults},
    settings::AkanaSettings,
};

/// Everything at and below `/api`, other than `/api/v1`. What is not a route there is a fault, too.
pub fn router(control: Arc<Control>, settings: AkanaSettings) -> Router {
    Router::new()
        .route("/api/login", posted(login::login))
        .route("/api/login/status", got(login_status::login_status))
        .route("/api/login/renewToken", posted(renew_token::renew_token))
        .route("/api/login/logout", posted(logout::logout))
        .route("/api/deploymentzones", got(list_zones::list_zones))
        .route("/api/deploymentzones/{zone}", got(show_zone::show_zone))
        .route("/api/businesses", got(list_businesses::list_businesses))
        .route(
            "/api/businesses/{business}",
            got(show_business::show_business),
        )
        .fallback(async || Fault::unknown_path())
        .layer(from_fn(write_faults))
        .with_state(Arc::new(Akana { control, settings }))
}

fn got<T: 'static, H: Handler<T, Arc<Akana>>>(handler: H) -> MethodRouter<Arc<Akana>> {
    get(handler).fallback(async || Fault::method_not_allowed(&["GET", "HEAD"]))
}

fn posted<T: 'static, H: Handler<T, Arc<Akana>>>(handler: H) -> MethodRouter<Arc<Akana>> {
    post(handler).fallback(async || Fault::method_not_allowed(&["POST"]))
}
