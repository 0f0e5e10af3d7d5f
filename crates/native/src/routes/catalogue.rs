//! The service catalogue: what the tenant offers.

use axum::{
    body::Body,
    extract::{Request, State},
};
use http::{Response, StatusCode};
use landfall_control::{
    command::{CatalogueRefused, MOST_OFFERS, NewOffer},
    query::{ListIdentity, PageKey, Value},
};
use landfall_core::model::Offer;
use utoipa::IntoParams;

use super::{
    call::{Call, Native, reading},
    paging::{page_size, sent},
    resource::{ShowQuery, refused_token},
    writing::{Sent, changed, writing},
};
use crate::{
    error::{InputError, Kind, Problem},
    problems::{ChangeProblems, ReadProblems},
    wire::{NewOffersForm, OfferForm, OfferView, OffersView, Page},
};

/// Bytes of a body.
const LARGEST: usize = 1 << 20;
/// The list's name in page tokens.
const NAME: &str = "catalogue";

/// The parameters of the list.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "the parameters as the document describes them")]
pub(crate) struct CatalogueQuery {
    /// Items of a page.
    #[param(minimum = 1, maximum = 500, default = 50)]
    page_size: Option<u32>,
    /// `next_page_token` of the page before.
    page_token: Option<String>,
    /// The organization to act in.
    #[param(format = Uuid)]
    organization: Option<String>,
}

/// The tenant's catalogue, by SKU; everybody in the tenant sees all of it
#[utoipa::path(
    get,
    path = "/landfall/v1/catalogue",
    tag = "catalogue",
    operation_id = "list_catalogue",
    params(CatalogueQuery),
    responses((status = 200, description = "A page", body = Page<OfferView>), ReadProblems),
)]
pub(super) async fn list(State(native): State<Native>, request: Request) -> Response<Body> {
    reading(&native, request, &["page_size", "page_token"], page).await
}

async fn page(call: Call<'_>) -> Result<Page<OfferView>, Problem> {
    let limit = page_size(&call.query).map_err(|fault| Problem::parameters(vec![fault]))?;
    let identity = ListIdentity {
        list: NAME,
        view: &call.caller.view,
        filter: "",
        order: "",
    };
    let after = match sent(&call.query, "page_token") {
        None => String::new(),
        Some(token) => match call.control.page_key(identity, token) {
            Ok(key) => match key.id {
                Value::Text(sku) => sku,
                _ => String::new(),
            },
            Err(refused) => return Err(refused_token(refused)),
        },
    };
    let tenant = &call.caller.view.tenant;
    // One more than is shown tells whether there is another page.
    let mut offers = call.control.offers(tenant, &after, limit + 1).await?;
    let is_last = offers.len() <= limit as usize;
    offers.truncate(limit as usize);
    let next = offers.last().filter(|_| !is_last).map(|last| {
        let key = PageKey {
            values: Vec::new(),
            id: Value::Text(last.sku.clone()),
        };
        call.control.page_token(identity, &key)
    });
    Ok(Page {
        items: offers.into_iter().map(OfferView::from).collect(),
        next_page_token: next,
    })
}

/// One offer
#[utoipa::path(
    get,
    path = "/landfall/v1/catalogue/{sku}",
    tag = "catalogue",
    operation_id = "show_offer",
    params(("sku" = String, Path, description = "Its SKU"), ShowQuery),
    responses((status = 200, description = "It", body = OfferView), ReadProblems),
)]
pub(super) async fn show(State(native): State<Native>, request: Request) -> Response<Body> {
    reading(&native, request, &[], async |call| {
        // No text of the record has that character, and not every engine could be asked for it.
        let sku = call.id.as_deref().filter(|sku| !sku.contains('\0'));
        let sku = sku.ok_or_else(Problem::not_found)?;
        let found = call.control.offer(&call.caller.view.tenant, sku).await?;
        found.map(OfferView::from).ok_or_else(Problem::not_found)
    })
    .await
}

/// Puts an offer into the catalogue, or changes it
///
/// It takes the right to write in the whole tenant. An offer that is the same already stays as it is. One that is not offered any
/// more stays in the catalogue: it cannot be ordered, and open orders for it fail with 2001.
#[utoipa::path(
    put,
    path = "/landfall/v1/catalogue/{sku}",
    tag = "catalogue",
    operation_id = "put_offer",
    params(("sku" = String, Path, description = "Its SKU"), ShowQuery),
    request_body(content = OfferForm, content_type = "application/json"),
    responses(
        (status = 200, description = "The offer as it is now", body = OfferView, headers(("etag" = String, description = "The tag of what is shown"))),
        ChangeProblems,
    ),
)]
pub(super) async fn put(State(native): State<Native>, request: Request) -> Response<Body> {
    writing(&native, request, Some(LARGEST), async |call, sent| {
        let sku = call.segment(0).ok_or_else(Problem::not_found)?;
        let new = OfferForm::read(&sent.body, sku)?;
        let mut offers = put_into(&call, &sent, vec![new], |_| String::new()).await?;
        let offer = offers.pop().ok_or_else(Problem::internal)?;
        Ok(changed(StatusCode::OK, &OfferView::from(offer)))
    })
    .await
}

/// Puts offers into the catalogue, or changes them: all of them or none
///
/// What is not named stays as it is. It takes the right to write in the whole tenant.
#[utoipa::path(
    post,
    path = "/landfall/v1/catalogue",
    tag = "catalogue",
    operation_id = "put_offers",
    params(ShowQuery),
    request_body(content = NewOffersForm, content_type = "application/json"),
    responses((status = 200, description = "The offers as they are now", body = OffersView), ChangeProblems),
)]
pub(super) async fn put_all(State(native): State<Native>, request: Request) -> Response<Body> {
    writing(&native, request, Some(LARGEST), async |call, sent| {
        let new = NewOffersForm::read(&sent.body, MOST_OFFERS)?;
        let offers = put_into(&call, &sent, new, |index| format!("/items/{index}")).await?;
        let items = offers.into_iter().map(OfferView::from).collect();
        Ok(changed(StatusCode::OK, &OffersView { items }))
    })
    .await
}

/// Changes the catalogue. `place` says where in the body an offer stands.
async fn put_into(
    call: &Call<'_>,
    sent: &Sent<'_>,
    new: Vec<NewOffer>,
    place: impl Fn(usize) -> String,
) -> Result<Vec<Offer>, Problem> {
    let put = call
        .control
        .put_offers(&call.caller, Some(sent.request_id()), new);
    put.await.map_err(|refused| match refused {
        CatalogueRefused::NotAllowed => {
            let detail = "The catalogue is the whole tenant's: this takes the role business-admin in all of it, or a client with native=write that is bound to nothing less.";
            Problem::new(Kind::Forbidden, detail)
        }
        CatalogueRefused::Unfit(unfit) => {
            let told = unfit.into_iter().take(10).map(|(index, unfit)| {
                let pointer = format!("{}/{}", place(index), unfit.member);
                InputError::member(&pointer, unfit.rule)
            });
            Problem::body(told.collect())
        }
        CatalogueRefused::Failed(error) => error.into(),
    })
}
