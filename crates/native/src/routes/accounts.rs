//! What writes of accounts and deployments have in common: who makes them, how a thing is shown to whoever has written it, and why
//! it was not written.

use std::sync::Arc;

use http::StatusCode;
use landfall_control::{
    command::{Partner, Show},
    once::Answer,
};
use landfall_core::{
    id::OrganizationId,
    model::{Customer, Deployment, Reseller},
    rules::writing::{Reason, Refused, customer_in_words, deployment_in_words, reseller_in_words},
};
use landfall_http::etag::{Wanted, etag};
use serde_json::Value;

use super::{
    call::Call,
    writing::{Sent, may_only_read},
};
use crate::{
    error::{InputError, Kind, Problem},
    wire::{CustomerView, DeploymentView, Of, OrganizationView, json, not_kept, pointed},
};

/// Bytes.
pub(super) const LARGEST: usize = 1 << 20;

/// How a thing is shown to whoever writes it, and what they take it to be.
#[derive(Clone)]
pub(super) struct Shown {
    good: StatusCode,
    of: Of,
    path: Arc<str>,
    seen: Option<Arc<Wanted>>,
    kept: Arc<[(String, Value)]>,
}

impl Shown {
    /// To whoever adds it.
    pub(super) fn added(sent: &Sent<'_>, of: Of) -> Self {
        Self {
            good: StatusCode::CREATED,
            of,
            path: sent.path().into(),
            seen: None,
            kept: Arc::new([]),
        }
    }

    /// To whoever changes what they have seen, and has sent back these members that cannot be written.
    pub(super) fn changed(sent: &Sent<'_>, of: Of, kept: Vec<(String, Value)>) -> Self {
        Self {
            good: StatusCode::OK,
            seen: Wanted::of(sent.headers()).map(Arc::new),
            kept: kept.into(),
            ..Self::added(sent, of)
        }
    }

    fn told(&self, outcome: Result<Vec<u8>, &Refused>) -> Answer {
        match outcome {
            Ok(body) => Answer {
                status: self.good.as_u16(),
                body,
            },
            Err(refused) => problem(refused, self.of).answer(&self.path),
        }
    }

    fn objection(&self, now: &[u8]) -> Option<Answer> {
        let is_seen = self.seen.as_ref().is_none_or(|seen| seen.names(&etag(now)));
        if !is_seen {
            return Some(Problem::stale().answer(&self.path));
        }
        if self.kept.is_empty() {
            return None;
        }
        let errors = not_kept(&self.kept, &serde_json::from_slice(now).unwrap_or_default());
        (!errors.is_empty()).then(|| Problem::body(errors).answer(&self.path))
    }
}

macro_rules! shown {
    ($($thing:ty, $bytes:ident, $words:ident;)*) => {
        $(
            impl Show<$thing> for Shown {
                fn answer(&self, outcome: Result<&$thing, &Refused>) -> Answer {
                    self.told(outcome.map($bytes))
                }

                fn shown(&self, it: &$thing) -> Value {
                    $words(it)
                }

                fn objection(&self, now: &$thing) -> Option<Answer> {
                    self.objection(&$bytes(now))
                }

                /// An answer's tag is that of what is read later.
                fn as_sent(&self) -> bool {
                    false
                }
            }
        )*
    };
}

shown! {
    Customer, customer, customer_in_words;
    Reseller, reseller, reseller_in_words;
    Deployment, deployment, deployment_in_words;
}

fn customer(it: &Customer) -> Vec<u8> {
    json(&CustomerView::from(it.clone()))
}

fn reseller(it: &Reseller) -> Vec<u8> {
    json(&OrganizationView::from(it.organization.clone()))
}

fn deployment(it: &Deployment) -> Vec<u8> {
    json(&DeploymentView::from(it.clone()))
}

/// Who writes at or below that organization: 403 if they may not.
pub(super) async fn partner(
    call: &Call<'_>,
    sent: &Sent<'_>,
    organization: OrganizationId,
) -> Result<Partner, Problem> {
    let partner = call
        .control
        .partner_at(&call.caller, organization, Some(sent.request_id()))
        .await?;
    partner.ok_or_else(may_only_read)
}

