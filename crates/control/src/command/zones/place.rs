//! Who changes a zone, and in whose context.

use std::sync::Arc;

use landfall_core::{
    model::{Actor, Tenant, User},
    rules::{business::Business, zones::OfferedZone},
};

use crate::Provenance;

/// Who changes a zone, and in whose context.
#[derive(Debug)]
pub struct ZonePlace<'a> {
    /// The tenant.
    pub tenant: &'a Tenant,
    /// Who.
    pub user: &'a User,
    /// The organization in whose context the zone is looked for, or that is to own it.
    pub business: Business,
    /// The id of the request.
    pub request_id: Option<String>,
}

/// Says of a zone as it is now whether it is the one that the caller has seen.
pub type ZoneSeen = Arc<dyn Fn(&OfferedZone) -> bool + Send + Sync>;

impl ZonePlace<'_> {
    /// Where its commands come from.
    pub(super) fn provenance(&self) -> Provenance {
        Provenance {
            actor: Actor::User(self.user.id),
            correlation_id: None,
            request_id: self.request_id.clone(),
        }
    }
}
