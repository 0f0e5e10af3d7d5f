//! A submission against the record: who sells, to whom, what is offered, and what becomes of it.

use super::{
    body::unfit,
    effects::{Account, effects, is_closed},
    refused::Refused,
    submission::{Introduced, Submission, Wanted},
};
use crate::{
    id::{FulfillmentId, OrganizationId},
    model::{FulfillmentKind, NewAccount, OrderWork, OrganizationKind, SellerKind},
    rules::shown::Unfit,
};

/// An organization and those above it, the nearest first.
pub type Lineage = [(OrganizationId, OrganizationKind)];

/// Who introduced a customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seller {
    /// The MSP or reseller.
    pub id: OrganizationId,
    /// Which of the two.
    pub kind: SellerKind,
    /// Below whom its new customers hang: itself, or a partner of it.
    pub below: OrganizationId,
    /// The topmost partner at or above it: what a partner calls its orders and accounts is unique below that.
    pub root: OrganizationId,
    /// The member that named it.
    member: &'static str,
}

impl Seller {
    /// Who introduced the customer of a submission. `caller` is the lineage of the organization that asks, `named` gives those
    /// of organizations that it may see.
    pub fn of(
        introduced: Introduced,
        caller: &Lineage,
        named: impl Fn(OrganizationId) -> Option<Vec<(OrganizationId, OrganizationKind)>>,
    ) -> Result<Self, Refused> {
        let of_kind = |id, member, kind, rule| {
            let found = named(id).filter(|lineage| kind_of(lineage) == Some(kind));
            found.ok_or_else(|| Refused::unfit(member, rule))
        };
        let reseller = |id, member| {
            let rule = "a reseller that you may see";
            of_kind(id, member, OrganizationKind::Reseller, rule)
        };
        match introduced {
            Introduced::ByReseller(id) => {
                let lineage = reseller(id, "resellerId")?;
                Ok(Self::new(id, SellerKind::Reseller, &lineage, "resellerId"))
            }
            Introduced::ByMsp(id, partner) => {
                let rule = "an MSP that you may see";
                let lineage = of_kind(id, "mspId", OrganizationKind::Msp, rule)?;
                let mut seller = Self::new(id, SellerKind::Msp, &lineage, "mspId");
                if let Some(partner) = partner {
                    let below = reseller(partner, "partnerId")?;
                    if !below.iter().any(|(above, _)| *above == id) {
                        let rule = "a partner of the MSP that mspId names";
                        return Err(Refused::unfit("partnerId", rule));
                    }
                    (seller.below, seller.member) = (partner, "partnerId");
                }
                Ok(seller)
            }
            Introduced::ByCaller => match caller.first() {
                Some(&(id, OrganizationKind::Msp)) => {
                    Ok(Self::new(id, SellerKind::Msp, caller, "account.id"))
                }
                Some(&(id, OrganizationKind::Reseller)) => {
                    Ok(Self::new(id, SellerKind::Reseller, caller, "account.id"))
                }
                _ => Err(Refused::unfit(
                    "resellerId",
                    "required, or mspId: your own organization is neither a reseller nor an MSP",
                )),
            },
        }
    }

    fn new(id: OrganizationId, kind: SellerKind, lineage: &Lineage, member: &'static str) -> Self {
        Self {
            id,
            kind,
            below: id,
            root: root_partner(lineage).unwrap_or(id),
            member,
        }
    }

    /// Whether it sells to the account of that lineage: the nearest seller above it does, and the nearest MSP above that.
    fn sells_to(&self, account: &Lineage) -> bool {
        let above = || account.iter().skip(1);
        let sells = |kind| matches!(kind, OrganizationKind::Msp | OrganizationKind::Reseller);
        let nearest = above().find(|(_, kind)| sells(*kind));
        let msp = above().find(|(_, kind)| *kind == OrganizationKind::Msp);
        let is = |found: Option<&(OrganizationId, OrganizationKind)>, id| {
            found.is_some_and(|(found, _)| *found == id)
        };
        match self.kind {
            SellerKind::Reseller => is(nearest, self.id),
            SellerKind::Msp => {
                is(msp, self.id) && (self.below == self.id || is(nearest, self.below))
            }
        }
    }
}

fn kind_of(lineage: &Lineage) -> Option<OrganizationKind> {
    lineage.first().map(|(_, kind)| *kind)
}

/// The topmost partner of a lineage: the last aggregator, MSP or reseller.
pub fn root_partner(lineage: &Lineage) -> Option<OrganizationId> {
    let is_partner = |kind| {
        use OrganizationKind::{Aggregator, Msp, Reseller};
        matches!(kind, Aggregator | Msp | Reseller)
    };
    let mut from_the_top = lineage.iter().rev();
    let topmost = from_the_top.find(|(_, kind)| is_partner(*kind));
    topmost.map(|(id, _)| *id)
}

/// The customer that a submission is for, if it is there and the caller may see it.
#[derive(Debug, Clone, Copy)]
pub struct Existing<'f> {
    /// The customer with its lines.
    pub account: Account<'f>,
    /// Those above it.
    pub lineage: &'f Lineage,
}

