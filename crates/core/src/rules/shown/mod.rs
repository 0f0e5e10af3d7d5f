//! What objects hold so that every dialect can show them: the intersection of the four contracts.
//!
//! Each function here looks at one object and puts everything that does not fit into a [`Findings`], with the member's path in
//! the record (`profile.address.city`) and what the member has to be. What was brought in from elsewhere is judged by them, and
//! so is what a dialect's write makes, before it is kept; a dialect that names members otherwise translates the paths.
//! What an object refers to is not judged here: that takes a look at the record.

mod account;
mod address;
mod benefit;
mod contact;
mod findings;
mod fleet;
mod market;
mod offer;
mod order;
mod policy;
mod text;
mod zone;

pub use account::{check_deployment, check_group, check_organization};
pub use address::{Given, check_address};
pub use benefit::check_benefits;
pub use contact::check_contact;
pub use findings::{Findings, Unfit};
pub use fleet::{check_gateway_group, check_pop};
pub use market::{MARKET_SUB_SEGMENTS, check_market};
pub use offer::{
    LARGE_AGENCY, check_discounts, check_minimum_quantities, check_offer_types, is_discount_level,
};
pub use order::{check_fulfillment, check_offer, check_offered, check_subscription};
pub use policy::{LONGEST_MESSAGE, check_deploy_request, check_policy};
pub use text::{is_line, is_paragraph, is_person_name, is_plain};
pub use zone::check_zone;
pub(super) use zone::{ZoneMembers, check_zone_members};

#[cfg(test)]
mod tests;
