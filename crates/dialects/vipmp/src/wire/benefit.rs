//! `benefits`: the three-year commitment, and being a large government agency.

use landfall_core::model;
use schemars::JsonSchema;
use serde::Serialize;

use super::{
    forms,
    write::{Day, Each},
};

/// One benefit.
#[derive(Serialize, JsonSchema)]
#[serde(tag = "type")]
#[schemars(deny_unknown_fields)]
pub(super) enum Benefit<'a> {
    /// Each of the three is null or filled.
    #[serde(rename = "THREE_YEAR_COMMIT", rename_all = "camelCase")]
    ThreeYearCommit {
        commitment: Option<Commitment<'a>>,
        commitment_request: Option<Commitment<'a>>,
        recommitment_request: Option<Commitment<'a>>,
    },
    #[serde(rename = "LARGE_GOVERNMENT_AGENCY")]
    LargeGovernmentAgency {
        #[schemars(extend("const" = "ACTIVE"))]
        status: &'static str,
    },
}

impl<'a> Benefit<'a> {
    pub(super) fn of(benefit: &'a model::Benefit) -> Self {
        match benefit {
            model::Benefit::ThreeYearCommit {
                commitment,
                commitment_request,
                recommitment_request,
            } => Self::ThreeYearCommit {
                commitment: commitment.as_ref().map(Commitment::of),
                commitment_request: commitment_request.as_ref().map(Commitment::of),
                recommitment_request: recommitment_request.as_ref().map(Commitment::of),
            },
            model::Benefit::LargeGovernmentAgency {} => {
                Self::LargeGovernmentAgency { status: "ACTIVE" }
            }
        }
    }
}

/// A commitment or a request for one; without dates before it runs.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields)]
pub(super) struct Commitment<'a> {
    start_date: Day,
    end_date: Day,
    #[schemars(length(min = 1))]
    status: &'a str,
    minimum_quantities: Each<'a, model::MinimumQuantity, MinimumQuantity<'a>>,
}

impl<'a> Commitment<'a> {
    fn of(commitment: &'a model::Commitment) -> Self {
        Self {
            start_date: Day(commitment.start),
            end_date: Day(commitment.end),
            status: &commitment.status,
            minimum_quantities: Each(&commitment.minimum_quantities, MinimumQuantity::of),
        }
    }
}

#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields)]
struct MinimumQuantity<'a> {
    #[schemars(schema_with = "forms::offer_type")]
    offer_type: &'a str,
    #[schemars(range(min = 1))]
    quantity: u32,
}

impl<'a> MinimumQuantity<'a> {
    fn of(minimum: &'a model::MinimumQuantity) -> Self {
        Self {
            offer_type: &minimum.offer_type,
            quantity: minimum.quantity,
        }
    }
}
