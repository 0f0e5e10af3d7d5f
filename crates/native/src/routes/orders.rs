//! Ordering, and withdrawing an order that nobody has taken yet.

use axum::{
    body::Body,
    extract::{Request, State},
};
use http::{Response, StatusCode};
use landfall_control::{
    command::{OrderBody, Orderer, Withdrawn},
    once::Answer,
};
use landfall_core::{
    id::OrganizationId,
    model::{
        Customer, FulfillmentDetail, FulfillmentKind, Organization, OrganizationKind, SellerKind,
    },
    rules::ordering::{Refused, Submission},
};
use serde_json::{Map, Value, json};

use super::{
    accounts::LARGEST,
    call::{Call, Native},
    customer_changes::named,
    once::{added, answered, repeatable},
    resource::ShowQuery,
    writing::{Sent, changed, may_only_read, writing},
};
use crate::{
    error::{InputError, Kind, Problem},
    problems::{AddProblems, CancelProblems},
    wire::{FulfillmentView, OrderFormView, SentOrder, read_order, refused_order},
};

const PATH: &str = "/landfall/v1/fulfillments";
const NOBODY: &str = "00000000-0000-0000-0000-000000000000";

/// Orders
///
/// A customer that is described in `account` is made with its services; one that `account_id` names gets more, or loses those whose SKUs
/// are named if `kind` says so (`cancel_service`). Nothing of it is done yet when this answers: the order is
/// `pending`, and its status says how it goes on. Orders of one account are carried out one after the other. With an `Idempotency-Key` the
/// same call may be sent again for a day and orders nothing more.
#[utoipa::path(
    post,
    path = "/landfall/v1/fulfillments",
    tag = "fulfillments",
    operation_id = "submit_fulfillment",
    params(
        ShowQuery,
        ("Idempotency-Key" = Option<String>, Header, description = "The caller's name for this call, 1 to 255 visible characters: under the same name it is ordered once"),
    ),
    request_body(content = OrderFormView, content_type = "application/json"),
    responses(
        (status = 201, description = "The order", body = FulfillmentView, headers(("location" = String, description = "Its path"), ("etag" = String, description = "The tag of what is shown"))),
        AddProblems,
    ),
)]
pub(super) async fn submit(State(native): State<Native>, request: Request) -> Response<Body> {
    writing(&native, request, Some(LARGEST), async |call, sent| {
        let repeatable = repeatable(&call, &sent)?;
        let SentOrder {
            seller,
            account,
            mut words,
        } = read_order(&sent.body)?;
        let mut errors = Vec::new();
        let customer = account_of(&call, account.as_deref(), &mut words, &mut errors).await?;
        let seller = seller_of(&call, seller.as_deref(), customer.as_ref(), &mut errors).await?;
        sold_by(seller.as_ref(), &mut words);
        if seller.is_none() {
            // Whether a partner goes with the seller cannot be told.
            words.remove("partnerId");
        }
        let Some(seller) = seller.filter(|_| errors.is_empty()) else {
            errors.extend(faults(&call, &words));
            return Err(Problem::body(errors));
        };
        let orderer = orderer(&call, &sent, seller.id).await?;
        let (body, path) = (OrderBody::of(words), sent.path().to_owned());
        let show = move |outcome: Result<&FulfillmentDetail, &Refused>| shown(outcome, &path);
        let submitted = call
            .control
            .submit_order(&orderer, repeatable.as_ref(), body, show)
            .await?;
        answered(submitted, PATH)
    })
    .await
}

/// Withdraws an order that is pending
///
/// Of this call and the worker that would carry it out exactly one wins. One that is cancelled already stays as it is.
#[utoipa::path(
    post,
    path = "/landfall/v1/fulfillments/{id}/cancel",
    tag = "fulfillments",
    operation_id = "cancel_fulfillment",
    params(("id" = String, Path, description = "Its id"), ShowQuery),
    responses(
        (status = 200, description = "The order, which is cancelled", body = FulfillmentView, headers(("etag" = String, description = "The tag of what is shown"))),
        CancelProblems,
    ),
)]
pub(super) async fn cancel(State(native): State<Native>, request: Request) -> Response<Body> {
    writing(&native, request, None, async |call, sent| {
        let id = call.segment(1).and_then(|id| id.parse().ok());
        let id = id.ok_or_else(Problem::not_found)?;
        let found = call.control.fulfillment(&call.caller.view, id).await?;
        let seller = found.ok_or_else(Problem::not_found)?.fulfillment.seller;
        let orderer = orderer(&call, &sent, seller).await?;
        match call.control.withdraw_order(orderer.partner(), id).await? {
            Withdrawn::Cancelled(order) | Withdrawn::Already(order) => {
                Ok(changed(StatusCode::OK, &FulfillmentView::from(*order)))
            }
            Withdrawn::TooLate(status) => {
                let detail = format!(
                    "The order is {status}: only one that is pending can be withdrawn. What it began ends by an order that cancels services."
                );
                Err(Problem::new(Kind::Conflict, detail))
            }
            Withdrawn::Unknown => Err(Problem::not_found()),
        }
    })
    .await
}