/// What is wrong with a body whose parent cannot be, and whatever else is.
pub(super) fn no_parent(fault: &'static str, rest: Result<(), Refused>) -> Problem {
    let mut errors = vec![InputError::member("/parent_id", fault)];
    let rest = faults(rest, Of::Account).into_iter();
    errors.extend(rest.filter(|error| error.pointer.as_deref() != Some("/parent_id")));
    Problem::body(errors)
}

/// What is wrong with a body by itself, as far as it is about members.
pub(super) fn faults(found: Result<(), Refused>, of: Of) -> Vec<InputError> {
    let refused = found.err();
    refused.map_or_else(Vec::new, |refused| problem(&refused, of).into_errors())
}

fn member(path: &str, of: Of) -> InputError {
    let (pointer, rule) = pointed(path, of);
    InputError::member(&pointer, format!("has to be {rule}"))
}

/// A refusal in the words of this face.
fn problem(refused: &Refused, of: Of) -> Problem {
    let members = |rule: fn(&str, Of) -> InputError| {
        Problem::body(refused.details.iter().map(|path| rule(path, of)).collect())
    };
    let one = |path: &str, fault: &'static str| {
        let (pointer, _) = pointed(path, of);
        Problem::body(vec![InputError::member(&pointer, fault)])
    };
    let conflict = |detail: &'static str| Problem::new(Kind::Conflict, detail);
    match refused.reason {
        Reason::Missing | Reason::Unexpected | Reason::Fields | Reason::Address => members(member),
        Reason::Fixed => members(|path, of| {
            let (pointer, _) = pointed(path, of);
            InputError::member(&pointer, "cannot be changed")
        }),
        Reason::LongReference => one("externalReferenceId", "has to be at most 35 characters"),
        Reason::NoCustomer | Reason::NoDeployment | Reason::NoGroup => Problem::not_found(),
        Reason::NoReseller => one(
            "resellerId",
            "there is no such reseller within the caller's view",
        ),
        Reason::NoDistributor => one(
            "distributorId",
            "there is no such distributor within the caller's view",
        ),
        Reason::AgencyAnniversary => one(
            "cotermDate",
            "has to be at most 23 months ahead for a large government agency",
        ),
        Reason::TooFew => one(
            "benefits",
            "a commitment has to be to at least 10 of LICENSE or 1000 of CONSUMABLES",
        ),
        Reason::GlobalSalesForBusinessOnly => one(
            "globalSalesEnabled",
            "has to be false but for customers in COM",
        ),
        Reason::SameCountry => one(
            "country",
            "has to be another country than the customer's own",
        ),
        Reason::CommittedAgency | Reason::CommittedInGroup => one(
            "benefits",
            "a large government agency, or a member of a group, cannot be committed for three years",
        ),
        Reason::AgencyOfOtherMarket => one(
            "companyProfile.marketSegments",
            "has to be GOV for a large government agency",
        ),
        Reason::AgencyElsewhere => one(
            "country",
            "has to be US or CA for a large government agency",
        ),
        Reason::AgencyOfOtherPart => one(
            "companyProfile.marketSubSegments",
            "has to be FEDERAL or STATE for a large government agency",
        ),
        Reason::MarketNotSold => one(
            "companyProfile.marketSegments",
            "has to be a market that the reseller sells to",
        ),
        Reason::MarketRemoved => one(
            "companyProfile.marketSegments",
            "has to have every market that the reseller sells to already",
        ),
        Reason::AccountNotEditable => conflict(
            "The customer or reseller is not in a state for this: one that is pending is validated within a second; one that is blocked or out of use stays as it is.",
        ),
        Reason::ResellerNotActive => {
            conflict("The reseller is out of use and gets no new customers.")
        }
        Reason::PartnerWithoutGlobalSales => {
            conflict("The tenant has no global sales; they are switched on in its settings.")
        }
        Reason::CustomerWithoutGlobalSales => conflict(
            "The customer has no global sales; switch on profile.global_sales of it first.",
        ),
        Reason::PartnerWithoutAgencies => conflict(
            "The tenant has no large government agencies; they are switched on in its settings.",
        ),
        Reason::OtherDistributor
        | Reason::CustomerIsNoAgency
        | Reason::GroupOfNoAgencies
        | Reason::GroupElsewhere => conflict("The customer cannot be in that group."),
    }
}
