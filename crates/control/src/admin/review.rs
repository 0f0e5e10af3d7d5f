//! Four eyes: which accounts have their deploy requests looked at by another person, and what that person decides.

use std::{collections::HashMap, sync::Arc};

use landfall_core::{
    id::{OrganizationId, TenantId, UserId},
    model::{DeployRequest, Environment, ResourceKind, Role, User, View},
    rules::{
        deploying::{Decision, REVIEW_WITHIN},
        review::REVIEW_SECONDS,
        rights::{Right, permits},
    },
};
use landfall_store::listing::{
    Condition, CustomerField, DeployRequestField, Listing, Operator, Value,
};
use serde_json::json;

use super::{
    AdminReply, NewRuling, ReviewChange, ReviewView, ReviewsView, RuledView, execute::Intent,
};
use crate::{
    Control, ControlError,
    command::{Decider, DeployPlace, Refusal, Ruling, decide_within, set_review},
};

/// How many requests are listed.
const LISTED: u32 = 1000;

impl Control {
    pub(super) async fn list_reviews(&self, tenant: TenantId) -> Result<AdminReply, ControlError> {
        let all = self.known_tenant(&tenant).await?.settings.review;
        let waiting = self.store.waiting_deploy_requests(&tenant, LISTED).await?;
        let reviews = self.store.reviews(&tenant).await?;
        let accounts = waiting.iter().map(|request| request.account);
        let accounts = accounts.chain(reviews.iter().map(|review| review.account));
        let numbers = self.account_numbers(&tenant, accounts).await?;
        let number = |account| numbers.get(account).cloned().unwrap_or_default();
        let people = self.addresses(&tenant, &waiting).await?;
        let waiting = waiting.iter().map(|request| {
            let person = people.get(&request.submitter).cloned().unwrap_or_default();
            RuledView::new(request, number(&request.account), person)
        });
        let accounts = reviews.iter().map(|review| ReviewView {
            account: number(&review.account),
            environment: review.environment.to_string(),
            within: review.within,
        });
        Ok(AdminReply::Reviews(ReviewsView {
            waiting: waiting.collect(),
            accounts: accounts.collect(),
            tenant: all,
        }))
    }

    /// Switches review of an account's requests on or off.
    pub(super) async fn review(
        &self,
        change: ReviewChange,
        on: bool,
        intent: &Intent,
    ) -> Result<AdminReply, ControlError> {
        let ReviewChange {
            tenant,
            account: number,
            environment,
            within,
        } = change;
        self.known_tenant(&tenant).await?;
        let within = within.unwrap_or(REVIEW_WITHIN);
        if !REVIEW_SECONDS.contains(&within) {
            return Err(ControlError::Invalid(
                "the time for a decision is from a minute to four weeks".to_owned(),
            ));
        }
        let account = self.store.account(&tenant, &number).await?;
        let account = account.ok_or_else(|| {
            ControlError::NotFound(format!(
                "tenant {tenant} has no account {number}; `landfall organization list --kind customer` shows those there are"
            ))
        })?;
        let event = intent.provenance.event(
            self.clock.as_ref(),
            if on {
                "review.switched_on"
            } else {
                "review.switched_off"
            },
            (Some(tenant.clone()), Some(account)),
            (ResourceKind::Organization, account.to_string()),
            &json!({ "environment": environment, "within": on.then_some(within) }),
        );
        let at = tenant.clone();
        self.commit(intent, move |transaction| {
            let (event, tenant) = (event.clone(), tenant.clone());
            Box::pin(async move {
                // Who changes them by the tag of what was read is not to be overtaken.
                transaction.find_reviews(account).await?;
                for &one in Environment::ALL {
                    if environment.is_none_or(|named| named == one) {
                        set_review(transaction, (&tenant, account, one), on.then_some(within))
                            .await?;
                    }
                }
                Ok((AdminReply::Reviews(ReviewsView::default()), event))
            })
        })
        .await?;
        self.list_reviews(at).await
    }

