//! Adding deployments and changing them.

use axum::{
    body::Body,
    extract::{Request, State},
};
use http::Response;
use landfall_control::query::CustomerName;
use landfall_core::{
    model::Customer,
    rules::writing::{DeploymentPatch, NewDeployment},
};

use super::{
    accounts::{LARGEST, Shown, faults, partner},
    call::{Call, Native},
    customer_changes::named,
    deployments::Deployments,
    once::{answered, repeatable},
    resource::{ShowQuery, one},
    writing::writing,
};
use crate::{
    error::{InputError, Kind, Problem},
    problems::{AddProblems, ChangeProblems},
    wire::{DeploymentFormView, DeploymentView, Of, SentDeployment, read_deployment},
};

const PATH: &str = "/landfall/v1/deployments";

/// Adds a deployment to a customer
///
/// It is in another country than the customer, which has global sales, as its tenant has. A customer that was ordered and has gone out of
/// use is in use again. With an `Idempotency-Key` the same call may be sent again for a day and adds nothing more.
#[utoipa::path(
    post,
    path = "/landfall/v1/deployments",
    tag = "deployments",
    operation_id = "add_deployment",
    params(
        ShowQuery,
        ("Idempotency-Key" = Option<String>, Header, description = "The caller's name for this call, 1 to 255 visible characters: under the same name the deployment is added once"),
    ),
    request_body(content = DeploymentFormView, content_type = "application/json"),
    responses(
        (status = 201, description = "The deployment", body = DeploymentView, headers(("location" = String, description = "Its path"), ("etag" = String, description = "The tag of what is shown"))),
        AddProblems,
    ),
)]
pub(super) async fn add(State(native): State<Native>, request: Request) -> Response<Body> {
    writing(&native, request, Some(LARGEST), async |call, sent| {
        let repeatable = repeatable(&call, &sent)?;
        let SentDeployment { customer, words } = read_deployment(&sent.body, true)?;
        let body = NewDeployment::put_together(&words);
        let customer = customer_of(&call, customer.as_deref(), &body).await?;
        let organization = &customer.organization;
        let partner = partner(&call, &sent, organization.id).await?;
        let show = Shown::added(&sent, Of::Deployment);
        let (call, customer) = (call.control, organization.vipmp_id.as_ref());
        let made = call.add_deployment(&partner, repeatable.as_ref(), customer, Ok(body), show);
        answered(made.await?, PATH)
    })
    .await
}

/// Changes a deployment
///
/// What is not sent stays; members of the address too. `status` takes it out of use (`inactive`) and back: the customer follows if it was
/// ordered. With `If-Match` and the `ETag` of what was read, a change of what has become another deployment meanwhile is refused.
#[utoipa::path(
    patch,
    path = "/landfall/v1/deployments/{id}",
    tag = "deployments",
    operation_id = "change_deployment",
    params(
        ("id" = String, Path, description = "Its number in vipmp"),
        ShowQuery,
        ("If-Match" = Option<String>, Header, description = "The tag of the deployment that is to be changed"),
    ),
    request_body(content = DeploymentFormView, content_type = "application/json"),
    responses(
        (status = 200, description = "The deployment as it is now", body = DeploymentView, headers(("etag" = String, description = "The tag of what is shown"))),
        ChangeProblems,
    ),
)]
pub(super) async fn change(State(native): State<Native>, request: Request) -> Response<Body> {
    writing(&native, request, Some(LARGEST), async |call, sent| {
        let deployment = one::<Deployments>(&call).await?;
        let SentDeployment { customer, words } = read_deployment(&sent.body, false)?;
        let name = CustomerName::Id(deployment.customer);
        let owner = call
            .control
            .customer_named(&call.caller.view, &name)
            .await?;
        let owner = owner.ok_or_else(Problem::not_found)?.organization;
        if let Some(customer) = customer
            && !is_of(&call, &customer, owner.id).await?
        {
            let fault = "the customer of a deployment cannot change";
            return Err(Problem::body(vec![InputError::member(
                "/customer_id",
                fault,
            )]));
        }
        let partner = partner(&call, &sent, owner.id).await?;
        let show = Shown::changed(&sent, Of::Deployment, Vec::new());
        let of = (owner.vipmp_id.as_ref(), Some(&deployment.vipmp_id));
        let body = Ok(DeploymentPatch::part(words));
        let changed = call
            .control
            .change_deployment(&partner, None, of, body, show)
            .await?;
        answered(changed, PATH)
    })
    .await
}

/// The customer that a new deployment is for. If there is none of that name in view, what else is wrong is told too.
async fn customer_of(
    call: &Call<'_>,
    customer: Option<&str>,
    body: &NewDeployment,
) -> Result<Customer, Problem> {
    let fault = match customer {
        Some(_) => match named(call, customer).await {
            Err(problem) if problem.is(Kind::NotFound) => {
                "there is no such customer within the caller's view"
            }
            found => return found,
        },
        None => "is needed: the customer whose deployment it is, by its id or another of its names",
    };
    let mut errors = vec![InputError::member("/customer_id", fault)];
    errors.extend(faults(body.check(), Of::Deployment));
    Err(Problem::body(errors))
}

/// Whether that is a name of the customer.
async fn is_of(
    call: &Call<'_>,
    name: &str,
    owner: landfall_core::id::OrganizationId,
) -> Result<bool, Problem> {
    match named(call, Some(name)).await {
        Ok(customer) => Ok(customer.organization.id == owner),
        Err(problem) if problem.is(Kind::NotFound) => Ok(false),
        Err(problem) => Err(problem),
    }
}
