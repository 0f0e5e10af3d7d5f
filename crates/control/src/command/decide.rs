//! Deciding over a deploy request that waits for a person. Four eyes see it: the submitter's are two of them.

use std::sync::Arc;

use landfall_core::{
    id::UserId,
    model::{DeployRequest, NewEvent},
    rules::deploying::{Decided, Decision, DecisionRefused, decide},
};
use landfall_store::{Transaction, write};

use super::{DeployPlace, Refusal, step::Step};
use crate::{Clock, Control, ControlError, Provenance, access::NativeCaller};

/// Characters of a reason.
const LONGEST_REASON: usize = 1024;

/// Who decides.
#[derive(Debug, Clone)]
pub struct Decider {
    /// The user who stands in the history for it.
    pub(crate) user: UserId,
    pub(crate) provenance: Provenance,
}

/// A decision with its words.
#[derive(Debug, Clone)]
pub struct Ruling {
    /// What is decided.
    pub decision: Decision,
    /// Why. A rejection has to say it.
    pub reason: Option<String>,
}

impl Ruling {
    /// A decision, if its words are such as can be kept; else what is wrong with them.
    pub fn new(decision: Decision, reason: Option<String>) -> Result<Self, String> {
        let reason = reason
            .map(|reason| reason.trim().to_owned())
            .filter(|reason| !reason.is_empty());
        let fault = match &reason {
            None if decision == Decision::Reject => {
                "is needed: the submitter has to learn why".to_owned()
            }
            Some(reason) if reason.chars().count() > LONGEST_REASON => {
                format!("has more than {LONGEST_REASON} characters")
            }
            Some(reason) if reason.contains('\0') => {
                "has a character that cannot be kept, U+0000".to_owned()
            }
            _ => return Ok(Self { decision, reason }),
        };
        Err(fault)
    }
}

impl Control {
    /// Who a caller of the native API is when it decides; none if it may only read.
    pub async fn decider(
        &self,
        caller: &NativeCaller,
        request_id: Option<String>,
    ) -> Result<Option<Decider>, ControlError> {
        if !caller.write {
            return Ok(None);
        }
        let provenance = Provenance {
            actor: caller.actor,
            correlation_id: None,
            request_id,
        };
        let credential = caller.credential.as_ref();
        let client = credential.and_then(|credential| credential.client.as_ref());
        let user = match (&caller.person, client) {
            (Some(person), _) => person.id,
            (_, Some(client)) => self.user_of_client(client, &provenance).await?,
            (_, None) => return Ok(None),
        };
        Ok(Some(Decider { user, provenance }))
    }

    /// Decides over a request. One that was approved is carried on, and the answer waits for that a moment. Repeating one's
    /// own decision changes nothing.
    pub async fn decide(
        self: &Arc<Self>,
        by: &Decider,
        place: DeployPlace,
        ruling: Ruling,
    ) -> Result<(), Refusal> {
        let (clock, by, at) = (Arc::clone(&self.clock), by.clone(), place.clone());
        write::<_, Refusal, _>(self.store.as_ref(), move |transaction| {
            let (clock, by) = (Arc::clone(&clock), by.clone());
            let (place, ruling) = (at.clone(), ruling.clone());
            Box::pin(async move {
                let decided =
                    decide_within(&mut *transaction, (&place, &ruling), &by, clock.as_ref());
                if let (_, Some(event)) = decided.await? {
                    transaction.append_event(&event).await?;
                }
                Ok(())
            })
        })
        .await?;
        self.carry_on_beside(place).await;
        Ok(())
    }
}

/// Writes a decision; gives the request as it is then and the event, which is not written yet. There is none if the same was
/// decided before.
pub(crate) async fn decide_within(
    transaction: &mut dyn Transaction,
    (place, ruling): (&DeployPlace, &Ruling),
    by: &Decider,
    clock: &dyn Clock,
) -> Result<(DeployRequest, Option<NewEvent>), Refusal> {
    let found = transaction.find_deploy_request(place.id).await?;
    let found = found
        .filter(|request| (&request.tenant, request.account) == (&place.tenant, place.account));
    let mut request = found.ok_or(Refusal::NotFound)?;
    match decide(&request, ruling.decision, by.user) {
        Ok(Decided::Already) => Ok((request, None)),
        Ok(Decided::Becomes(state)) => {
            let step = Step {
                description: ruling.reason.clone(),
                ..Step::of(by.user, state)
            };
            let from = (&by.provenance, clock);
            let event = step.taken(&mut *transaction, &mut request, from).await?;
            transaction.update_deploy_request(&request).await?;
            Ok((request, Some(event)))
        }
        Err(DecisionRefused::OwnRequest) => Err(Refusal::Conflict {
            title: "Somebody else has to decide",
            description: format!(
                "Deploy request {} is your own; another user has to decide over it. You can cancel it.",
                request.id
            ),
        }),
        Err(DecisionRefused::NotWaiting(state)) => Err(Refusal::Conflict {
            title: "The deploy request does not wait for this decision",
            description: format!("Deploy request {} is {state}.", request.id),
        }),
    }
}
