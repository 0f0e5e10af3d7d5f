//! The types of matches and features with their attributes, as data, and which of them a data plane has (rulesv4 contract,
//! section 7).

mod attribute;
mod capabilities;
mod features;
mod matches;
mod read;

pub(super) use attribute::{Attribute, Takes};
pub use capabilities::Capabilities;
pub(super) use features::{FeatureKind, feature_type};
pub(super) use matches::{Form, MatchKind, SELECT, match_type};
pub(super) use read::Read;
