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
use landfall_store::write;

use super::{commit::number, events::OfPolicy, verify::faults};
use crate::{
    Control,
    command::{Author, Refusal},
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
    ) -> Result<WithPeople<Policy>, Refusal> {
        let new = self.checks.read(move || read_new(body.as_ref())).await?;
        let invalid = |findings| Refusal::Invalid {
            title: TITLE,
            findings,
        };
        let mut new = new.map_err(invalid)?;
        if new.state == PolicyState::Locked {
            let number = author.acting.number.clone();
            let able = self.able_anywhere(author, new.platform).await;
            let verified = self.checks.verify(move || {
                let rules = new.rules.iter();
                let matches: Vec<&str> = rules.map(|rule| rule.matches.as_str()).collect();
                (faults(&number, &matches, &able), new)
            });
            let (findings, verified) = verified.await?;
            if !findings.is_empty() {
                return Err(invalid(findings));
            }
            new = verified;
        }
        let user = self.user_of(author).await?;
        let policy = self.add_policy(author, user, new).await?;
        self.policy_with_people(author, policy).await
    }

    async fn add_policy(
        &self,
        author: &Author,
        user: UserId,
        new: NewPolicy,
    ) -> Result<Policy, Refusal> {
        let now = self.clock.now();
        let acting = &author.acting;
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
        let edited = Arc::new(Edited::new(summary, new.rules));
        let (clock, author) = (Arc::clone(&self.clock), author.clone());
        write(self.store.as_ref(), move |transaction| {
            let (edited, clock) = (Arc::clone(&edited), Arc::clone(&clock));
            let author = author.clone();
            Box::pin(async move {
                let edited = Edited::clone(&edited);
                let id = PolicyId(transaction.next_number(counter::POLICY).await?);
                let steps = edited.steps().to_vec();
                let policy = number(transaction, edited, id, user).await?;
                transaction.insert_policy(&policy).await?;
                let added = OfPolicy {
                    author: &author,
                    clock: clock.as_ref(),
                    policy: &policy,
                };
                for event in added.events(&steps, &Changed::default(), 0) {
                    transaction.append_event(&event).await?;
                }
                Ok(policy)
            })
        })
        .await
    }
}
