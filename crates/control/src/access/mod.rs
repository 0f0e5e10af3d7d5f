//! Who calls: programs with bearer tokens, users with `TOK` tokens, people with a session; and how often they may.

mod acting;
mod bearer;
mod cache;
mod issue;
mod native;
mod rate;
mod rest;
mod session_value;
mod sessions;
mod throttle;

pub use acting::{ActingFor, Impersonation, NotActing};
pub(crate) use bearer::dialect_of;
pub use bearer::{Bearer, Caller};
pub(crate) use cache::CredentialCache;
pub use issue::{ClientRefused, IssueRequest, IssuedToken};
pub use native::{ActsIn, NativeCaller, NotOperating};
pub use rate::CallKind;
pub(crate) use rate::RateLimits;
pub use rest::RestCaller;
pub use sessions::{SESSION_SECONDS, SignIn, SignInRefused, SignedIn};
pub(crate) use throttle::LoginThrottle;
