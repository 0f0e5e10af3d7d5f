//! Deployment zones as organizations are offered them (akana contract, sections 5 to 7): what a zone shows, which zones
//! follow from the gateways when none is defined, which match a filter, and in what order they stand.

mod access_points;
mod filter;
mod offered;
mod transient;

pub use access_points::access_points;
pub use filter::ZoneFilter;
pub use offered::{OfferedZone, in_order};
pub use transient::transient_zones;
