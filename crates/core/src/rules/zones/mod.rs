//! Deployment zones as organizations are offered them (akana contract, sections 5 to 7): what a zone shows, which zones
//! follow from the gateways when none is defined, which match a filter, in what order they stand, and what people may make of
//! them.

/// How many zones an organization can have of its own, so that what it is offered can be shown at once.
pub const MOST_ZONES: u64 = 1_000;

mod access_points;
mod associations;
mod filter;
mod form;
mod in_use;
mod offered;
mod patch;
mod terms;
mod transient;

pub use access_points::access_points;
use associations::default_forms;
pub use associations::{AssociationForm, default_associations, read_associations};
pub use filter::{ZoneFilter, same_id};
pub use form::{AccessPointForm, ZoneForm};
pub use in_use::serves_alone;
pub use offered::{OfferedZone, in_order, zone_id};
pub use patch::ZonePatch;
pub use terms::{NewZone, ZoneTerms, associated, changed_members};
pub use transient::{group_of_transient, transient_zones};
