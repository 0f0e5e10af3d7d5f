//! The answer to a sign-in (akana contract, section 3).

use axum::response::Response;
use http::{HeaderValue, StatusCode, header::CACHE_CONTROL};
use landfall_control::access::SignedIn;
use landfall_http::respond::content;
use serde::Serialize;

use super::{media::Shape, xml};

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

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct LoginResponse<'a> {
    user_name: &'a str,
    status: &'static str,
    #[serde(rename = "userFDN")]
    user_fdn: String,
    login_state: &'static str,
    auth_token_valid_until: String,
    #[serde(rename = "loginDomainID")]
    login_domain_id: String,
    pending_notifications: u32,
    /// There never is one.
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
