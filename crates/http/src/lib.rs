//! What every HTTP face shares: the listener with its limits, and the parsing and writing of requests.
//!
//! Nothing here knows a customer, a token or a vendor.

pub mod accept;
pub mod access;
pub mod body;
pub mod etag;
pub mod faces;
pub mod guard;
pub mod host;
pub mod path;
pub mod peer;
pub mod query;
pub mod request_id;
pub mod respond;
