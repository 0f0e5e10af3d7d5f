//! Benefits in a body: a request for a commitment over three years, or to be a large government agency (vipmp contract,
//! section 6).

use serde_json::Value;

use super::{
    Reason, Refused,
    members::{Faults, Members},
};
use crate::{
    model::{Benefit, Commitment, MinimumQuantity},
    rules::shown::{Findings, LARGE_AGENCY, check_minimum_quantities, is_discount_level},
};

const COMMIT: &str = "THREE_YEAR_COMMIT";
/// The members of a commitment that the server sets.
const OF_SERVER: [&str; 3] = ["startDate", "endDate", "status"];
/// The status of a new request, and those in which a customer is committed or about to be.
const REQUESTED: &str = "REQUESTED";
const COMMITTED: &str = "COMMITTED";
const COMMITTING: [&str; 3] = [REQUESTED, "ACCEPTED", COMMITTED];

/// What a body asks for.
#[derive(Debug, Clone, Default)]
pub(super) struct GivenBenefits {
    pub(super) commitment: Option<Vec<MinimumQuantity>>,
    pub(super) recommitment: Option<Vec<MinimumQuantity>>,
    pub(super) agency: bool,
    /// Read-only members that would change.
    pub(super) fixed: Vec<String>,
    /// Where the request that follows a commitment stands in the body.
    recommitment_at: String,
}

/// What is shown of a benefit.
#[derive(Debug, Clone, Copy)]
enum Shown<'a> {
    /// Nothing can be: the customer is new.
    NotYet,
    /// That, if the customer has it.
    Now(Option<&'a Value>),
}

impl<'a> Shown<'a> {
    fn it(self) -> Option<&'a Value> {
        match self {
            Self::NotYet => None,
            Self::Now(shown) => shown,
        }
    }
}

impl GivenBenefits {
    /// The benefits in a body. What is shown of them now, if anything is, may be sent back as it is; where nothing can be shown, only
    /// what a client may set is known.
    pub(super) fn read(body: &Members<'_>, shown: Option<&Value>, faults: &mut Faults) -> Self {
        let mut given = Self::default();
        let list = body.list("benefits", faults).unwrap_or_default();
        let mut types: Vec<&str> = Vec::new();
        for (index, value) in list.iter().enumerate() {
            let path = format!("{}[{index}]", body.path_of("benefits"));
            let kind = value
                .get("type")
                .and_then(Value::as_str)
                .unwrap_or_default();
            let is_again = types.contains(&kind);
            if !is_again && matches!(kind, COMMIT | LARGE_AGENCY) {
                types.push(kind);
            }
            let is_same = |shown: &&Value| shown.get("type").and_then(Value::as_str) == Some(kind);
            let shown = shown.map_or(Shown::NotYet, |all| {
                Shown::Now(all.as_array().into_iter().flatten().find(is_same))
            });
            if shown.it() == Some(value) && !is_again {
                continue;
            }
            given.read_one((value, path), shown, is_again, faults);
        }
        given
    }

    fn read_one(
        &mut self,
        (value, path): (&Value, String),
        shown: Shown<'_>,
        is_again: bool,
        faults: &mut Faults,
    ) {
        let known: &[&str] = match (value.get("type").and_then(Value::as_str), shown) {
            (Some(LARGE_AGENCY), Shown::NotYet) => &["type"],
            (Some(LARGE_AGENCY), Shown::Now(_)) => &["type", "status"],
            (_, Shown::NotYet) => &["type", "commitmentRequest", "recommitmentRequest"],
            (_, Shown::Now(_)) => &[
                "type",
                "commitment",
                "commitmentRequest",
                "recommitmentRequest",
            ],
        };
        let Some(members) = Members::element(value, path, known, faults) else {
            return;
        };
        let shown_of = |name: &str| shown.it().and_then(|shown| shown.get(name));
        let is_kept = |name: &str| {
            members
                .get(name)
                .is_none_or(|sent| shown_of(name) == Some(sent))
        };
        match members.required_text("type", faults) {
            Some(_) if is_again => members.bad("type", faults),
            Some(LARGE_AGENCY) => {
                self.agency = true;
                if !is_kept("status") {
                    self.fixed.push(members.path_of("status"));
                }
            }
            Some(COMMIT) => {
                if !is_kept("commitment") {
                    self.fixed.push(members.path_of("commitment"));
                }
                let requests = ["commitmentRequest", "recommitmentRequest"].map(|name| {
                    let is_new = members.get(name).is_some() && !is_kept(name);
                    is_new.then(|| self.quantities(&members, name, shown_of(name), faults))
                });
                let [commitment, recommitment] = requests;
                if commitment.is_some() && recommitment.is_some() {
                    members.bad("recommitmentRequest", faults);
                }
                if commitment.is_none() && recommitment.is_none() && shown.it().is_none() {
                    members.missing("commitmentRequest", faults);
                }
                self.commitment = commitment;
                self.recommitment = recommitment;
                self.recommitment_at = members.path_of("recommitmentRequest");
            }
            Some(_) => members.bad("type", faults),
            None => {}
        }
    }

