//! Adding, changing and removing sites of an account, each in one transaction with its event.
//!
//! An account's sites travel with each of its policies, so a change of them is a new hand-over: in every slot where a policy of the
//! account is active, a deploy request for the same policy begins with the change. Like any other it is verified, reviewed where
//! the account has that, and held up by a freeze; it says how far the change has landed.

mod again;
mod change;
mod seen;

pub use seen::{SiteChanged, SiteSeen};
