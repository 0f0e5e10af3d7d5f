//! `POST /landfall/v1/enrol`: an invitation becomes a server with a credential of its own.

use std::{sync::Arc, time::Duration};

use axum::{
    body::Body,
    extract::{Request, State},
};
use http::{HeaderValue, Response, StatusCode, header::CACHE_CONTROL, request::Parts};
use landfall_control::{
    Control, ControlError,
    feed::{Enrolled, NotInvited},
};
use landfall_http::{body::read_body, request_id::RequestId, respond};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    error::{Kind, Problem},
    problems::EnrolProblems,
    routes::{sends_json, with_request_id},
};

const LARGEST_BODY: usize = 4 * 1024;
const BODY_DEADLINE: Duration = Duration::from_secs(10);

/// What an agent sends to join.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = Enrolment)]
#[serde(deny_unknown_fields)]
pub(crate) struct EnrolForm {
    /// The secret part of the invitation: the second of the four between its dots.
    token: String,
    /// What the server calls itself, such as its host name. An invitation with a name has the last word.
    #[serde(default)]
    #[schema(required = false, max_length = 128)]
    name: Option<String>,
}

/// What a server is from now on.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = EnrolledServer)]
pub(crate) struct EnrolledWire {
    /// Its number.
    server: u64,
    /// Its name.
    name: String,
    /// Its tenant.
    tenant: String,
    /// The number of its POP.
    pop: u64,
    /// `http_large`, `http_small` or `adn`.
    platform: &'static str,
    /// `production` or `staging`.
    environment: &'static str,
    /// What it shows when it opens its stream; told this once.
    #[schema(format = Password)]
    credential: String,
    /// The keys that sign changes.
    signing_keys: Vec<KeyWire>,
}

/// A key that signs changes.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SigningKey)]
pub(crate) struct KeyWire {
    /// Its number, which a change names.
    number: u64,
    /// `ed25519`.
    algorithm: &'static str,
    /// The public half, in hexadecimal digits.
    #[schema(min_length = 64, max_length = 64)]
    public: String,
}

/// Lets the bearer of an invitation into the fleet
///
/// An invitation, which `landfall server invite` shows, is good for one server and for a while. Look first whether one of the signing
/// keys is the one whose fingerprint it carries: an answer without it comes from somebody else.
#[utoipa::path(
    post,
    path = "/landfall/v1/enrol",
    tag = "feed",
    operation_id = "enrol",
    request_body = EnrolForm,
    responses((status = 201, description = "The server is in the fleet", body = EnrolledWire), EnrolProblems),
    security(()),
)]
pub(crate) async fn enrol(State(control): State<Arc<Control>>, request: Request) -> Response<Body> {
    let (head, body) = request.into_parts();
    let let_in = let_in(&control, &head, body).await;
    let mut response = let_in.unwrap_or_else(|problem| problem.respond(head.uri.path()));
    let no_store = HeaderValue::from_static("no-store");
    response.headers_mut().insert(CACHE_CONTROL, no_store);
    with_request_id(response, &head)
}

async fn let_in(control: &Control, head: &Parts, body: Body) -> Result<Response<Body>, Problem> {
    sends_json(&head.headers)?;
    let body = read_body(body, LARGEST_BODY, BODY_DEADLINE).await;
    let body = body.map_err(|error| Problem::unread(error, LARGEST_BODY))?;
    let form: EnrolForm = serde_json::from_slice(&body).map_err(|error| {
        let detail =
            format!("The body has to be a JSON object with token and, if wanted, name: {error}.");
        Problem::new(Kind::InvalidBody, detail)
    })?;
    let request_id = RequestId::of(&head.extensions).to_string();
    let enrolled = control.enrol(&form.token, form.name.as_deref(), Some(request_id));
    match enrolled.await {
        Ok(Ok(enrolled)) => Ok(shown(&enrolled)),
        Ok(Err(why)) => Err(Problem::new(Kind::NotInvited, refusal(why))),
        Err(ControlError::Invalid(detail)) => Err(Problem::new(Kind::InvalidBody, detail)),
        Err(ControlError::Conflict(detail)) => Err(Problem::new(
            Kind::Conflict,
            format!("{detail}; give this one another name, `landfall agent join --name`"),
        )),
        Err(error) => Err(error.into()),
    }
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
        name: server.name.clone(),
        tenant: server.tenant.to_string(),
        pop: server.placement.pop.0,
        platform: server.placement.platform.as_str(),
        environment: server.placement.environment.as_str(),
        credential: enrolled.credential.reveal().to_owned(),
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