    fn quantities(
        &mut self,
        members: &Members<'_>,
        name: &str,
        shown: Option<&Value>,
        faults: &mut Faults,
    ) -> Vec<MinimumQuantity> {
        let known: &[&str] = match shown {
            None => &["minimumQuantities"],
            Some(_) => &["startDate", "endDate", "status", "minimumQuantities"],
        };
        let Some(request) = members.object(name, known, faults) else {
            return Vec::new();
        };
        let changed = OF_SERVER.into_iter().filter(|name| {
            let sent = request.get(name);
            sent.is_some_and(|sent| shown.and_then(|shown| shown.get(name)) != Some(sent))
        });
        self.fixed.extend(changed.map(|name| request.path_of(name)));
        if request.get("minimumQuantities").is_none() {
            request.missing("minimumQuantities", faults);
        }
        let list = request
            .list("minimumQuantities", faults)
            .unwrap_or_default();
        let path = request.path_of("minimumQuantities");
        let mut quantities: Vec<MinimumQuantity> = Vec::new();
        for (index, value) in list.iter().enumerate() {
            let path = format!("{path}[{index}]");
            let Some(members) = Members::element(value, path, &["offerType", "quantity"], faults)
            else {
                continue;
            };
            let offer_type = members.required_text("offerType", faults);
            let is_again = quantities
                .iter()
                .any(|before| Some(before.offer_type.as_str()) == offer_type);
            if offer_type.is_some_and(|offer_type| is_again || !is_offer(offer_type)) {
                members.bad("offerType", faults);
            }
            let quantity = match members.get("quantity") {
                None => {
                    members.missing("quantity", faults);
                    0
                }
                Some(value) => quantity(value).unwrap_or_else(|| {
                    members.bad("quantity", faults);
                    0
                }),
            };
            // Whatever is not kept is a fault already.
            if let Some(offer_type) = offer_type.filter(|it| !is_again && is_offer(it)) {
                quantities.push(MinimumQuantity {
                    offer_type: offer_type.to_owned(),
                    quantity,
                });
            }
        }
        quantities
    }

    /// Notes a request that follows a commitment when there is none that runs.
    pub(super) fn follow(&self, stored: &[Benefit], faults: &mut Faults) {
        let runs = |benefit: &Benefit| matches!(benefit, Benefit::ThreeYearCommit { commitment: Some(it), .. } if it.status == COMMITTED);
        if self.recommitment.is_some() && !stored.iter().any(runs) {
            faults.bad.push((self.recommitment_at.clone(), false));
        }
    }

    /// Refuses a commitment to too little, with the types of offers that it is about; to nothing, without any.
    pub(super) fn are_enough(&self) -> Result<(), Refused> {
        for quantities in [&self.commitment, &self.recommitment].into_iter().flatten() {
            let mut too_few: Vec<String> = Vec::new();
            for minimum in quantities {
                let mut findings = Findings::default();
                check_minimum_quantities(std::slice::from_ref(minimum), &mut findings);
                if !findings.is_empty() {
                    too_few.push(minimum.offer_type.clone());
                }
            }
            if quantities.is_empty() || !too_few.is_empty() {
                return Err(Refused {
                    reason: Reason::TooFew,
                    details: too_few,
                });
            }
        }
        Ok(())
    }

    /// The benefits that a customer with `stored` ones has then.
    pub(super) fn beside(&self, stored: &[Benefit]) -> Vec<Benefit> {
        let mut all = stored.to_vec();
        if self.agency && !stored.contains(&Benefit::LargeGovernmentAgency {}) {
            all.push(Benefit::LargeGovernmentAgency {});
        }
        let request = |quantities: &Option<Vec<MinimumQuantity>>| {
            quantities.as_ref().map(|quantities| Commitment {
                start: None,
                end: None,
                status: REQUESTED.to_owned(),
                minimum_quantities: quantities.clone(),
            })
        };
        let (first, next) = (request(&self.commitment), request(&self.recommitment));
        if first.is_none() && next.is_none() {
            return all;
        }
        for benefit in &mut all {
            if let Benefit::ThreeYearCommit {
                commitment_request,
                recommitment_request,
                ..
            } = benefit
            {
                *commitment_request = first.or(commitment_request.take());
                *recommitment_request = next.or(recommitment_request.take());
                return all;
            }
        }
        all.push(Benefit::ThreeYearCommit {
            commitment: None,
            commitment_request: first,
            recommitment_request: next,
        });
        all
    }
}

fn is_offer(offer_type: &str) -> bool {
    is_discount_level(offer_type, "01") || is_discount_level(offer_type, "T1")
}

/// A whole number; less than nothing is as little as nothing.
fn quantity(value: &Value) -> Option<u32> {
    match (value.as_u64(), value.as_i64()) {
        (Some(number), _) => u32::try_from(number).ok(),
        (None, Some(_)) => Some(0),
        (None, None) => None,
    }
}

/// Whether there is a commitment, one that ran, or a request for one.
pub(super) fn has_commitment(benefits: &[Benefit]) -> bool {
    let is = |benefit: &Benefit| matches!(benefit, Benefit::ThreeYearCommit { .. });
    benefits.iter().any(is)
}

/// Whether a customer is committed for three years, or has asked to be.
pub(super) fn is_committing(benefits: &[Benefit]) -> bool {
    let is = |benefit: &Benefit| match benefit {
        Benefit::LargeGovernmentAgency {} => false,
        Benefit::ThreeYearCommit {
            commitment,
            commitment_request,
            recommitment_request,
        } => [commitment, commitment_request, recommitment_request]
            .into_iter()
            .flatten()
            .any(|it| COMMITTING.contains(&it.status.as_str())),
    };
    benefits.iter().any(is)
}
