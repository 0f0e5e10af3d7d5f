//! What goes over the wire: media types, the JSON and XML of answers, the bodies and parameters of requests.

pub(crate) mod business_query;
pub(crate) mod businesses;
pub(crate) mod credentials;
mod forms;
pub(crate) mod json;
pub(crate) mod login;
pub(crate) mod media;
mod members;
mod node;
pub(crate) mod parameter;
pub(crate) mod revalidated;
pub(crate) mod rss;
pub(crate) mod xml;
mod xml_input;
pub(crate) mod zone_body;
pub(crate) mod zone_query;
pub(crate) mod zone_seen;
pub(crate) mod zones;
