//! What every HTTP face shares: the listener with its limits, and the parsing and writing of requests.
//!
//! Nothing here knows a customer, a token or a vendor.

pub mod accept;
pub mod body;
pub mod etag;
pub mod path;
pub mod query;
pub mod respond;
