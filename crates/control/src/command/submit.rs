//! Submitting a deploy request (rulesv4 contract, section 6).

use std::{sync::Arc, time::Duration};

use landfall_core::{
    id::{DeployRequestId, UserId, counter},
    model::{DeployRequest, DeployState, Policy, PolicyState, Submission},
    rules::{
        deploying::{NewSubmission, Sent, replayed},
        policy::Finding,
    },
};
use landfall_store::{StoreError, Transaction, write};
use tokio::{
    sync::oneshot,
    time::{Instant, timeout_at},
};

use super::{Author, DeployPlace, Refusal, step::Step};
use crate::{Clock, Control, ControlError, Provenance};

/// How long an answer waits for the request to be deployed, or to wait for somebody.
pub(super) const ANSWER: Duration = Duration::from_millis(1_500);
/// How often a submit that met another one in its slot is looked at again.
const TRIES: u32 = 3;

/// What came of a submit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Submitted {
    /// The request.
    pub id: DeployRequestId,
    /// Whether an earlier submit has made it, of which this one is a retry.
    pub replayed: bool,
}

impl Control {
    /// Submits a deploy request, or finds the one that an earlier submit of the same has made. Answers when it is deployed or
    /// waits for somebody, after a second and a half at the latest; it is carried on when nobody waits for the answer.
    pub async fn submit(
        self: &Arc<Self>,
        author: Author,
        new: NewSubmission,
    ) -> Result<Submitted, Refusal> {
        let deadline = Instant::now() + ANSWER;
        let (tell, told) = oneshot::channel();
        let control = Arc::clone(self);
        let work = tokio::spawn(async move {
            let accepted = control.accept(&author, &new).await;
            let place = accepted.as_ref().ok().map(|submitted| DeployPlace {
                tenant: author.acting.view.tenant.clone(),
                account: author.acting.account,
                id: submitted.id,
            });
            // Nobody may be listening any more.
            let _ = tell.send(accepted);
            if let Some(place) = place {
                control.carry_on(&place).await;
            }
        });
        let submitted = told.await.map_err(|_| {
            ControlError::Internal("a submit ended without saying how".to_owned())
        })??;
        // Late or not, the answer says where it stands.
        let _ = timeout_at(deadline, work).await;
        Ok(submitted)
    }

    /// Stores a request, unless it is a retry, and does no more about it: that is left to whoever [looks after
    /// requests](Self::look_after_deploys).
    pub async fn accept(&self, author: &Author, new: &NewSubmission) -> Result<Submitted, Refusal> {
        let acting = &author.acting;
        let policy = self
            .store
            .policy(&acting.view, acting.account, new.policy)
            .await?;
        let policy = policy.ok_or_else(|| no_such_policy(new))?;
        if policy.summary.state != PolicyState::Locked {
            return Err(Refusal::Conflict {
                title: "The policy is a draft",
                description: format!(
                    "Policy {} can be deployed once it is locked.",
                    policy.summary.id
                ),
            });
        }
        let user = self.user_of(author).await?;
        let mut tried = 1;
        loop {
            match self.try_accept(author, new, (&policy, user)).await {
                Err(Refusal::Failed(ControlError::Conflict(_))) if tried < TRIES => tried += 1,
                outcome => return outcome,
            }
        }
    }

    async fn try_accept(
        &self,
        author: &Author,
        new: &NewSubmission,
        (policy, user): (&Policy, UserId),
    ) -> Result<Submitted, Refusal> {
        let now = self.clock.now();
        let draft = DeployRequest {
            id: DeployRequestId(0),
            tenant: policy.summary.tenant.clone(),
            account: policy.summary.account,
            policy: policy.summary.id,
            platform: policy.summary.platform,
            environment: new.environment,
            state: DeployState::Submitted,
            message: new.message.clone(),
            submitter: user,
            history: Vec::new(),
            created_at: now,
            updated_at: now,
        };
        let (clock, provenance) = (Arc::clone(&self.clock), author.provenance().clone());
        write(self.store.as_ref(), move |transaction| {
            let (mut request, provenance) = (draft.clone(), provenance.clone());
            let clock = Arc::clone(&clock);
            Box::pin(async move {
                let slot = transaction.find_slot(&request.slot()).await?;
                let sent = Sent {
                    policy: request.policy,
                    environment: request.environment,
                    message: &request.message,
                    credential: provenance.actor,
                    at: now,
                };
                if let Some(earlier) = replayed(&sent, &slot) {
                    let id = earlier.request.id;
                    transaction.note_sent(id, provenance.actor, now).await?;
                    return Ok(Submitted { id, replayed: true });
                }
                if let Some(open) = &slot.open {
                    return Err(another_is_open(open));
                }
                open(
                    transaction,
                    &mut request,
                    user,
                    (&provenance, clock.as_ref()),
                )
                .await?;
                Ok(Submitted {
                    id: request.id,
                    replayed: false,
                })
            })
        })
        .await
    }
}

/// Stores a request that the transaction has found its slot free for; its number is drawn here.
pub(super) async fn open(
    transaction: &mut dyn Transaction,
    request: &mut DeployRequest,
    user: UserId,
    by: (&Provenance, &dyn Clock),
) -> Result<(), StoreError> {
    let (provenance, at) = (by.0, request.created_at);
    let id = transaction.next_number(counter::DEPLOY_REQUEST).await?;
    request.id = DeployRequestId(id);
    let event = Step::of(user, DeployState::Submitted)
        .taken(&mut *transaction, request, by)
        .await?;
    transaction.insert_deploy_request(request).await?;
    transaction
        .note_sent(request.id, provenance.actor, at)
        .await?;
    transaction.append_event(&event).await
}

fn no_such_policy(new: &NewSubmission) -> Refusal {
    Refusal::Invalid {
        title: "The deploy request is not valid",
        findings: vec![Finding {
            pointer: "/policy_id".to_owned(),
            description: format!("The account has no policy {}.", new.policy),
        }],
    }
}

pub(super) fn another_is_open(open: &Submission) -> Refusal {
    let request = &open.request;
    Refusal::Conflict {
        title: "Another deploy request is open",
        description: format!(
            "Deploy request {} ({}, {}) is {}; wait for it or cancel it.",
            request.id, request.platform, request.environment, request.state
        ),
    }
}
