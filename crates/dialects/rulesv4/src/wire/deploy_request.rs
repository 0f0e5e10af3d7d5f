//! Deploy requests (rulesv4 contract, section 6). They have no `@links`, and `policies` is one object: a public client
//! cannot read anything else (section 8, S2).

use landfall_control::query::WithPeople;
use landfall_core::{
    id::AccountNumber,
    model::{DeployRecord, Page, Transition},
};
use serde::Serialize;

use super::{
    person::Person,
    policy::{PolicyBody, listed_policy},
};

/// The place of a deploy request without its id.
const PLACE: &str = "/rules-engine/v1.1/deploy-requests";

/// A deploy request; in a list without its history.
#[derive(Serialize)]
pub(crate) struct RequestBody<'a> {
    #[serde(rename = "@id")]
    place: String,
    #[serde(rename = "@type")]
    kind: &'static str,
    id: String,
    customer_id: &'a str,
    state: &'static str,
    environment: &'static str,
    message: &'a str,
    is_visible: bool,
    created_at: String,
    updated_at: String,
    policies: PolicyBody<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    history: Option<Vec<TransitionBody<'a>>>,
    user: Person<'a>,
}

#[derive(Serialize)]
struct TransitionBody<'a> {
    id: u64,
    #[serde(rename = "type")]
    state: &'static str,
    created_at: String,
    user: Person<'a>,
}

/// A deploy request of that account whole.
pub(crate) fn deploy_request<'a>(
    found: &'a WithPeople<DeployRecord>,
    account: &'a AccountNumber,
) -> RequestBody<'a> {
    let steps = found.thing.request.history.iter();
    let history = steps.map(|step| transition(found, step)).collect();
    RequestBody {
        history: Some(history),
        ..body(found, &found.thing, account)
    }
}

/// A deploy request of a page of that account.
pub(crate) fn listed_request<'a>(
    page: &'a WithPeople<Page<DeployRecord>>,
    record: &'a DeployRecord,
    account: &'a AccountNumber,
) -> RequestBody<'a> {
    body(page, record, account)
}

fn body<'a, T>(
    known: &'a WithPeople<T>,
    record: &'a DeployRecord,
    account: &'a AccountNumber,
) -> RequestBody<'a> {
    let request = &record.request;
    RequestBody {
        place: format!("{PLACE}/{}", request.id),
        kind: "DeployRequest",
        id: request.id.to_string(),
        customer_id: account.as_str(),
        state: request.state.as_str(),
        environment: request.environment.as_str(),
        message: &request.message,
        is_visible: true,
        created_at: request.created_at.to_string(),
        updated_at: request.updated_at.to_string(),
        policies: listed_policy(&record.policy),
        history: None,
        user: Person::of(known, request.submitter),
    }
}

fn transition<'a, T>(known: &'a WithPeople<T>, step: &Transition) -> TransitionBody<'a> {
    TransitionBody {
        id: step.id,
        state: step.state.as_str(),
        created_at: step.at.to_string(),
        user: Person::of(known, step.user),
    }
}
