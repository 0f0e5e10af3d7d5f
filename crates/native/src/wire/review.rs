//! Where another person looks at deploy requests, for a tenant and for an account.

use landfall_control::command::AccountReview;
use landfall_core::{
    model::ReviewTimes,
    rules::review::{ReviewAsked, ReviewPatch},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::members::{Members, object, settled};
use crate::error::{InputError, Problem};

/// The members in which environments stand.
pub(super) const ENVIRONMENTS: [&str; 2] = ["production", "staging"];

/// In which environments another person looks at deploy requests before they go to the fleet.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ReviewTimes)]
pub(crate) struct ReviewTimesView {
    /// In production; null if nobody does.
    production: Option<ReviewedView>,
    /// In staging; null if nobody does.
    staging: Option<ReviewedView>,
}

/// That another person looks at deploy requests.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Reviewed)]
struct ReviewedView {
    /// Seconds for a decision; then the request is escalated.
    #[schema(example = 14_400)]
    within_seconds: u32,
}

impl From<ReviewTimes> for ReviewTimesView {
    fn from(times: ReviewTimes) -> Self {
        let of = |within: Option<u32>| within.map(|within_seconds| ReviewedView { within_seconds });
        Self {
            production: of(times.production),
            staging: of(times.staging),
        }
    }
}

/// Where another person looks at the deploy requests of an account.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AccountReview)]
pub(crate) struct AccountReviewView {
    /// The customer.
    #[schema(format = Uuid)]
    account_id: String,
    /// In production, as is set for this account; null if what is set for the tenant holds.
    production: Option<ReviewedView>,
    /// The same in staging.
    staging: Option<ReviewedView>,
    /// What is set for all accounts of the tenant.
    tenant: ReviewTimesView,
}

impl From<AccountReview> for AccountReviewView {
    fn from(review: AccountReview) -> Self {
        let ReviewTimesView {
            production,
            staging,
        } = review.own.into();
        Self {
            account_id: review.account.to_string(),
            production,
            staging,
            tenant: review.tenant.into(),
        }
    }
}

/// In which environments another person is to look at deploy requests. What the server gives (`account_id`, `tenant`) is not looked
/// at.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = ReviewForm)]
#[expect(
    dead_code,
    reason = "the form as the document describes it; it is read with its errors"
)]
pub(crate) struct ReviewFormView {
    /// In production; null ends it.
    production: Option<ReviewedForm>,
    /// In staging; null ends it.
    staging: Option<ReviewedForm>,
}

/// That another person is to look at deploy requests.
#[derive(Debug, Deserialize, ToSchema)]
#[expect(dead_code, reason = "as above")]
struct ReviewedForm {
    /// Seconds for a decision; four hours unless said.
    #[schema(minimum = 60, maximum = 2_419_200, example = 14_400)]
    within_seconds: Option<u32>,
}

/// Reads a body.
pub(crate) fn read_review(body: &[u8]) -> Result<ReviewPatch, Problem> {
    let body = object(body)?;
    let mut errors = Vec::new();
    let known = ["account_id", "production", "staging", "tenant"];
    let members = Members::new(&body, "", &known, &mut errors);
    let patch = patch(&members, &mut errors);
    settled(patch, errors)
}

/// What an object asks of each environment.
pub(super) fn patch(members: &Members<'_>, errors: &mut Vec<InputError>) -> ReviewPatch {
    let [production, staging] = ENVIRONMENTS.map(|environment| {
        let asked = members.object(environment, &["within_seconds"], errors);
        asked.map(|asked| ReviewAsked {
            within: asked.number("within_seconds", errors).value(),
        })
    });
    ReviewPatch {
        production,
        staging,
    }
}
