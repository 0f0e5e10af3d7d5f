//! Automatic verification of a deploy request: of its policy as it is stored, against what the fleet of its platform can do.

use std::sync::Arc;

use landfall_core::{
    id::AccountNumber,
    model::{DeployRequest, Policy, View},
    rules::{
        deploying::verdict,
        policy::{Finding, verify},
    },
};
use landfall_store::write;

use super::{Advanced, reviews::review_within, step::Step};
use crate::{Control, ControlError, Provenance};

impl Control {
    /// Verifies a request's policy and brings the request into the state that follows. Without a verdict it waits.
    pub(super) async fn verify(&self, request: &DeployRequest) -> Result<Advanced, ControlError> {
        let Some(findings) = self.findings(request).await? else {
            return Ok(Advanced::Waits(request.state));
        };
        let (id, from) = (request.id, request.state);
        let (account, environment) = (request.account, request.environment);
        let clock = Arc::clone(&self.clock);
        write(self.store.as_ref(), move |transaction| {
            let (findings, clock) = (findings.clone(), Arc::clone(&clock));
            Box::pin(async move {
                let found = transaction.find_deploy_request(id).await?;
                let Some(mut request) = found.filter(|request| request.state == from) else {
                    return Ok(Advanced::Overtaken);
                };
                let tenant = request.tenant.clone();
                let review = review_within(transaction, &tenant, (account, environment)).await?;
                let state = verdict(findings.is_empty(), review.is_some());
                let mut step = Step::automatic(state);
                if !findings.is_empty() {
                    step = Step {
                        details: findings,
                        ..step.because("The policy cannot be deployed.")
                    };
                }
                let by = Provenance::system();
                step.write(transaction, &mut request, (&by, clock.as_ref()))
                    .await?;
                Ok(Advanced::Moved(state))
            })
        })
        .await
    }

    /// Everything that stands against deploying; none without a verdict.
    async fn findings(
        &self,
        request: &DeployRequest,
    ) -> Result<Option<Vec<Finding>>, ControlError> {
        let (policy, number) = self.policy_of(request).await?;
        let environments = [request.environment];
        let platform = policy.summary.platform;
        let able = self.able(&request.tenant, platform, &environments).await;
        let verified = self.checks.verify(move || {
            let matches: Vec<&str> = policy
                .rules
                .iter()
                .map(|rule| rule.matches.as_str())
                .collect();
            verify(&number, &matches, &able)
        });
        match verified.await {
            Ok(findings) => Ok(Some(findings)),
            Err(error) => {
                tracing::error!(%error, request = %request.id, "a policy could not be verified; this is tried again");
                Ok(None)
            }
        }
    }

    /// The policy of a request, and the number of its account.
    pub(super) async fn policy_of(
        &self,
        request: &DeployRequest,
    ) -> Result<(Policy, AccountNumber), ControlError> {
        let view = View::whole(request.tenant.clone());
        let policy = self
            .store
            .policy(&view, request.account, request.policy)
            .await?;
        let account = self.store.organization(&view, request.account).await?;
        let number = account.and_then(|account| account.account_number);
        match (policy, number) {
            (Some(policy), Some(number)) => Ok((policy, number)),
            _ => Err(ControlError::Internal(format!(
                "deploy request {} has lost its policy or its account",
                request.id
            ))),
        }
    }
}
