//! What a tenant offers: reading the catalogue, and changing it.

use std::sync::Arc;

use landfall_core::{
    id::{OrganizationId, TenantId},
    model::{Offer, ResourceKind},
    rules::shown::{Findings, Unfit, check_offer},
};
use landfall_store::write;
use serde_json::json;

use crate::{Control, ControlError, Provenance, access::NativeCaller};

/// How many offers are changed at a time.
pub const MOST_OFFERS: usize = 1000;

/// An offer as it is to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewOffer {
    /// Its SKU.
    pub sku: String,
    /// A text for people.
    pub name: String,
    /// Whether it can be ordered.
    pub offered: bool,
}

/// Why a catalogue is not changed.
#[derive(Debug)]
pub enum CatalogueRefused {
    /// The caller sees a part of the tenant only, or may only read.
    NotAllowed,
    /// Offers do not fit: the place of each in the list, with what is wrong.
    Unfit(Vec<(usize, Unfit)>),
    /// It could not be done.
    Failed(ControlError),
}

impl<E: Into<ControlError>> From<E> for CatalogueRefused {
    fn from(error: E) -> Self {
        Self::Failed(error.into())
    }
}

impl Control {
    /// Offers of a tenant behind a SKU, by SKU.
    pub async fn offers(
        &self,
        tenant: &TenantId,
        after: &str,
        limit: u32,
    ) -> Result<Vec<Offer>, ControlError> {
        Ok(self.store.offers(tenant, after, limit).await?)
    }

    /// The offer of that SKU.
    pub async fn offer(&self, tenant: &TenantId, sku: &str) -> Result<Option<Offer>, ControlError> {
        Ok(self.store.offer(tenant, sku).await?)
    }

    /// Adds offers to the catalogue of the caller's tenant, or changes those that are there; gives them as they are then, in the
    /// same order. All of it happens or nothing. What is the same already stays as it is, without an event.
    pub async fn put_offers(
        &self,
        caller: &NativeCaller,
        request_id: Option<String>,
        new: Vec<NewOffer>,
    ) -> Result<Vec<Offer>, CatalogueRefused> {
        let place = self.whole_tenant(caller).await?;
        let place = place.ok_or(CatalogueRefused::NotAllowed)?;
        let now = self.clock.now();
        let offers: Vec<Offer> = new
            .into_iter()
            .map(|new| Offer {
                tenant: caller.view.tenant.clone(),
                sku: new.sku,
                name: new.name,
                offered: new.offered,
                updated_at: now,
            })
            .collect();
        let unfit = faults(&offers);
        if !unfit.is_empty() {
            return Err(CatalogueRefused::Unfit(unfit));
        }
        let provenance = Provenance {
            actor: caller.actor,
            correlation_id: None,
            request_id,
        };
        let (given, clock) = (Arc::new((offers, provenance)), Arc::clone(&self.clock));
        let put = write(self.store.as_ref(), move |transaction| {
            let (given, clock) = (Arc::clone(&given), Arc::clone(&clock));
            Box::pin(async move {
                let (offers, provenance) = (&given.0, &given.1);
                let Some(first) = offers.first() else {
                    return Ok::<_, ControlError>(Vec::new());
                };
                let skus: Vec<String> = offers.iter().map(|offer| offer.sku.clone()).collect();
                let known = transaction.find_offers(&first.tenant, &skus).await?;
                let mut shown = Vec::with_capacity(offers.len());
                for offer in offers {
                    let was = known.iter().find(|known| known.sku == offer.sku);
                    if let Some(was) = was.filter(|was| is_same(was, offer)) {
                        shown.push(was.clone());
                        continue;
                    }
                    transaction.put_offer(offer).await?;
                    let event = provenance.event(
                        clock.as_ref(),
                        if was.is_some() {
                            "offer.updated"
                        } else {
                            "offer.created"
                        },
                        (Some(offer.tenant.clone()), Some(place)),
                        (ResourceKind::Offer, offer.sku.clone()),
                        &json!({ "name": offer.name, "offered": offer.offered }),
                    );
                    transaction.append_event(&event).await?;
                    shown.push(offer.clone());
                }
                Ok(shown)
            })
        });
        Ok(put.await?)
    }

    /// The tenant's own organization, if the caller may write in all of it.
    pub(super) async fn whole_tenant(
        &self,
        caller: &NativeCaller,
    ) -> Result<Option<OrganizationId>, ControlError> {
        let root = self.root_of(&caller.view).await?;
        let sees_all = caller.view.root.is_none_or(|bound| bound == root);
        let may = sees_all && self.may_write_at(caller, root).await?;
        Ok(may.then_some(root))
    }
}

/// What does not fit about offers, each with its place in the list.
fn faults(offers: &[Offer]) -> Vec<(usize, Unfit)> {
    let mut faults = Vec::new();
    let mut seen = std::collections::HashSet::new();
    for (index, offer) in offers.iter().enumerate() {
        let mut findings = Findings::default();
        check_offer(offer, &mut findings);
        findings.unless(
            seen.insert(&offer.sku),
            "sku",
            "once: it stands here before",
        );
        faults.extend(findings.into_vec().into_iter().map(|unfit| (index, unfit)));
    }
    faults
}

fn is_same(was: &Offer, is: &Offer) -> bool {
    (&was.name, was.offered) == (&is.name, is.offered)
}
