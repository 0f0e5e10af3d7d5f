//! Adding a policy.

use std::sync::Arc;

use landfall_core::{
    id::{PolicyId, UserId, counter},
    model::{Policy, PolicyState, PolicySummary},
    rules::{
        editing::{Changed, Edited},
        policy::{NewPolicy, read_new},
    },
};
use landfall_store::{StoreError, Transaction, write};

use super::{Terms, commit::number, events::OfPolicy, verify::faults};
use crate::{
    Clock, Control,
    command::{Author, Refusal},
    once::{Answer, Answered, Repeatable},
    query::WithPeople,
};

const TITLE: &str = "The policy cannot be added";

impl Control {
    /// Adds a policy of the author's account from a request's body. One that comes locked is verified; nothing is kept of one
    /// that fails. A body that is sent again makes another policy.
    pub async fn create_policy(
        &self,
        author: &Author,
        body: impl AsRef<[u8]> + Send + 'static,
        terms: Terms,
    ) -> Result<WithPeople<Policy>, Refusal> {
        let new = self.new_policy(author, body, terms).await?;
        let user = self.user_of(author).await?;
        let draft = Arc::new(self.policy_draft(author, new));
        let (clock, by) = (Arc::clone(&self.clock), author.clone());
        let added: Result<Policy, Refusal> = write(self.store.as_ref(), move |transaction| {
            let (draft, clock, by) = (Arc::clone(&draft), Arc::clone(&clock), by.clone());
            Box::pin(async move {
                let draft = Edited::clone(&draft);
                Ok(insert(transaction, (&by, clock.as_ref()), user, draft).await?)
            })
        })
        .await;
        self.policy_with_people(author, added?).await
    }

    /// The same, once if the call has a name. `show` puts the policy into an answer.
    pub async fn add_policy<S>(
        &self,
        author: &Author,
        call: Option<&Repeatable>,
        body: impl AsRef<[u8]> + Send + 'static,
        terms: Terms,
        show: S,
    ) -> Result<Answered, Refusal>
    where
        S: Fn(Policy) -> Answer + Send + Sync + 'static,
    {
        let new = self.new_policy(author, body, terms).await?;
        let user = self.user_of(author).await?;
        let draft = Arc::new(self.policy_draft(author, new));
        let (clock, by, show) = (Arc::clone(&self.clock), author.clone(), Arc::new(show));
        let added = self.carry_out(call, move |transaction| {
            let (draft, show) = (Arc::clone(&draft), Arc::clone(&show));
            let (clock, by) = (Arc::clone(&clock), by.clone());
            Box::pin(async move {
                let draft = Edited::clone(&draft);
                let policy = insert(transaction, (&by, clock.as_ref()), user, draft).await?;
                Ok(show(policy))
            })
        });
        Ok(added.await?)
    }

    /// What a body asks for, if it can be added.
    async fn new_policy(
        &self,
        author: &Author,
        body: impl AsRef<[u8]> + Send + 'static,
        terms: Terms,
    ) -> Result<NewPolicy, Refusal> {
        let form = terms.form;
        let read = self.checks.read(move || read_new(body.as_ref(), form));
        let invalid = |findings| Refusal::Invalid {
            title: TITLE,
            findings,
        };
        let new = read.await?.map_err(invalid)?;
        if new.state != PolicyState::Locked {
            return Ok(new);
        }
        let number = author.acting.number.clone();
        let able = self.able_anywhere(author, new.platform).await;
        let verified = self.checks.verify(move || {
            let rules = new.rules.iter();
            let matches: Vec<&str> = rules.map(|rule| rule.matches.as_str()).collect();
            (faults(&number, &matches, &able), new)
        });
        let (findings, verified) = verified.await?;
        if findings.is_empty() {
            Ok(verified)
        } else {
            Err(invalid(findings))
        }
    }

    fn policy_draft(&self, author: &Author, new: NewPolicy) -> Edited {
        let (acting, now) = (&author.acting, self.clock.now());
        let summary = PolicySummary {
            // Its number is drawn when it is written.
            id: PolicyId(0),
            tenant: acting.view.tenant.clone(),
            account: acting.account,
            name: new.name,
            description: new.description,
            state: new.state,
            platform: new.platform,
            created_at: now,
            updated_at: now,
        };
        Edited::new(summary, new.rules)
    }
}

/// Adds the policy with its events.
async fn insert(
    transaction: &mut dyn Transaction,
    (author, clock): (&Author, &dyn Clock),
    user: UserId,
    edited: Edited,
) -> Result<Policy, StoreError> {
    let id = PolicyId(transaction.next_number(counter::POLICY).await?);
    let steps = edited.steps().to_vec();
    let policy = number(&mut *transaction, edited, id, user).await?;
    transaction.insert_policy(&policy).await?;
    let added = OfPolicy {
        author,
        clock,
        policy: &policy,
    };
    for event in added.events(&steps, &Changed::default(), 0) {
        transaction.append_event(&event).await?;
    }
    Ok(policy)
}
