//! One transaction that changes a policy.

use std::sync::Arc;

use landfall_core::{
    id::{PolicyId, UserId, counter},
    model::Policy,
    rules::editing::{EditRefused, Edited},
};
use landfall_store::{StoreError, Transaction, write};

use super::{
    events,
    verify::{Verified, faults_of},
};
use crate::{
    Control, ControlError,
    command::{Author, Refusal},
    query::WithPeople,
};

/// How often a policy is verified anew because it was changed meanwhile.
const TRIES: usize = 8;

/// How a transaction ended.
enum Outcome {
    /// The policy is as it should be.
    Done(Policy),
    /// It would be locked by this, as it stands now, which has not been verified.
    Unverified(Box<Edited>, Verified),
}

impl Control {
    /// Changes a policy of the author's account, whichever way `edit` does. What it locks is verified first; if it was changed
    /// meanwhile, what it has become is.
    pub(super) async fn change_policy(
        &self,
        author: &Author,
        id: PolicyId,
        title: &'static str,
        edit: impl Fn(&Policy) -> Result<Edited, EditRefused> + Send + Sync + 'static,
    ) -> Result<WithPeople<Policy>, Refusal> {
        let user = self.user_of(author).await?;
        let edit: Arc<Edit> = Arc::new(edit);
        let mut verified = Verified::default();
        for _ in 0..TRIES {
            let change = Change {
                author: author.clone(),
                id,
                title,
                edit: Arc::clone(&edit),
                verified,
            };
            match self.commit_change(user, change).await? {
                Outcome::Done(policy) => return self.policy_with_people(author, policy).await,
                Outcome::Unverified(edited, standing) => {
                    let number = author.acting.number.clone();
                    let able = self.able_anywhere(author, edited.platform()).await;
                    let findings = (self.checks).verify(move || faults_of(&number, &edited, &able));
                    let findings = findings.await?;
                    if !findings.is_empty() {
                        return Err(Refusal::Invalid {
                            title: "The policy cannot be locked",
                            findings,
                        });
                    }
                    verified = standing;
                }
            }
        }
        Err(ControlError::Unavailable(format!("policy {id} is changed all the time")).into())
    }

    async fn commit_change(&self, user: UserId, change: Change) -> Result<Outcome, Refusal> {
        let clock = Arc::clone(&self.clock);
        write(self.store.as_ref(), move |transaction| {
            let (change, clock) = (change.clone(), Arc::clone(&clock));
            Box::pin(async move {
                let Change { author, id, .. } = &change;
                let found = transaction.find_policy(author.acting.account, *id).await?;
                let before = found.ok_or(Refusal::NotFound)?;
                let edited =
                    (change.edit)(&before).map_err(|refused| refusal(refused, change.title))?;
                let standing = Verified::of(&before);
                if edited.locks() && standing != change.verified {
                    return Ok(Outcome::Unverified(Box::new(edited), standing));
                }
                let steps = edited.steps().to_vec();
                if steps.is_empty() {
                    return Ok(Outcome::Done(before));
                }
                let (changed, new_rules) = (edited.changed().clone(), edited.new_rules());
                let policy = number(transaction, edited, *id, user).await?;
                transaction.update_policy(&policy).await?;
                let change = events::OfPolicy {
                    author,
                    clock: clock.as_ref(),
                    policy: &policy,
                };
                for event in change.events(&steps, &changed, new_rules) {
                    transaction.append_event(&event).await?;
                }
                Ok(Outcome::Done(policy))
            })
        })
        .await
    }

    /// A policy with the people in its history.
    pub(super) async fn policy_with_people(
        &self,
        author: &Author,
        policy: Policy,
    ) -> Result<WithPeople<Policy>, Refusal> {
        let people = policy.history.iter().map(|step| step.user);
        let people = self.people(&author.acting.view.tenant, people).await?;
        Ok(WithPeople::new(policy, people))
    }
}

type Edit = dyn Fn(&Policy) -> Result<Edited, EditRefused> + Send + Sync;

/// What is to be done in a transaction.
#[derive(Clone)]
struct Change {
    author: Author,
    id: PolicyId,
    title: &'static str,
    edit: Arc<Edit>,
    verified: Verified,
}

/// Draws the numbers of what is new, always in this order, so that no two commands wait for each other.
pub(super) async fn number(
    transaction: &mut dyn Transaction,
    edited: Edited,
    id: PolicyId,
    user: UserId,
) -> Result<Policy, StoreError> {
    let rules = edited.new_rules() as u64;
    let first_rule = match rules {
        0 => 0,
        _ => transaction.next_numbers(counter::RULE, rules).await?,
    };
    let steps = edited.steps().len() as u64;
    let first_step = transaction.next_numbers(counter::TRANSITION, steps).await?;
    Ok(edited.numbered(id, first_rule, first_step, user))
}

fn refusal(refused: EditRefused, title: &'static str) -> Refusal {
    match refused {
        EditRefused::Invalid(findings) => Refusal::Invalid { title, findings },
        EditRefused::Conflict { title, description } => Refusal::Conflict { title, description },
        EditRefused::NoSuchRule => Refusal::NotFound,
    }
}
