//! The calls of the native API, one resource a file. What is below `/landfall` and not here is answered with a problem.

mod call;
mod choices;
mod clients;
mod customers;
mod decisions;
mod deploy_requests;
mod deploying;
mod deployments;
mod events;
mod fulfillments;
mod gateway_groups;
mod landing;
mod once;
mod openapi;
mod organizations;
mod policies;
mod policy_changes;
mod pops;
mod problems;
mod resource;
mod servers;
mod session;
mod sites;
mod stream;
mod subscriptions;
mod table;
mod tenant;
mod token;
mod users;
mod writing;
mod zone_changes;
mod zones;

pub(crate) use call::with_request_id;
pub use openapi::openapi;
pub(crate) use session::is_json;
pub(crate) use table::routes;
