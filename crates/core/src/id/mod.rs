//! Types that carry a rule each: identifiers, numbers, times and positions. Each has one parser, which is the only way to
//! make it from text.

mod account_number;
pub mod counter;
mod identifier;
mod percent;
mod position;
mod site_names;
mod tenant;
mod timestamp;
mod vipmp;

pub use account_number::AccountNumber;
pub use identifier::{
    ClientKey, DeployRequestId, EdgeCnameId, EventId, FulfillmentId, GatewayGroupId, LogId,
    OrganizationId, PolicyId, PopId, RuleId, ServerId, SiteId, SubscriptionId, UserId, ZoneId,
};
pub use percent::Percent;
pub use position::{Cursor, Epoch, Generation, Revision};
pub use site_names::{Hostname, OriginName};
pub use tenant::TenantId;
pub use timestamp::{Date, Timestamp};
pub use vipmp::VipmpId;

/// Text that does not have the form of the type it was parsed as.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{what} {text:?} is malformed: {rule}")]
pub struct Malformed {
    /// Which type was asked for.
    pub what: &'static str,
    /// The offending text, shortened to 80 characters.
    pub text: String,
    /// What the text should have been.
    pub rule: &'static str,
}

impl Malformed {
    pub(crate) fn new(what: &'static str, text: &str, rule: &'static str) -> Self {
        let text = text.chars().take(80).collect();
        Self { what, text, rule }
    }
}
