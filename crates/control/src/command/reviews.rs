//! Where another person looks at deploy requests of an account: by what is set for itself, or else for its tenant.

use std::sync::Arc;

use landfall_core::{
    id::{OrganizationId, TenantId},
    model::{Environment, ResourceKind, Review, ReviewTimes},
    rules::review::ReviewPatch,
};
use landfall_store::{StoreError, Transaction, write};
use serde_json::json;

use super::{Refusal, settings::settings_of};
use crate::{Control, ControlError, Provenance, access::NativeCaller};

/// Where deploy requests of an account are reviewed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountReview {
    /// The account.
    pub account: OrganizationId,
    /// What is set for itself; it goes before what is set for the tenant.
    pub own: ReviewTimes,
    /// What is set for all accounts of the tenant.
    pub tenant: ReviewTimes,
}

/// Says of an account's reviews as they are now whether they are as the caller has seen them.
pub type ReviewSeen = Arc<dyn Fn(&AccountReview) -> bool + Send + Sync>;

impl Control {
    /// Where deploy requests of an account of the tenant are reviewed. Point reads.
    pub async fn review_of(
        &self,
        tenant: &TenantId,
        account: OrganizationId,
    ) -> Result<Option<AccountReview>, ControlError> {
        let Some(tenant) = self.store.tenant(tenant).await? else {
            return Ok(None);
        };
        let own = times(&self.store.reviews_of(account).await?);
        Ok(Some(AccountReview {
            account,
            own,
            tenant: tenant.settings.review,
        }))
    }

    /// Whether a caller may say whose deploy requests are reviewed: who may write in the whole tenant. An account's own writers
    /// could else do without the second pair of eyes.
    pub async fn may_set_reviews(&self, caller: &NativeCaller) -> Result<bool, ControlError> {
        Ok(self.whole_tenant(caller).await?.is_some())
    }

    /// Changes where deploy requests of an account in the caller's view are reviewed, for whoever [may](Self::may_set_reviews), and
    /// gives that as it is then. What changes nothing leaves no trace. Requests that wait go on waiting.
    pub async fn change_review(
        &self,
        caller: &NativeCaller,
        request_id: Option<String>,
        (account, asked): (OrganizationId, ReviewPatch),
        seen: Option<ReviewSeen>,
    ) -> Result<AccountReview, Refusal> {
        let provenance = Provenance {
            actor: caller.actor,
            correlation_id: None,
            request_id,
        };
        let (clock, tenant) = (Arc::clone(&self.clock), caller.view.tenant.clone());
        write(self.store.as_ref(), move |transaction| {
            let (clock, provenance) = (Arc::clone(&clock), provenance.clone());
            let (tenant, asked, seen) = (tenant.clone(), asked.clone(), seen.clone());
            Box::pin(async move {
                let before = AccountReview {
                    account,
                    own: times(&transaction.find_reviews(account).await?),
                    tenant: settings_of(transaction, &tenant).await?.review,
                };
                if !seen.is_none_or(|seen| seen(&before)) {
                    return Err(Refusal::Stale);
                }
                let own = asked.over(before.own);
                let own = own.map_err(|findings| Refusal::Invalid {
                    title: "The reviews cannot be so",
                    findings,
                })?;
                for &environment in Environment::ALL {
                    let within = own.within(environment);
                    if within == before.own.within(environment) {
                        continue;
                    }
                    let place = (&tenant, account, environment);
                    let kind = set_review(transaction, place, within).await?;
                    let event = provenance.event(
                        clock.as_ref(),
                        kind,
                        (Some(tenant.clone()), Some(account)),
                        (ResourceKind::Organization, account.to_string()),
                        &json!({ "environment": environment, "within": within }),
                    );
                    transaction.append_event(&event).await?;
                }
                Ok(AccountReview { own, ..before })
            })
        })
        .await
    }
}

/// Seconds for a decision over a deploy request of an account: what is set for itself, or else for its tenant; none if nobody
/// looks at it.
pub(super) async fn review_within(
    transaction: &mut dyn Transaction,
    tenant: &TenantId,
    (account, environment): (OrganizationId, Environment),
) -> Result<Option<u32>, ControlError> {
    if let Some(review) = transaction.find_review(account, environment).await? {
        return Ok(Some(review.within));
    }
    let settings = settings_of(transaction, tenant).await?;
    Ok(settings.review.within(environment))
}

/// Sets where deploy requests of an account are reviewed, and gives the kind of its event.
pub(crate) async fn set_review(
    transaction: &mut dyn Transaction,
    (tenant, account, environment): (&TenantId, OrganizationId, Environment),
    within: Option<u32>,
) -> Result<&'static str, StoreError> {
    let Some(within) = within else {
        transaction.delete_review(account, environment).await?;
        return Ok("review.switched_off");
    };
    let review = Review {
        tenant: tenant.clone(),
        account,
        environment,
        within,
    };
    transaction.set_review(&review).await?;
    Ok("review.switched_on")
}

fn times(reviews: &[Review]) -> ReviewTimes {
    let of = |environment| {
        let found = reviews.iter().find(|it| it.environment == environment);
        found.map(|review| review.within)
    };
    ReviewTimes {
        production: of(Environment::Production),
        staging: of(Environment::Staging),
    }
}
