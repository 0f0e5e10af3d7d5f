//! The answer to a sign-in (akana contract, section 3).

use axum::response::Response;
use http::{HeaderValue, StatusCode, header::CACHE_CONTROL};
use landfall_control::access::SignedIn;
use landfall_http::respond::content;
use schemars::JsonSchema;
use serde::Serialize;

use super::{forms::moment, media::Shape, xml};

/// The answer to somebody who is signed in. The session's value is never in it, and nobody but the caller may keep it.
pub(crate) fn response(session: &SignedIn, (media_type, shape): (&'static str, Shape)) -> Response {
    let login = LoginResponse::of(session);
    let body = match shape {
        Shape::Xml | Shape::RssXml => xml::document("LoginResponse", &login).into_bytes(),
        Shape::Json | Shape::RssJson => {
            serde_json::to_vec(&login).expect("text and numbers are always JSON")
        }
    };
    let mut response = content(StatusCode::OK, media_type, body);
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// Members in this order. The session's value is in the cookie only.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields)]
pub(crate) struct LoginResponse<'a> {
    user_name: &'a str,
    #[schemars(extend("const" = "Success"))]
    status: &'static str,
    #[serde(rename = "userFDN")]
    #[schemars(regex(pattern = r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\.[A-Za-z0-9_-]+$"))]
    user_fdn: String,
    #[schemars(extend("const" = "LoggedIn"))]
    login_state: &'static str,
    #[schemars(schema_with = "moment")]
    auth_token_valid_until: String,
    #[serde(rename = "loginDomainID")]
    #[schemars(regex(pattern = r"^siteusers\.[A-Za-z0-9_-]+$"))]
    login_domain_id: String,
    pending_notifications: u32,
    /// There never is one.
    #[schemars(length(max = 0))]
    pending_tasks: &'static [&'static str],
}

impl<'a> LoginResponse<'a> {
    fn of(session: &'a SignedIn) -> Self {
        Self {
            user_name: &session.user.name,
            status: "Success",
            user_fdn: format!("{}.{}", session.user.uuid, session.tenant),
            login_state: "LoggedIn",
            auth_token_valid_until: session.expires_at.to_string(),
            login_domain_id: format!("siteusers.{}", session.tenant),
            pending_notifications: 0,
            pending_tasks: &[],
        }
    }
}
