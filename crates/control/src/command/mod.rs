//! What callers change, each command in one transaction with its event.
//!
//! A command takes an [`Author`]: who gives it, and for which account; or a [`Partner`], who writes accounts. What it cannot do is a [`Refusal`], which the face that was
//! called puts into its own words for statuses and members.
//!
//! A deploy request goes through its states one durable step at a time ([`Advanced`]): whoever submits it, decides over it or
//! starts a process after a crash carries it on from where the record says it stands.

mod able;
mod advance;
mod author;
mod catalogue;
mod checks;
mod customers;
mod decide;
mod deployments;
mod handover;
mod orders;
mod partner;
mod policies;
mod refusal;
mod reviews;
mod settings;
mod show;
mod sites;
mod step;
mod submit;
mod timely;
mod verification;
mod withdraw;
mod zones;

pub use advance::{Advanced, DeployPlace};
pub use author::Author;
pub use catalogue::{CatalogueRefused, MOST_OFFERS, NewOffer};
pub(crate) use checks::Checks;
pub(crate) use customers::names;
pub(crate) use decide::decide_within;
pub use decide::{Decider, Ruling};
pub use orders::{OrderBody, Orderer, Withdrawn};
pub use partner::Partner;
pub use policies::{PolicySeen, Terms};
pub use refusal::Refusal;
pub(crate) use reviews::set_review;
pub use reviews::{AccountReview, ReviewSeen};
pub use settings::SettingsSeen;
pub use show::Show;
pub use sites::{SiteChanged, SiteSeen};
pub use submit::Submitted;
pub use zones::{ZonePlace, ZoneRecordSeen, ZoneRefused, ZoneSeen, ZoneWriter};
