//! Deployment zones as organizations are offered them (akana contract, sections 5 to 7): what a zone shows, which zones
//! follow from the gateways when none is defined, which match a filter, in what order they stand, and what people may make of
//! them.

mod access_points;
mod associations;
mod filter;
mod form;
mod in_use;
mod offered;
mod terms;
mod transient;

pub use access_points::access_points;
pub use associations::{AssociationForm, default_associations, read_associations};
pub use filter::{ZoneFilter, same_id};
pub use form::{AccessPointForm, ZoneForm};
pub use in_use::serves_alone;
pub use offered::{OfferedZone, in_order, zone_id};
pub use terms::{NewZone, ZoneTerms, associated, changed_members};
pub use transient::{group_of_transient, transient_zones};
