//! Adding a policy.

use std::sync::Arc;

use landfall_core::{
    id::{PolicyId, Timestamp, UserId, counter},
    model::{Dialect, IdempotencyKey, IdempotencyRecord, Policy, PolicyState, PolicySummary},
    rules::{
        editing::{Changed, Edited},
        policy::{NewPolicy, read_new},
    },
};
use landfall_store::write;

use super::{Terms, commit::number, events::OfPolicy, terms::digest_of, verify::faults};
use crate::{
    Control, ControlError,
    command::{Author, Refusal},
    query::WithPeople,
};

const TITLE: &str = "The policy cannot be added";

/// How long a caller's name for adding a policy is remembered, in seconds: a day.
const REMEMBERED: i64 = 86_400;

/// What makes adding a policy again harmless.
#[derive(Clone)]
struct Once {
    key: IdempotencyKey,
    digest: [u8; 32],
}

impl Once {
    fn record(self, policy: PolicyId, now: Timestamp) -> IdempotencyRecord {
        IdempotencyRecord {
            key: self.key,
            request_hash: self.digest,
            status: 201,
            body: policy.to_string().into_bytes(),
            correlation_id: None,
            request_id: None,
            created_at: now,
            expires_at: now.plus(REMEMBERED),
        }
    }

    /// The policy that the earlier call has added.
    fn answered(&self, earlier: &IdempotencyRecord) -> Result<PolicyId, Refusal> {
        if earlier.request_hash != self.digest {
            return Err(Refusal::Conflict {
                title: "The idempotency key was used before",
                description:
                    "Something else was sent under it within the last day; choose another one."
                        .to_owned(),
            });
        }
        let text = std::str::from_utf8(&earlier.body).unwrap_or_default();
        let unreadable = |_| ControlError::Internal("a remembered answer is no policy".to_owned());
        Ok(text.parse().map_err(unreadable)?)
    }
}

impl Control {
    /// Adds a policy of the author's account from a request's body. One that comes locked is verified; nothing is kept of one
    /// that fails. A body that is sent again makes another policy, unless the terms say that it is the same call.
    pub async fn create_policy(
        &self,
        author: &Author,
        body: impl AsRef<[u8]> + Send + 'static,
        terms: Terms,
    ) -> Result<WithPeople<Policy>, Refusal> {
        let account = author.acting.account.to_string();
        let Terms { form, once, .. } = terms;
        let is_named = once.is_some();
        let read = self.checks.read(move || {
            let digest = is_named.then(|| digest_of(&account, body.as_ref()));
            (read_new(body.as_ref(), form), digest)
        });
        let (new, digest) = read.await?;
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
        let once = once.zip(digest).map(|(key, digest)| Once {
            key: IdempotencyKey {
                dialect: Dialect::Native,
                scope: format!("user {user}"),
                key,
            },
            digest,
        });
        let policy = self.add_policy(author, user, (new, once)).await?;
        self.policy_with_people(author, policy).await
    }

    async fn add_policy(
        &self,
        author: &Author,
        user: UserId,
        (new, once): (NewPolicy, Option<Once>),
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
            let (author, once) = (author.clone(), once.clone());
            Box::pin(async move {
                if let Some(once) = &once
                    && let Some(earlier) = transaction.find_idempotency(&once.key).await?
                    && now < earlier.expires_at
                {
                    let id = once.answered(&earlier)?;
                    let found = transaction.find_policy(author.acting.account, id).await?;
                    return found.ok_or(Refusal::NotFound);
                }
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
                if let Some(once) = once {
                    let record = once.record(policy.summary.id, now);
                    transaction.put_idempotency(&record).await?;
                }
                Ok(policy)
            })
        })
        .await
    }
}
