//! `POST /landfall/v1/enrol`: an invitation becomes a server with a credential of its own.

use std::{sync::Arc, time::Duration};

use axum::{
    body::Body,
    extract::{Request, State},
};
use http::{HeaderValue, Response, StatusCode, header::CACHE_CONTROL};
use landfall_control::{
    Control,
    feed::{Enrolled, NotInvited},
};
use landfall_http::{
    body::{BodyError, read_body},
    respond,
};
use serde::{Deserialize, Serialize};

use crate::problem;

const LARGEST_BODY: usize = 4 * 1024;
const BODY_DEADLINE: Duration = Duration::from_secs(10);

/// What an agent sends.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct EnrolForm {
    /// The secret part of the invitation.
    token: String,
    /// What the server calls itself, such as its host name.
    #[serde(default)]
    name: Option<String>,
}

/// What it gets.
#[derive(Debug, Serialize)]
struct EnrolledWire<'a> {
    server: u64,
    name: &'a str,
    tenant: &'a str,
    pop: u64,
    platform: &'a str,
    environment: &'a str,
    /// Shown this once.
    credential: &'a str,
    signing_keys: Vec<KeyWire>,
}

#[derive(Debug, Serialize)]
struct KeyWire {
    number: u64,
    algorithm: &'static str,
    /// The public half, in hexadecimal digits.
    public: String,
}

/// Lets the bearer of an invitation in.
pub(super) async fn enrol(State(control): State<Arc<Control>>, request: Request) -> Response<Body> {
    let (_, body) = request.into_parts();
    let body = match read_body(body, LARGEST_BODY, BODY_DEADLINE).await {
        Ok(body) => body,
        Err(BodyError::TooLarge) => {
            let detail = "The body has at most 4 KiB.";
            return respond::problem(StatusCode::PAYLOAD_TOO_LARGE, detail);
        }
        Err(_) => {
            return respond::problem(StatusCode::BAD_REQUEST, "The body did not arrive whole.");
        }
    };
    let form: EnrolForm = match serde_json::from_slice(&body) {
        Ok(form) => form,
        Err(error) => {
            let detail = format!(
                "The body has to be a JSON object with token and, if wanted, name: {error}."
            );
            return respond::problem(StatusCode::BAD_REQUEST, &detail);
        }
    };
    let mut response = match control.enrol(&form.token, form.name.as_deref()).await {
        Ok(Ok(enrolled)) => shown(&enrolled),
        Ok(Err(why)) => respond::problem(StatusCode::FORBIDDEN, refusal(why)),
        Err(error) => problem::of(&error),
    };
    let no_store = HeaderValue::from_static("no-store");
    response.headers_mut().insert(CACHE_CONTROL, no_store);
    response
}

fn refusal(why: NotInvited) -> &'static str {
    match why {
        NotInvited::Unknown => "There is no such invitation; `landfall server invite` makes one.",
        NotInvited::Used => {
            "This invitation was used; each is good for one server. `landfall server invite` makes another."
        }
        NotInvited::Expired => {
            "This invitation's time is over; `landfall server invite` makes another."
        }
    }
}

fn shown(enrolled: &Enrolled) -> Response<Body> {
    let server = &enrolled.server;
    let wire = EnrolledWire {
        server: server.id.0,
        name: &server.name,
        tenant: server.tenant.as_str(),
        pop: server.placement.pop.0,
        platform: server.placement.platform.as_str(),
        environment: server.placement.environment.as_str(),
        credential: enrolled.credential.reveal(),
        signing_keys: (enrolled.keys.iter())
            .map(|(number, public)| KeyWire {
                number: *number,
                algorithm: "ed25519",
                public: hex(public),
            })
            .collect(),
    };
    let body = serde_json::to_vec(&wire).expect("texts and numbers can be written");
    respond::json(StatusCode::CREATED, body)
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    let mut text = String::with_capacity(2 * bytes.len());
    for byte in bytes {
        let _ = write!(text, "{byte:02x}");
    }
    text
}
