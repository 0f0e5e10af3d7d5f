//! Adding and changing policies. What they may say is judged as in rulesv4; docs/rules.md has it.

use std::sync::Arc;

use axum::{
    body::Body,
    extract::{Request, State},
};
use http::{HeaderMap, Response, StatusCode};
use landfall_control::{
    command::{Author, PolicySeen, Terms},
    query::customer_name,
};
use landfall_core::{
    id::{OrganizationId, RuleId},
    rules::policy::Form,
};
use landfall_http::etag::Wanted;

use super::{
    call::{Call, Native},
    once::{added, answered, repeatable},
    policies::Policies,
    resource::{ShowQuery, one},
    writing::{Sent, changed, gone, may_only_read, writing},
};
use crate::{
    error::{InputError, Problem},
    problems::{AddProblems, ChangeProblems, DeleteProblems},
    wire::{NewPolicyForm, PolicyChangeForm, PolicyView},
};

/// Bytes of a policy, as in rulesv4.
const LARGEST: usize = 10 << 20;
const PATH: &str = "/landfall/v1/policies";

/// Adds a policy
///
/// The body is what a policy is shown as; what the server gives, such as ids and times, is not looked at. Of a draft the grammar is
/// looked at; one that is `locked` is verified, and nothing is kept of it if anything is wrong. Everything that is wrong is told
/// at once. With an `Idempotency-Key` the same call may be sent again for a day and adds nothing more; without one it adds
/// another policy.
#[utoipa::path(
    post,
    path = "/landfall/v1/policies",
    tag = "policies",
    operation_id = "add_policy",
    params(
        ShowQuery,
        ("Idempotency-Key" = Option<String>, Header, description = "The caller's name for this call, 1 to 255 visible characters: under the same name the policy is added once"),
    ),
    request_body(content = NewPolicyForm, content_type = "application/json"),
    responses(
        (status = 201, description = "The policy", body = PolicyView, headers(("location" = String, description = "Its path"), ("etag" = String, description = "The tag of what is shown"))),
        AddProblems,
    ),
)]
pub(super) async fn add(State(native): State<Native>, request: Request) -> Response<Body> {
    writing(&native, request, Some(LARGEST), async |call, sent| {
        let repeatable = repeatable(&call, &sent)?;
        let account = account_of(&call, &sent).await?;
        let author = author(&call, &sent, account).await?;
        let terms = Terms {
            form: Form::Native,
            ..Terms::default()
        };
        let show = |policy| added(&PolicyView::from(policy));
        let made = call
            .control
            .add_policy(&author, repeatable.as_ref(), sent.body, terms, show)
            .await?;
        answered(made, PATH)
    })
    .await
}

/// Changes a policy, or locks it
///
/// What is not sent, or null, stays. A rule with the id of a stored one takes its place, others are appended. `"state": "locked"`
/// has the policy verified, all findings at once, and makes it immutable but for its name and description. With `If-Match` and
/// the `ETag` of what was read, a change of what has become another policy meanwhile is refused. Doing it again changes nothing,
/// unless it appends rules.
#[utoipa::path(
    patch,
    path = "/landfall/v1/policies/{id}",
    tag = "policies",
    operation_id = "change_policy",
    params(
        ("id" = String, Path, description = "Its number"),
        ShowQuery,
        ("If-Match" = Option<String>, Header, description = "The tag of the policy that is to be changed"),
    ),
    request_body(content = PolicyChangeForm, content_type = "application/json"),
    responses(
        (status = 200, description = "The policy as it is now", body = PolicyView, headers(("etag" = String, description = "The tag of what is shown"))),
        ChangeProblems,
    ),
)]
pub(super) async fn change(State(native): State<Native>, request: Request) -> Response<Body> {
    writing(&native, request, Some(LARGEST), async |call, sent| {
        let policy = one::<Policies>(&call).await?;
        let named = call.control.account_named_in(sent.body.clone()).await?;
        if let Some(named) = named
            && customer(&call, &named).await? != Some(policy.account)
        {
            let error = InputError::member("/account_id", "the account of a policy cannot change");
            return Err(Problem::body(vec![error]));
        }
        let author = author(&call, &sent, policy.account).await?;
        let terms = Terms {
            form: Form::Native,
            ..as_seen(sent.headers())
        };
        let patched = call
            .control
            .patch_policy(&author, policy.id, sent.body, terms);
        let patched = PolicyView::from(patched.await?.thing);
        Ok(changed(StatusCode::OK, &patched))
    })
    .await
}

