//! The lively set around the fixed part: partners and customers in many countries, what they ordered and where they are
//! deployed, and the fleets of the two HTTP platforms. All of it follows from one seed and the moment of loading.
//!
//! It changes no answer of the fixed part: nothing here hangs below the API client's MSP, no zone is owned by an
//! organization above the two businesses of the examples, and the fleet of adn in production stays as it is.

mod deployments;
mod draw;
mod fleet;
mod fulfillments;
mod policies;
mod services;
mod subscriptions;
mod tree;
mod zones;

use landfall_core::id::Timestamp;

use crate::Record;
use draw::Draw;

/// Puts the lively set into a record that has the fixed part.
pub(crate) fn surround(record: &mut Record, now: Timestamp) {
    let mut draw = Draw::new(record, now);
    let fixed = record.fulfillments.len();
    let partners = tree::grow(record, &mut draw);
    deployments::spread(record, &mut draw, &partners);
    fulfillments::order(record, &mut draw, &partners);
    zones::define(record, &mut draw, &partners);
    policies::hand_over(record, &mut draw, &partners);
    fleet::enrol(record, &mut draw);
    subscriptions::follow(record, &mut draw, fixed);
}
