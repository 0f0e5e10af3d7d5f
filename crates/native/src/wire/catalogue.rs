//! The service catalogue.

use landfall_control::command::NewOffer;
use landfall_core::model::Offer;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::common::Time;
use crate::error::{InputError, Problem};

/// A service that the tenant offers, or offered.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Offer)]
pub(crate) struct OfferView {
    /// Its name in orders; unique in the tenant.
    #[schema(example = "MTSP-M365E-USR")]
    sku: String,
    /// A text for people; may be empty.
    name: String,
    /// Whether it can be ordered. What is not offered any more can still be ended by who has it.
    offered: bool,
    /// When it was last changed.
    updated_at: Time,
}

impl From<Offer> for OfferView {
    fn from(offer: Offer) -> Self {
        Self {
            sku: offer.sku,
            name: offer.name,
            offered: offer.offered,
            updated_at: Time(offer.updated_at),
        }
    }
}

/// What an offer is to be.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = OfferTerms)]
#[serde(deny_unknown_fields)]
pub(crate) struct OfferForm {
    /// A text for people.
    #[serde(default)]
    #[schema(required = false, max_length = 255)]
    name: String,
    /// Whether it can be ordered.
    #[serde(default = "yes")]
    #[schema(required = false, default = true)]
    offered: bool,
}

/// The same with its SKU.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = NewOffer)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewOfferForm {
    /// Its name in orders.
    #[schema(min_length = 1, max_length = 255)]
    sku: String,
    /// A text for people.
    #[serde(default)]
    #[schema(required = false, max_length = 255)]
    name: String,
    /// Whether it can be ordered.
    #[serde(default = "yes")]
    #[schema(required = false, default = true)]
    offered: bool,
}

/// Offers that are to be in the catalogue.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = NewOffers)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewOffersForm {
    /// Each SKU once.
    #[schema(min_items = 1, max_items = 1000)]
    items: Vec<Map<String, Value>>,
}

/// The offers as they are now, in the order in which they were sent.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Offers)]
pub(crate) struct OffersView {
    /// The offers.
    pub(crate) items: Vec<OfferView>,
}

fn yes() -> bool {
    true
}

impl OfferForm {
    /// Reads the body for the offer of that SKU.
    pub(crate) fn read(body: &[u8], sku: String) -> Result<NewOffer, Problem> {
        let form: Self = read(body)?;
        Ok(NewOffer {
            sku,
            name: form.name,
            offered: form.offered,
        })
    }
}

impl NewOffersForm {
    /// Reads a body. Whatever does not fit is named by its place.
    pub(crate) fn read(body: &[u8], most: usize) -> Result<Vec<NewOffer>, Problem> {
        let form: Self = read(body)?;
        if !(1..=most).contains(&form.items.len()) {
            let detail = format!("takes 1 to {most} offers");
            return Err(Problem::body(vec![InputError::member("/items", detail)]));
        }
        let (mut offers, mut errors) = (Vec::new(), Vec::new());
        for (index, item) in form.items.into_iter().enumerate() {
            match serde_json::from_value::<NewOfferForm>(item.into()) {
                Ok(form) => offers.push(NewOffer {
                    sku: form.sku,
                    name: form.name,
                    offered: form.offered,
                }),
                Err(error) if errors.len() < 10 => errors.push(InputError::member(
                    &format!("/items/{index}"),
                    error.to_string(),
                )),
                Err(_) => {}
            }
        }
        if errors.is_empty() {
            Ok(offers)
        } else {
            Err(Problem::body(errors))
        }
    }
}

fn read<T: serde::de::DeserializeOwned>(body: &[u8]) -> Result<T, Problem> {
    // An object first: a form could also be read from a list.
    let members: Result<Map<String, Value>, _> = serde_json::from_slice(body);
    let form = members.and_then(|members| serde_json::from_value(members.into()));
    form.map_err(|error| Problem::body(vec![InputError::member("", error.to_string())]))
}