/// Deletes a rule of a draft
///
/// It is not the last one. With `If-Match` and the `ETag` of the policy, only of what was read.
#[utoipa::path(
    delete,
    path = "/landfall/v1/policies/{id}/rules/{rule}",
    tag = "policies",
    operation_id = "delete_policy_rule",
    params(
        ("id" = String, Path, description = "The policy's number"),
        ("rule" = String, Path, description = "The rule's number"),
        ShowQuery,
        ("If-Match" = Option<String>, Header, description = "The tag of the policy that is to be changed"),
    ),
    responses((status = 204, description = "It is gone"), DeleteProblems),
)]
pub(super) async fn delete_rule(State(native): State<Native>, request: Request) -> Response<Body> {
    writing(&native, request, None, async |mut call, sent| {
        let rule: Option<RuleId> = call.id.as_deref().and_then(|id| id.parse().ok());
        // Behind the policy's number stand two more segments.
        call.id = call.segment(2);
        let policy = one::<Policies>(&call).await?;
        let author = author(&call, &sent, policy.account).await?;
        let rule = rule.ok_or_else(Problem::not_found)?;
        let terms = as_seen(sent.headers());
        let deleted = call.control.delete_rule(&author, (policy.id, rule), terms);
        deleted.await?;
        Ok(gone())
    })
    .await
}

/// The account that a new policy is for. If it names none, what else is wrong with it is told too.
async fn account_of(call: &Call<'_>, sent: &Sent<'_>) -> Result<OrganizationId, Problem> {
    let named = call.control.account_named_in(sent.body.clone()).await?;
    let fault = match named {
        Some(named) => match customer(call, &named).await? {
            Some(account) => return Ok(account),
            None => "there is no such customer within the caller's view",
        },
        None => "is needed: the customer whose policy it is, by its id or another of its names",
    };
    let mut errors = vec![InputError::member("/account_id", fault)];
    let faults = call
        .control
        .faults_of_new_policy(sent.body.clone(), Form::Native)
        .await?;
    errors.extend(
        faults
            .into_iter()
            .map(|finding| InputError::member(&finding.pointer, finding.description)),
    );
    Err(Problem::body(errors))
}

/// The customer of that name, if it is in view.
pub(super) async fn customer(
    call: &Call<'_>,
    name: &str,
) -> Result<Option<OrganizationId>, Problem> {
    let view = &call.caller.view;
    let Some(name) = customer_name(&view.tenant, name) else {
        return Ok(None);
    };
    let customer = call.control.customer_named(view, &name).await?;
    Ok(customer.map(|customer| customer.organization.id))
}

/// Who makes the change.
pub(super) async fn author(
    call: &Call<'_>,
    sent: &Sent<'_>,
    account: OrganizationId,
) -> Result<Author, Problem> {
    let author = call
        .control
        .author(&call.caller, account, Some(sent.request_id()))
        .await?;
    author.ok_or_else(may_only_read)
}

/// That a policy is changed only if it has one of the tags in `If-Match`, where there is that header.
fn as_seen(headers: &HeaderMap) -> Terms {
    let seen = Wanted::of(headers).map(|wanted| -> PolicySeen {
        Arc::new(move |policy| wanted.names(&PolicyView::tag(policy)))
    });
    Terms {
        seen,
        ..Terms::default()
    }
}