    /// Decides over a request in the name of a user who could do so themselves.
    pub(super) async fn rule(
        &self,
        new: NewRuling,
        intent: &Intent,
    ) -> Result<AdminReply, ControlError> {
        let tenant = self.known_tenant(&new.tenant).await?.id;
        let ruling = Ruling::new(new.decision, new.reason)
            .map_err(|fault| ControlError::Invalid(format!("reason: {fault}")))?;
        let request = self.request_of(&tenant, new.request.0).await?;
        let request = request.ok_or_else(|| {
            ControlError::NotFound(format!(
                "tenant {tenant} has no deploy request {}; `landfall review list` shows those that wait",
                new.request
            ))
        })?;
        let user = self.reviewer(&tenant, &new.user, request.account).await?;
        let by = Decider {
            user: user.id,
            provenance: intent.provenance.clone(),
        };
        let place = DeployPlace::from(&request);
        let numbers = self
            .account_numbers(&tenant, [request.account].into_iter())
            .await?;
        let number = numbers.get(&request.account).cloned().unwrap_or_default();
        let people = self
            .addresses(&tenant, std::slice::from_ref(&request))
            .await?;
        let submitter = people.get(&request.submitter).cloned().unwrap_or_default();
        let (clock, at) = (Arc::clone(&self.clock), place.clone());
        let named = (number.clone(), submitter.clone());
        let done = self
            .commit(intent, move |transaction| {
                let (clock, by) = (Arc::clone(&clock), by.clone());
                let (place, ruling) = (at.clone(), ruling.clone());
                let (number, submitter) = named.clone();
                Box::pin(async move {
                    let what = (&place, &ruling);
                    let decided = decide_within(transaction, what, &by, clock.as_ref());
                    let (request, event) = decided.await.map_err(told)?;
                    let event = event.ok_or_else(|| {
                        ControlError::Conflict(format!(
                            "this user has decided so before; deploy request {} is {}",
                            request.id, request.state
                        ))
                    })?;
                    let view = RuledView::new(&request, number, submitter);
                    Ok((AdminReply::Ruled(view), event))
                })
            })
            .await?;
        if done.replayed || ruling_ends(new.decision) {
            return Ok(done.reply);
        }
        self.carry_on(&place).await;
        // Where it has come to meanwhile.
        let request = self.request_of(&tenant, place.id.0).await?;
        Ok(request.map_or(done.reply, |request| {
            AdminReply::Ruled(RuledView::new(&request, number, submitter))
        }))
    }

    async fn request_of(
        &self,
        tenant: &TenantId,
        id: u64,
    ) -> Result<Option<DeployRequest>, ControlError> {
        let Ok(id) = i64::try_from(id) else {
            return Ok(None);
        };
        let listing = Listing {
            view: View::whole(tenant.clone()),
            conditions: vec![Condition {
                field: DeployRequestField::Id,
                operator: Operator::Equal,
                values: vec![Value::Integer(id)],
            }],
            order: Vec::new(),
            after: None,
            limit: 1,
        };
        let page = self.store.list_deploy_requests(&listing).await?;
        Ok(page.items.into_iter().next().map(|(request, _)| request))
    }

    /// The user of that address, if they may change things of the account.
    async fn reviewer(
        &self,
        tenant: &TenantId,
        email: &str,
        account: OrganizationId,
    ) -> Result<User, ControlError> {
        let email = email.trim().to_lowercase();
        let user = self.store.user_by_email(tenant, &email).await?;
        let user = user.filter(|user| user.revoked_at.is_none());
        let user = user.ok_or_else(|| {
            ControlError::NotFound(format!(
                "tenant {tenant} has no living user {email}; `landfall user list` shows those there are"
            ))
        })?;
        let roles: Option<Vec<Role>> = self.store.roles_at(&user, account).await?;
        if !permits(&roles.unwrap_or_default(), Right::Modify) {
            return Err(ControlError::Invalid(format!(
                "{email} may not decide here: it takes the role business-admin at the account or above it"
            )));
        }
        Ok(user)
    }

    async fn account_numbers(
        &self,
        tenant: &TenantId,
        accounts: impl Iterator<Item = OrganizationId>,
    ) -> Result<HashMap<OrganizationId, String>, ControlError> {
        let mut ids: Vec<_> = accounts.collect();
        ids.sort_unstable();
        ids.dedup();
        let listing = Listing {
            view: View::whole(tenant.clone()),
            limit: u32::try_from(ids.len()).unwrap_or(u32::MAX),
            conditions: vec![Condition {
                field: CustomerField::Id,
                operator: Operator::In,
                values: ids.into_iter().map(|id| Value::Uuid(id.0)).collect(),
            }],
            order: Vec::new(),
            after: None,
        };
        let page = self.store.list_customers(&listing).await?;
        let known = page.items.into_iter().map(|customer| customer.organization);
        Ok(known
            .map(|known| {
                let number = known.account_number.map(|number| number.to_string());
                (known.id, number.unwrap_or_default())
            })
            .collect())
    }

    async fn addresses(
        &self,
        tenant: &TenantId,
        requests: &[DeployRequest],
    ) -> Result<HashMap<UserId, String>, ControlError> {
        let mut numbers: Vec<UserId> = requests.iter().map(|request| request.submitter).collect();
        numbers.sort_unstable();
        numbers.dedup();
        let people = self.store.people(tenant, &numbers).await?;
        Ok(people
            .into_iter()
            .map(|user| (user.id, user.email))
            .collect())
    }
}

/// Whether nothing follows by itself.
fn ruling_ends(decision: Decision) -> bool {
    decision != Decision::Approve
}

/// A refusal as operators read it.
fn told(refusal: Refusal) -> ControlError {
    match refusal {
        Refusal::Failed(error) => error,
        Refusal::NotFound => ControlError::NotFound("the deploy request has gone".to_owned()),
        refusal => ControlError::Conflict(refusal.to_string()),
    }
}