/// The customer that is there, if one is named; the order is for it then.
async fn account_of(
    call: &Call<'_>,
    name: Option<&str>,
    words: &mut Map<String, Value>,
    errors: &mut Vec<InputError>,
) -> Result<Option<Customer>, Problem> {
    if name.is_none() {
        return Ok(None);
    }
    let found = match named(call, name).await {
        Ok(customer) => Some(customer),
        Err(problem) if problem.is(Kind::NotFound) => {
            let fault = "there is no such customer within the caller's view";
            errors.push(InputError::member("/account_id", fault));
            None
        }
        Err(problem) => return Err(problem),
    };
    let id = found.as_ref().map(|it| it.organization.id.to_string());
    // The rest is read as an order for somebody all the same.
    let id = id.unwrap_or_else(|| NOBODY.to_owned());
    words.insert("account".to_owned(), json!({ "id": id }));
    Ok(found)
}

/// Who introduces the customer.
async fn seller_of(
    call: &Call<'_>,
    named: Option<&str>,
    customer: Option<&Customer>,
    errors: &mut Vec<InputError>,
) -> Result<Option<Organization>, Problem> {
    let fault = match named.map(str::parse) {
        Some(Err(_)) => "has to be the UUID of an MSP or a reseller",
        Some(Ok(id)) => match call.control.seller_of_new(&call.caller, Some(id)).await? {
            Some(seller) => return Ok(Some(seller)),
            None => "there is no such MSP or reseller within the caller's view",
        },
        None => match call.control.seller_to(&call.caller, customer).await? {
            Some(seller) => return Ok(Some(seller)),
            None => "is needed: an MSP or a reseller, since the caller's own place is neither",
        },
    };
    errors.push(InputError::member("/seller_id", fault));
    Ok(None)
}

/// Says who introduces the customer, and which kind of order it is where only what is to be done was said.
fn sold_by(seller: Option<&Organization>, words: &mut Map<String, Value>) {
    let is_msp = seller.is_some_and(|seller| seller.kind == OrganizationKind::Msp);
    let (member, kind) = if is_msp {
        ("mspId", SellerKind::Msp)
    } else {
        ("resellerId", SellerKind::Reseller)
    };
    if let Some(seller) = seller {
        words.insert(member.to_owned(), seller.id.to_string().into());
    }
    let action = words.get("type").and_then(Value::as_str);
    if let Some(action) = action.and_then(|text| text.parse().ok()) {
        let kind = FulfillmentKind {
            seller: kind,
            action,
        };
        words.insert("type".to_owned(), kind.as_str().into());
    }
}

/// What else is wrong with an order by itself.
fn faults(call: &Call<'_>, words: &Map<String, Value>) -> Vec<InputError> {
    let read = Submission::read(words, call.control.clock().now());
    let refused = read.err();
    refused.map_or_else(Vec::new, |refused| refused_order(&refused).into_errors())
}

/// Who orders: 403 if they may not.
async fn orderer(
    call: &Call<'_>,
    sent: &Sent<'_>,
    seller: OrganizationId,
) -> Result<Orderer, Problem> {
    let orderer = call
        .control
        .orderer_at(&call.caller, seller, Some(sent.request_id()))
        .await?;
    orderer.ok_or_else(may_only_read)
}

fn shown(outcome: Result<&FulfillmentDetail, &Refused>, path: &str) -> Answer {
    match outcome {
        Ok(order) => added(&FulfillmentView::from(order.clone())),
        Err(refused) => refused_order(refused).answer(path),
    }
}
