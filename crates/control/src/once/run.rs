//! Carrying a write out once.

use std::{sync::Arc, time::Duration};

use futures_util::future::BoxFuture;
use landfall_core::{
    id::Timestamp,
    rules::once::{Concurrent, OtherBody},
};
use landfall_store::{Claimed, StoreError, Transaction, write};
use tokio::time::Instant;

use super::{Answer, Answered, Repeatable};
use crate::{Control, ControlError};

/// The first pause before a call that another process has is asked for again; they grow to the longest.
const FIRST_PAUSE: Duration = Duration::from_millis(2);
const LONGEST_PAUSE: Duration = Duration::from_millis(50);

/// Why a transaction was given up: nothing of it is kept.
#[derive(Debug)]
enum Ended {
    /// The answer is there already, or is not to be kept.
    Settled(Answered),
    /// An equal call has not ended, in another process.
    TheirsYet,
    /// It could not be tried to the end.
    Failed(ControlError),
}

impl From<ControlError> for Ended {
    fn from(error: ControlError) -> Self {
        Self::Failed(error)
    }
}

impl From<StoreError> for Ended {
    fn from(error: StoreError) -> Self {
        Self::Failed(error.into())
    }
}

impl Control {
    /// Carries `work` out, unless an equal call has been, and gives its answer or the earlier one.
    ///
    /// The work makes its changes and appends their events. It decides before it changes anything: an answer that the policy
    /// keeps commits with whatever the work has done, a refusal too. An error undoes everything and is not kept, so that the
    /// call can be made again; an answer that the policy does not keep undoes everything as well, unless it is a good one.
    pub async fn once<F>(&self, call: &Repeatable, work: F) -> Result<Answered, ControlError>
    where
        F: for<'t> Fn(&'t mut dyn Transaction) -> BoxFuture<'t, Result<Answer, ControlError>>
            + Send
            + Sync
            + 'static,
    {
        let longest = match call.policy.concurrent {
            Concurrent::Waits(seconds) => Duration::from_secs(seconds),
            Concurrent::IsRefused => Duration::ZERO,
        };
        let until = Instant::now() + longest;
        let Some(_turn) = self.once.enter(&call.key, longest).await else {
            return Ok(Answered::StillRunning);
        };
        let (work, call) = (Arc::new(work), Arc::new(call.clone()));
        let mut pause = FIRST_PAUSE;
        loop {
            match self.try_once(&call, Arc::clone(&work)).await {
                Ok(answer) => return Ok(Answered::Now(answer)),
                Err(Ended::Settled(answered)) => return Ok(answered),
                Err(Ended::Failed(error)) => return Err(error),
                Err(Ended::TheirsYet) if Instant::now() + pause > until => {
                    return Ok(Answered::StillRunning);
                }
                Err(Ended::TheirsYet) => {
                    tokio::time::sleep(pause).await;
                    pause = (pause * 2).min(LONGEST_PAUSE);
                }
            }
        }
    }

    /// The same for a call that may have no name: without one it is carried out whenever it arrives.
    pub(crate) async fn once_if_named<F>(
        &self,
        call: Option<&Repeatable>,
        work: F,
    ) -> Result<Answered, ControlError>
    where
        F: for<'t> Fn(&'t mut dyn Transaction) -> BoxFuture<'t, Result<Answer, ControlError>>
            + Send
            + Sync
            + 'static,
    {
        if let Some(call) = call {
            return self.once(call, work).await;
        }
        let work = Arc::new(work);
        let done = write(self.store.as_ref(), move |transaction| {
            let work = Arc::clone(&work);
            Box::pin(async move {
                let answer = work(&mut *transaction).await?;
                if answer.status >= 400 {
                    return Err(Ended::Settled(Answered::Now(answer)));
                }
                Ok(answer)
            })
        });
        match done.await {
            Ok(answer) => Ok(Answered::Now(answer)),
            Err(Ended::Settled(answered)) => Ok(answered),
            Err(Ended::Failed(error)) => Err(error),
            Err(Ended::TheirsYet) => Ok(Answered::StillRunning),
        }
    }

    async fn try_once<F>(&self, call: &Arc<Repeatable>, work: Arc<F>) -> Result<Answer, Ended>
    where
        F: for<'t> Fn(&'t mut dyn Transaction) -> BoxFuture<'t, Result<Answer, ControlError>>
            + Send
            + Sync
            + 'static,
    {
        let (call, now) = (Arc::clone(call), self.clock.now());
        write(self.store.as_ref(), move |transaction| {
            let (call, work) = (Arc::clone(&call), Arc::clone(&work));
            Box::pin(async move {
                look(transaction, &call, now).await?;
                let answer = work(&mut *transaction).await?;
                if call.policy.keeps(answer.status) {
                    let record = call.record(&answer, now);
                    transaction.put_idempotency(&record).await?;
                } else if answer.status >= 400 {
                    return Err(Ended::Settled(Answered::Now(answer)));
                }
                Ok(answer)
            })
        })
        .await
    }
}

/// Whether the call is still to be carried out; its key is this transaction's from now on.
async fn look(
    transaction: &mut dyn Transaction,
    call: &Repeatable,
    now: Timestamp,
) -> Result<(), Ended> {
    match transaction.claim_idempotency(&call.key).await? {
        Claimed::Theirs => return Err(Ended::TheirsYet),
        Claimed::Ours(Some(earlier)) if now < earlier.expires_at => {
            let refuses = call.policy.other_body == OtherBody::IsRefused;
            return Err(Ended::Settled(
                if refuses && !call.asks_for_the_same_as(&earlier) {
                    Answered::OtherBody
                } else {
                    Answered::Before(earlier.into())
                },
            ));
        }
        Claimed::Ours(_) => {}
    }
    if let Some(ids) = call.call_ids() {
        let known = transaction.find_call_ids(&ids, now).await?;
        if known.request && !known.correlation {
            return Err(Ended::Settled(Answered::RequestIdUsed));
        }
    }
    Ok(())
}
