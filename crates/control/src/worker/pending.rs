//! Accounts that were written and wait for validation (vipmp contract, section 8).
//!
//! Those that wait are in the store, so a restart forgets none. Of several processes one at a time decides, in one transaction with
//! the accounts and their events, so that of equal customers exactly one becomes active.

use std::{sync::Arc, time::Duration};

use landfall_core::{
    model::{OrganizationKind, ResourceKind},
    rules::validation::validated,
};
use landfall_store::write;
use serde_json::json;

use super::looking::{Looks, Trouble};
use crate::{Control, ControlError, Provenance};

/// How often they are looked for, unless something wakes the worker before.
const LOOK: Duration = Duration::from_secs(1);
/// How many are decided in one transaction.
const BATCH: u32 = 64;

impl Control {
    /// Validates what waits for it, again and again. Never ends by itself.
    pub(super) async fn validate_accounts(&self) {
        let mut looks = Looks::new(LOOK, &self.pending);
        let mut trouble = Trouble::none("pending accounts cannot be validated");
        loop {
            looks.due().await;
            trouble.with(self.look_after_pending().await);
        }
    }

    /// Validates, once, every account that waits for it.
    pub async fn look_after_pending(&self) -> Result<(), ControlError> {
        while self.store.is_any_pending().await? {
            if self.validate_some().await? < BATCH as usize {
                break;
            }
        }
        Ok(())
    }

    /// Validates the oldest of those that wait; how many that were.
    async fn validate_some(&self) -> Result<usize, ControlError> {
        let clock = Arc::clone(&self.clock);
        write(self.store.as_ref(), move |transaction| {
            let clock = Arc::clone(&clock);
            Box::pin(async move {
                let pending = transaction.hold_pending(BATCH).await?;
                for account in &pending {
                    let twin = match account.kind {
                        OrganizationKind::Customer => transaction.find_twin(account).await?,
                        _ => None,
                    };
                    let status = validated(account, twin.is_some());
                    transaction
                        .set_organization_status(account.id, status, clock.now())
                        .await?;
                    let event = Provenance::system().event(
                        clock.as_ref(),
                        "organization.validated",
                        (Some(account.tenant.clone()), Some(account.id)),
                        (ResourceKind::Organization, account.id.to_string()),
                        &json!({ "status": status }),
                    );
                    transaction.append_event(&event).await?;
                }
                Ok(pending.len())
            })
        })
        .await
    }
}
