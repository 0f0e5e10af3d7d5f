//! Deployments as they are sent.

use serde::Deserialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::{
    account_form::{AddressForm, not_kept},
    members::{Members, object, settled},
    words,
};
use crate::error::{InputError, Problem};

/// A deployment that is to be made, or what of one is to change. What the server gives (`id`, `created_at`) is not looked at.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = DeploymentForm)]
#[expect(
    dead_code,
    reason = "the form as the document describes it; it is read with its errors"
)]
pub(crate) struct DeploymentFormView {
    /// For a new one: the customer that it belongs to, by its id or another of its names. It never changes.
    #[schema(example = "0001")]
    customer_id: Option<String>,
    /// Where it is. A new one needs it whole; the country never changes.
    address: Option<AddressForm>,
    /// `active` or `inactive`; a new one is active.
    #[schema(example = "inactive")]
    status: Option<String>,
}

/// A deployment as it was sent.
#[derive(Debug)]
pub(crate) struct SentDeployment {
    /// The customer, if one is named.
    pub(crate) customer: Option<String>,
    /// What can be written, in the words of the rules.
    pub(crate) words: Map<String, Value>,
}

/// Reads a body.
pub(crate) fn read_deployment(body: &[u8], is_new: bool) -> Result<SentDeployment, Problem> {
    let body = object(body)?;
    let mut errors = Vec::new();
    let known = ["id", "customer_id", "status", "address", "created_at"];
    let top = Members::new(&body, "", &known, &mut errors);
    let customer = top.text("customer_id", &mut errors).value();
    let mut words = Map::new();
    let mut profile = Map::new();
    words::address(&top, &mut profile, &mut errors);
    if is_new || !profile.is_empty() {
        words.insert("companyProfile".to_owned(), profile.into());
    }
    if is_new {
        let kept: Vec<_> = top.as_sent("status").into_iter().collect();
        let active = serde_json::json!({ "status": "active" });
        errors.extend(not_kept(&kept, &active));
    } else {
        match top.text("status", &mut errors).value().as_deref() {
            None => {}
            Some("active") => {
                words.insert("status".to_owned(), "1000".into());
            }
            Some("inactive") => {
                words.insert("status".to_owned(), "1004".into());
            }
            Some(_) => {
                let fault = "has to be active or inactive";
                errors.push(InputError::member("/status", fault));
            }
        }
    }
    settled(SentDeployment { customer, words }, errors)
}
