//! How a zone's grants are kept.

use landfall_core::{id::OrganizationId, model::Grants};

/// The word of the zone's row, and the organizations that are named beside it.
pub(crate) fn kept(grants: &Grants) -> (&'static str, &[OrganizationId]) {
    match grants {
        Grants::All => ("all", &[]),
        Grants::None => ("none", &[]),
        Grants::Some(organizations) => ("some", organizations),
    }
}