/// What the record has to say to a submission.
pub struct Facts<'f, O> {
    /// Who introduced the customer.
    pub seller: Seller,
    /// The customer that it is for.
    pub existing: Option<Existing<'f>>,
    /// Whether a SKU of the catalogue can be ordered; none if the catalogue does not have it.
    pub offered: O,
    /// Of a cancellation that names an order: that order, if it made lines of the account.
    pub original: Option<FulfillmentId>,
}

/// A submission that is accepted, unless a name in it is taken.
#[derive(Debug, Clone, PartialEq)]
pub struct Accepted {
    /// What the order is.
    pub kind: FulfillmentKind,
    /// The customer, where there is one already.
    pub account: Option<OrganizationId>,
    /// The partner's reference of the customer.
    pub external_account_id: Option<String>,
    /// What it does.
    pub work: OrderWork,
    /// What the order is to be called by its partner; a cancellation only refers to another one.
    pub order_name: Option<String>,
    /// What the new account is to be called by its partner.
    pub account_name: Option<String>,
}

impl Submission {
    /// What becomes of it.
    pub fn judge<O: Fn(&str) -> Option<bool>>(
        &self,
        facts: &Facts<'_, O>,
    ) -> Result<Accepted, Refused> {
        let seller = &facts.seller;
        if self.kind.is_some_and(|kind| kind.seller != seller.kind) {
            let rule = "a type that agrees with who introduced the customer";
            return Err(Refused::unfit("type", rule));
        }
        let mut unfit = self.judge_account(facts);
        unfit.extend(self.judge_skus(facts));
        if !unfit.is_empty() {
            return Err(Refused::Unfit(unfit));
        }
        let kind = FulfillmentKind {
            seller: seller.kind,
            action: self.wanted.action(),
        };
        let reference = facts.existing.map(|existing| {
            let reference = &existing.account.organization.external_reference;
            reference.as_str()
        });
        let mut accepted = Accepted {
            kind,
            account: self.wanted.account(),
            external_account_id: filled(reference.unwrap_or_default()),
            work: self.work(facts)?,
            order_name: self.external_id.clone(),
            account_name: None,
        };
        match (&self.wanted, facts.existing) {
            (Wanted::Create(form, _), _) => {
                accepted.account_name = filled(&form.external_reference);
                accepted
                    .external_account_id
                    .clone_from(&accepted.account_name);
            }
            (Wanted::Add(..), Some(existing)) if is_closed(existing.account) => {
                return Err(Refused::NotNow("The account is closed"));
            }
            (Wanted::Cancel(..), Some(existing)) => {
                accepted.order_name = None;
                if effects(&accepted.work, Some(existing.account), |_| true).is_err() {
                    return Err(Refused::NotNow("The account has no active line of these"));
                }
            }
            _ => {}
        }
        Ok(accepted)
    }

    fn judge_account<O>(&self, facts: &Facts<'_, O>) -> Vec<Unfit> {
        if self.wanted.account().is_none() {
            return Vec::new();
        }
        let is_customer =
            |it: &Existing<'_>| kind_of(it.lineage) == Some(OrganizationKind::Customer);
        let Some(existing) = facts.existing.filter(is_customer) else {
            return unfit("account.id", "an account that you may see");
        };
        if facts.seller.sells_to(existing.lineage) {
            return Vec::new();
        }
        let rule = match facts.seller.member {
            "account.id" => {
                "an account that your organization sells to; of another one, name the seller in resellerId or mspId"
            }
            _ => "the seller of the account",
        };
        unfit(facts.seller.member, rule)
    }

    fn judge_skus<O: Fn(&str) -> Option<bool>>(&self, facts: &Facts<'_, O>) -> Vec<Unfit> {
        let is_cancel = matches!(self.wanted, Wanted::Cancel(..));
        let has_line = |sku: &str| {
            let lines = facts
                .existing
                .map_or(&[][..], |existing| existing.account.lines);
            lines.iter().any(|line| line.sku == sku)
        };
        let mut found = Vec::new();
        for (index, sku) in self.wanted.skus().into_iter().enumerate() {
            let fits = match (facts.offered)(sku) {
                Some(offered) => offered || is_cancel,
                None => is_cancel && has_line(sku),
            };
            if !fits {
                let member = format!("service.skus[{index}].sku");
                found.extend(unfit(member, "a SKU that the catalogue offers"));
            }
        }
        found
    }

    fn work<O>(&self, facts: &Facts<'_, O>) -> Result<OrderWork, Refused> {
        Ok(match &self.wanted {
            Wanted::Create(form, lines) => OrderWork::Create {
                account: Box::new(NewAccount {
                    parent: facts.seller.below,
                    name: form.name.clone(),
                    external_reference: form.external_reference.clone(),
                    profile: form.profile.clone(),
                }),
                lines: lines.clone(),
            },
            Wanted::Add(_, lines) => OrderWork::Add {
                lines: lines.clone(),
            },
            Wanted::Cancel(_, skus) => {
                if self.external_id.is_some() && facts.original.is_none() {
                    return Err(Refused::NoOriginal);
                }
                OrderWork::End {
                    skus: skus.clone(),
                    made_by: facts.original.filter(|_| self.external_id.is_some()),
                }
            }
        })
    }
}

fn filled(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}
