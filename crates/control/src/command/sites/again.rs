//! Handing over again what is active.

use landfall_core::{
    id::{DeployRequestId, UserId},
    model::{DeployRequest, DeploySlot, DeployState, Environment, Platform},
};
use landfall_store::Transaction;

use super::super::{Refusal, submit::another_is_open, submit::open};
use crate::{Clock, Provenance};

/// What the requests say of themselves.
const MESSAGE: &str = "The sites of the account have changed";

/// Begins a deploy request in each slot of the account where a policy is active. While another one is on its way there, nothing is
/// begun: what that one carries was packed before.
pub(super) async fn hand_over_again(
    transaction: &mut dyn Transaction,
    (account, user): (landfall_core::id::OrganizationId, UserId),
    (provenance, clock): (&Provenance, &dyn Clock),
) -> Result<Vec<DeployRequestId>, Refusal> {
    let mut begun = Vec::new();
    // Always in this order, so that no two changes wait for each other.
    for &platform in Platform::ALL {
        for &environment in Environment::ALL {
            let slot = DeploySlot {
                account,
                platform,
                environment,
            };
            let found = transaction.find_slot(&slot).await?;
            if let Some(open) = &found.open {
                return Err(another_is_open(open));
            }
            let Some(active) = found.active.filter(|active| !active.rolled_back) else {
                continue;
            };
            let now = clock.now();
            let mut request = DeployRequest {
                id: DeployRequestId(0),
                state: DeployState::Submitted,
                message: MESSAGE.to_owned(),
                submitter: user,
                history: Vec::new(),
                created_at: now,
                updated_at: now,
                ..active.request
            };
            open(transaction, &mut request, user, (provenance, clock)).await?;
            begun.push(request.id);
        }
    }
    Ok(begun)
}
