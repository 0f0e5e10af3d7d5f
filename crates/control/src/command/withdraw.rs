//! Withdrawing a deploy request that waits for a person (rulesv4 contract, section 6).

use std::sync::Arc;

use landfall_core::{
    id::DeployRequestId,
    model::DeployState,
    rules::deploying::{Withdrawn, withdraw},
};
use landfall_store::write;

use super::{Author, Refusal, step::Step};
use crate::Control;

impl Control {
    /// Cancels a request of the author's account. Repeating it changes nothing.
    pub async fn cancel(&self, author: &Author, id: DeployRequestId) -> Result<(), Refusal> {
        let acting = &author.acting;
        let found = self
            .store
            .deploy_request(&acting.view, acting.account, id)
            .await?;
        if found.is_none() {
            return Err(Refusal::NotFound);
        }
        let user = self.user_of(author).await?;
        let (clock, provenance) = (Arc::clone(&self.clock), author.provenance().clone());
        write(self.store.as_ref(), move |transaction| {
            let (clock, provenance) = (Arc::clone(&clock), provenance.clone());
            Box::pin(async move {
                let found = transaction.find_deploy_request(id).await?;
                let mut request = found.ok_or(Refusal::NotFound)?;
                match withdraw(request.state) {
                    Ok(Withdrawn::Already) => Ok(()),
                    Ok(Withdrawn::Now) => {
                        let by = (&provenance, clock.as_ref());
                        Step::of(user, DeployState::Canceled)
                            .write(transaction, &mut request, by)
                            .await?;
                        Ok(())
                    }
                    Err(state) => Err(Refusal::Conflict {
                        title: "The deploy request cannot be canceled",
                        description: format!(
                            "Deploy request {id} is {state}; only one that is pending_review or escalated can be canceled."
                        ),
                    }),
                }
            })
        })
        .await
    }
}
