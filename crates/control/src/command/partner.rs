//! Who writes accounts: a program with the right to, within what it may see.

use landfall_core::model::View;

use crate::{Provenance, access::Caller};

/// Who writes accounts.
#[derive(Debug, Clone)]
pub struct Partner {
    /// What it may see, and so write.
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
