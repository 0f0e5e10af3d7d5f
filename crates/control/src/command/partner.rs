//! Who writes accounts: whoever has the right to, within what they may see.

use landfall_core::{id::OrganizationId, model::View};

use crate::{
    Control, ControlError, Provenance,
    access::{Caller, NativeCaller},
};

/// Who writes accounts.
#[derive(Debug, Clone)]
pub struct Partner {
    /// What they may see, and so write.
    pub(crate) view: View,
    pub(crate) provenance: Provenance,
}

impl Partner {
    /// A caller with the ids of its call; none if it may only read.
    pub fn new(
        caller: &Caller,
        correlation_id: Option<String>,
        request_id: Option<String>,
    ) -> Option<Self> {
        caller.write.then(|| Self {
            view: caller.view.clone(),
            provenance: Provenance {
                actor: caller.actor,
                correlation_id,
                request_id,
            },
        })
    }
}

impl Control {
    /// A caller of the native API who writes accounts and orders at an organization in their view, or below it; none if they may
    /// not. A point read for operators. The id is that of the request.
    pub async fn partner_at(
        &self,
        caller: &NativeCaller,
        organization: OrganizationId,
        request_id: Option<String>,
    ) -> Result<Option<Partner>, ControlError> {
        let may = self.may_write_at(caller, organization).await?;
        Ok(may.then(|| Partner {
            view: caller.view.clone(),
            provenance: Provenance {
                actor: caller.actor,
                correlation_id: None,
                request_id,
            },
        }))
    }
}
