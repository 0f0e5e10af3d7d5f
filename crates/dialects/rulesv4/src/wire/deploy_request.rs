//! Deploy requests (rulesv4 contract, section 6). They have no `@links`, and `policies` is one object: a public client
//! cannot read anything else (section 8, S2).

use std::borrow::Cow;

use landfall_control::query::WithPeople;
use landfall_core::{
    id::AccountNumber,
    model::{DeployRecord, Page, Transition},
    rules::policy::Finding,
};
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Serialize;

use super::{
    person::Person,
    policy::{ListedPolicy, PolicyBody, listed_policy},
    shapes::{Id, Time, always, deploy_states, environments, never, number},
};

/// The place of a deploy request without its id.
const PLACE: &str = "/rules-engine/v1.1/deploy-requests";

/// Members in this order.
// In a list without its history.
#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct RequestBody<'a> {
    #[serde(rename = "@id")]
    place: String,
    #[serde(rename = "@type")]
    #[schemars(extend("const" = "DeployRequest"))]
    kind: &'static str,
    #[schemars(with = "Id")]
    id: String,
    /// The account's number.
    customer_id: &'a str,
    #[schemars(schema_with = "deploy_states")]
    state: &'static str,
    #[schemars(schema_with = "environments")]
    environment: &'static str,
    message: &'a str,
    #[schemars(extend("const" = true))]
    is_visible: bool,
    #[schemars(with = "Time")]
    created_at: String,
    #[schemars(with = "Time")]
    updated_at: String,
    #[schemars(with = "ListedPolicy")]
    policies: PolicyBody<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Vec<TransitionBody<'a>>")]
    history: Option<Vec<TransitionBody<'a>>>,
    user: Person<'a>,
}

#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields, inline)]
struct TransitionBody<'a> {
    /// A number here.
    #[schemars(schema_with = "number")]
    id: u64,
    #[serde(rename = "type")]
    #[schemars(schema_with = "deploy_states")]
    state: &'static str,
    #[schemars(with = "Time")]
    created_at: String,
    user: Person<'a>,
    /// Why, where the state does not say it all.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    description: Option<&'a str>,
    /// What is wrong with the stored policy, if its verification failed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    details: Vec<DetailBody<'a>>,
}

/// One thing that is wrong with the stored policy.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "TransitionDetail", deny_unknown_fields, inline)]
struct DetailBody<'a> {
    #[serde(rename = "@type")]
    #[schemars(extend("const" = "ErrorDetail"))]
    kind: &'static str,
    /// Where, an RFC 6901 pointer into the policy.
    source: &'a str,
    description: &'a str,
}

/// For the document: what a submit sends.
#[derive(JsonSchema)]
#[schemars(rename = "NewDeployRequest")]
#[expect(
    dead_code,
    reason = "the body as the document describes it; it is read with its faults"
)]
pub(crate) struct NewRequest {
    /// The policy's number; a text of digits does as well.
    policy_id: u64,
    #[schemars(schema_with = "environments")]
    environment: &'static str,
    /// Why.
    #[schemars(length(max = 1024), skip_serializing_if = "String::is_empty")]
    message: String,
}

/// For the document: what a cancellation sends.
#[derive(JsonSchema)]
#[schemars(rename = "CanceledDeployRequest")]
#[expect(
    dead_code,
    reason = "the body as the document describes it; it is read with its faults"
)]
pub(crate) struct Cancellation {
    #[schemars(extend("const" = "canceled"))]
    state: &'static str,
}

/// For the document: a deploy request as lists show it.
pub(crate) struct ListedRequest;

/// For the document: a deploy request whole.
pub(crate) struct WholeRequest;

/// What only a deploy request by its id has.
const OF_THE_WHOLE: &[&str] = &["history"];

impl JsonSchema for ListedRequest {
    fn schema_name() -> Cow<'static, str> {
        "DeployRequestSummary".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let mut schema = RequestBody::json_schema(generator);
        never(&mut schema, OF_THE_WHOLE);
        schema
    }
}

impl JsonSchema for WholeRequest {
    fn schema_name() -> Cow<'static, str> {
        "DeployRequest".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let mut schema = RequestBody::json_schema(generator);
        always(&mut schema, OF_THE_WHOLE);
        schema
    }
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

fn transition<'a, T>(known: &'a WithPeople<T>, step: &'a Transition) -> TransitionBody<'a> {
    TransitionBody {
        id: step.id,
        state: step.state.as_str(),
        created_at: step.at.to_string(),
        user: Person::of(known, step.user),
        description: step.description.as_deref(),
        details: step.details.iter().map(detail).collect(),
    }
}

fn detail(finding: &Finding) -> DetailBody<'_> {
    DetailBody {
        kind: "ErrorDetail",
        source: &finding.pointer,
        description: &finding.description,
    }
}
