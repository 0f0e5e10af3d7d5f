//! Adding customers and changing them.

use axum::{
    body::Body,
    extract::{Request, State},
};
use http::Response;
use landfall_control::query::customer_name;
use landfall_core::{
    id::VipmpId,
    model::{Customer, Organization},
    rules::writing::{CustomerPatch, NewCustomer},
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
    error::Problem,
    problems::{AddProblems, ChangeProblems},
    wire::{Account, CustomerFormView, CustomerView, Of, read_account},
};

const PATH: &str = "/landfall/v1/customers";

/// Adds a customer
///
/// It hangs below `parent_id`, a reseller or an MSP, or below where the caller acts if that is one, or else below the tenant's house
/// reseller. It has all of its names at once and is `pending` until it has been validated, which is a matter of a second: then it is
/// `active`, or its postal code does not fit its country (`invalid_address`), or the seller has an active customer with the same name
/// and primary contact (`duplicate`). With an `Idempotency-Key` the same call may be sent again for a day and adds nothing more.
#[utoipa::path(
    post,
    path = "/landfall/v1/customers",
    tag = "customers",
    operation_id = "add_customer",
    params(
        ShowQuery,
        ("Idempotency-Key" = Option<String>, Header, description = "The caller's name for this call, 1 to 255 visible characters: under the same name the customer is added once"),
    ),
    request_body(content = CustomerFormView, content_type = "application/json"),
    responses(
        (status = 201, description = "The customer", body = CustomerView, headers(("location" = String, description = "Its path"), ("etag" = String, description = "The tag of what is shown"))),
        AddProblems,
    ),
)]
pub(super) async fn add(State(native): State<Native>, request: Request) -> Response<Body> {
    writing(&native, request, Some(LARGEST), async |call, sent| {
        let repeatable = repeatable(&call, &sent)?;
        let asked = read_account(&sent.body, Account::NewCustomer)?;
        let parent = parent(&call, asked.parent.as_deref(), &asked.words).await?;
        let partner = partner(&call, &sent, parent.0.id).await?;
        let body = NewCustomer::below(&parent.1, asked.words);
        let show = Shown::added(&sent, Of::Account);
        let made = call
            .control
            .create_customer(&partner, repeatable.as_ref(), Ok(body), show)
            .await?;
        answered(made, PATH)
    })
    .await
}

/// Changes a customer
///
/// What is not sent stays; lists are replaced as a whole. Name, country, region and `coterm_date` never change, and what the vendor
/// sets (`status`, `discounts`, `tags` and the like) cannot be set here. One that is pending or blocked cannot be changed; one that was
/// found invalid is validated again. With `If-Match` and the `ETag` of what was read, a change of what has become another customer
/// meanwhile is refused.
#[utoipa::path(
    patch,
    path = "/landfall/v1/customers/{id}",
    tag = "customers",
    operation_id = "change_customer",
    params(
        ("id" = String, Path, description = "Any of its names, as for showing it"),
        ShowQuery,
        ("If-Match" = Option<String>, Header, description = "The tag of the customer that is to be changed"),
    ),
    request_body(content = CustomerFormView, content_type = "application/json"),
    responses(
        (status = 200, description = "The customer as it is now", body = CustomerView, headers(("etag" = String, description = "The tag of what is shown"))),
        ChangeProblems,
    ),
)]
pub(super) async fn change(State(native): State<Native>, request: Request) -> Response<Body> {
    writing(&native, request, Some(LARGEST), async |call, sent| {
        let customer = named(&call, call.id.as_deref()).await?;
        let asked = read_account(&sent.body, Account::Customer)?;
        let organization = &customer.organization;
        let partner = partner(&call, &sent, organization.id).await?;
        let show = Shown::changed(&sent, Of::Account, asked.kept);
        let (id, body) = (
            organization.vipmp_id.as_ref(),
            CustomerPatch::part(asked.words),
        );
        let changed = call
            .control
            .change_customer(&partner, None, id, Ok(body), show)
            .await?;
        answered(changed, PATH)
    })
    .await
}

/// The customer of any of its names: 404 if it is not in view.
pub(super) async fn named(call: &Call<'_>, name: Option<&str>) -> Result<Customer, Problem> {
    let view = &call.caller.view;
    // No text of the record has that character, and not every engine could be asked for it.
    let name = name.filter(|name| !name.contains('\0'));
    let name = name.and_then(|name| customer_name(&view.tenant, name));
    let name = name.ok_or_else(Problem::not_found)?;
    let customer = call.control.customer_named(view, &name).await?;
    customer.ok_or_else(Problem::not_found)
}

/// Who a new customer hangs below, with the number by which the rules know it. If it cannot be, what else is wrong with the body is
/// told too.
async fn parent(
    call: &Call<'_>,
    named: Option<&str>,
    words: &Map<String, Value>,
) -> Result<(Organization, VipmpId), Problem> {
    let found = match named.map(str::parse) {
        Some(Err(_)) => None,
        Some(Ok(id)) => call.control.seller_of_new(&call.caller, Some(id)).await?,
        None => call.control.seller_of_new(&call.caller, None).await?,
    };
    let found = found.and_then(|found| Some((found.vipmp_id.clone()?, found)));
    found.map(|(number, found)| (found, number)).ok_or_else(|| {
        let fault = match named {
            Some(_) => "there is no such reseller or MSP within the caller's view",
            None => "is needed: a reseller or an MSP, since the caller's own place is neither",
        };
        no_parent(fault, NewCustomer::alone(words))
    })
}
