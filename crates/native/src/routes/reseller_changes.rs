//! Adding resellers and changing them: organizations of that kind.

use axum::{
    body::Body,
    extract::{Request, State},
};
use http::Response;
use landfall_core::{
    id::VipmpId,
    model::{Organization, OrganizationKind},
    rules::writing::{NewReseller, ResellerPatch},
};
use serde_json::{Map, Value};

use super::{
    accounts::{LARGEST, Shown, no_parent, partner},
    call::{Call, Native},
    once::{answered, repeatable},
    resource::ShowQuery,
    writing::writing,
};
use crate::{
    error::{Kind, Problem},
    problems::{AddProblems, ChangeProblems},
    wire::{Account, Of, OrganizationView, ResellerFormView, read_account},
};

const PATH: &str = "/landfall/v1/organizations";

/// Adds a reseller
///
/// It hangs below `parent_id`, a distributor, or below where the caller acts if that is one, or else below the tenant's own. It is
/// `pending` until it has been validated, which is a matter of a second, and may have customers at once. With an `Idempotency-Key` the
/// same call may be sent again for a day and adds nothing more.
#[utoipa::path(
    post,
    path = "/landfall/v1/organizations",
    tag = "organizations",
    operation_id = "add_reseller",
    params(
        ShowQuery,
        ("Idempotency-Key" = Option<String>, Header, description = "The caller's name for this call, 1 to 255 visible characters: under the same name the reseller is added once"),
    ),
    request_body(content = ResellerFormView, content_type = "application/json"),
    responses(
        (status = 201, description = "The reseller", body = OrganizationView, headers(("location" = String, description = "Its path"), ("etag" = String, description = "The tag of what is shown"))),
        AddProblems,
    ),
)]
pub(super) async fn add(State(native): State<Native>, request: Request) -> Response<Body> {
    writing(&native, request, Some(LARGEST), async |call, sent| {
        let repeatable = repeatable(&call, &sent)?;
        let asked = read_account(&sent.body, Account::NewReseller)?;
        let parent = parent(&call, asked.parent.as_deref(), &asked.words).await?;
        let partner = partner(&call, &sent, parent.0.id).await?;
        let body = NewReseller::below(&parent.1, asked.words);
        let show = Shown::added(&sent, Of::Account);
        let made = call
            .control
            .create_reseller(&partner, repeatable.as_ref(), Ok(body), show)
            .await?;
        answered(made, PATH)
    })
    .await
}

/// Changes a reseller or an MSP
///
/// What is not sent stays; lists are replaced as a whole. Name, country and region never change, and no market is taken away. One that
/// is pending or blocked cannot be changed; one that was found invalid is validated again. Customers are changed at their own path,
/// and other organizations are not (409). With `If-Match` and the `ETag` of what was read, a change of what has become another reseller
/// meanwhile is refused.
#[utoipa::path(
    patch,
    path = "/landfall/v1/organizations/{id}",
    tag = "organizations",
    operation_id = "change_reseller",
    params(
        ("id" = String, Path, description = "Its id"),
        ShowQuery,
        ("If-Match" = Option<String>, Header, description = "The tag of the reseller that is to be changed"),
    ),
    request_body(content = ResellerFormView, content_type = "application/json"),
    responses(
        (status = 200, description = "The reseller as it is now", body = OrganizationView, headers(("etag" = String, description = "The tag of what is shown"))),
        ChangeProblems,
    ),
)]
pub(super) async fn change(State(native): State<Native>, request: Request) -> Response<Body> {
    writing(&native, request, Some(LARGEST), async |call, sent| {
        let id = call.id.as_deref().and_then(|id| id.parse().ok());
        let id = id.ok_or_else(Problem::not_found)?;
        let found = call.control.organization(&call.caller.view, id).await?;
        let found = found.ok_or_else(Problem::not_found)?;
        let asked = read_account(&sent.body, Account::Reseller)?;
        let partner = partner(&call, &sent, found.id).await?;
        match found.kind {
            OrganizationKind::Reseller | OrganizationKind::Msp => {}
            OrganizationKind::Customer => {
                let detail = "This is a customer: send the change to /landfall/v1/customers.";
                return Err(Problem::new(Kind::Conflict, detail));
            }
            _ => {
                let detail = "Of organizations, resellers, MSPs and customers are changed.";
                return Err(Problem::new(Kind::Conflict, detail));
            }
        }
        let show = Shown::changed(&sent, Of::Account, asked.kept);
        let (id, body) = (found.vipmp_id.as_ref(), ResellerPatch::part(asked.words));
        let changed = call
            .control
            .change_reseller(&partner, None, id, Ok(body), show)
            .await?;
        answered(changed, PATH)
    })
    .await
}

/// Who a new reseller hangs below, with the number by which the rules know it. If it cannot be, what else is wrong with the body is
/// told too.
async fn parent(
    call: &Call<'_>,
    named: Option<&str>,
    words: &Map<String, Value>,
) -> Result<(Organization, VipmpId), Problem> {
    let control = call.control;
    let found = match named.map(str::parse) {
        Some(Err(_)) => None,
        Some(Ok(id)) => control.distributor_of_new(&call.caller, Some(id)).await?,
        None => control.distributor_of_new(&call.caller, None).await?,
    };
    let found = found.and_then(|found| Some((found.vipmp_id.clone()?, found)));
    found.map(|(number, found)| (found, number)).ok_or_else(|| {
        let fault = match named {
            Some(_) => "there is no such distributor within the caller's view",
            None => "is needed: a distributor, since the caller's own place is none",
        };
        no_parent(fault, NewReseller::alone(words))
    })
}
