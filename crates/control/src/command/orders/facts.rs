//! What the record has to say to a submission: the places in the tree, which never change, before the transaction; everything else in
//! it.

use std::collections::HashMap;

use landfall_core::{
    id::OrganizationId,
    model::{Offer, Organization, OrganizationKind, View},
    rules::ordering::{
        Accepted, Account, Existing, Facts, Introduced, Refused, Seller, Submission, Wanted,
    },
};
use landfall_store::Transaction;

use crate::{Control, ControlError};

/// An organization and those above it, the nearest first.
type Lineage = Vec<(OrganizationId, OrganizationKind)>;

/// Where everybody is whom a submission is about.
#[derive(Debug, Clone)]
pub(super) struct Places {
    /// Who introduced the customer.
    pub(super) seller: Seller,
    /// The customer, if it is there and in view.
    account: Option<Lineage>,
}

impl Control {
    /// Looks up where everybody is whom a submission is about.
    pub(super) async fn places(
        &self,
        view: &View,
        submission: &Submission,
    ) -> Result<Result<Places, Refused>, ControlError> {
        let own = match view.root {
            Some(root) => root,
            None => self.root_of(view).await?,
        };
        let caller = self.store.lineage(&view.tenant, own).await?;
        let mut seen = HashMap::new();
        let account = submission.wanted.account();
        for id in named(submission.introduced).into_iter().chain(account) {
            let lineage = self.store.lineage(&view.tenant, id).await?;
            let is_in_view = |root| lineage.iter().any(|(above, _)| *above == root);
            if !lineage.is_empty() && view.root.is_none_or(is_in_view) {
                seen.insert(id, lineage);
            }
        }
        let seller = Seller::of(submission.introduced, &caller, |id| seen.get(&id).cloned());
        Ok(seller.map(|seller| Places {
            seller,
            account: account.and_then(|account| seen.remove(&account)),
        }))
    }

    /// The organization that is the tenant of a view.
    pub(in crate::command) async fn root_of(
        &self,
        view: &View,
    ) -> Result<OrganizationId, ControlError> {
        let tenant = self.store.tenant(&view.tenant).await?;
        let tenant = tenant.ok_or_else(|| {
            ControlError::Internal(format!("tenant {} of a caller is gone", view.tenant))
        })?;
        Ok(tenant.organization)
    }
}

/// The organizations that a submission names as having introduced the customer.
fn named(introduced: Introduced) -> Vec<OrganizationId> {
    match introduced {
        Introduced::ByReseller(reseller) => vec![reseller],
        Introduced::ByMsp(msp, partner) => std::iter::once(msp).chain(partner).collect(),
        Introduced::ByCaller => Vec::new(),
    }
}

/// Judges a submission by the record as this transaction sees it.
pub(super) async fn judged(
    transaction: &mut dyn Transaction,
    view: &View,
    submission: &Submission,
    places: &Places,
) -> Result<Result<Accepted, Refused>, ControlError> {
    let account = match (&places.account, submission.wanted.account()) {
        (Some(_), Some(id)) => transaction.find_organization(&view.tenant, id).await?,
        _ => None,
    };
    let account = account.filter(|found| found.kind == OrganizationKind::Customer);
    let (lines, in_use) = match &account {
        Some(account) => around(transaction, account).await?,
        None => (Vec::new(), false),
    };
    let skus: Vec<String> = submission
        .wanted
        .skus()
        .into_iter()
        .map(str::to_owned)
        .collect();
    let offers = transaction.find_offers(&view.tenant, &skus).await?;
    let original = match (&submission.wanted, &submission.external_id) {
        (Wanted::Cancel(account, _), Some(name)) => {
            let root = places.seller.root;
            transaction.find_order_named(root, *account, name).await?
        }
        _ => None,
    };
    let facts = Facts {
        seller: places.seller,
        existing: account.as_ref().map(|organization| Existing {
            account: Account {
                organization,
                lines: &lines,
                in_use,
            },
            lineage: places.account.as_deref().unwrap_or_default(),
        }),
        offered: |sku: &str| offered(&offers, sku),
        original,
    };
    Ok(submission.judge(&facts))
}

/// The lines of a customer, and whether it is in use.
pub(super) async fn around(
    transaction: &mut dyn Transaction,
    account: &Organization,
) -> Result<(Vec<landfall_core::model::Subscription>, bool), ControlError> {
    let lines = transaction.find_lines(account.id).await?;
    let used = transaction.find_use(account.id).await?;
    Ok((lines, used.is_in_use()))
}

/// Whether a SKU can be ordered, if it is known.
pub(super) fn offered(offers: &[Offer], sku: &str) -> Option<bool> {
    let offer = offers.iter().find(|offer| offer.sku == sku);
    offer.map(|offer| offer.offered)
}
