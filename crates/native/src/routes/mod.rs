//! The calls of the native API, one resource a file. What is below `/landfall` and not here is answered with a problem.

mod call;
mod catalogue;
mod choices;
mod clients;
mod customers;
mod decisions;
mod deploy_requests;
mod deploying;
mod deployments;
mod event_stream;
mod events;
mod following;
mod fulfillments;
mod gateway_groups;
mod landing;
mod openapi;
mod organizations;
mod policies;
mod policy_changes;
mod pop_health;
mod pops;
mod problems;
mod resource;
mod servers;
mod session;
mod stream;
mod subscriptions;
mod table;
mod token;
mod users;
mod writing;
mod zones;

pub(crate) use call::with_request_id;
pub use openapi::openapi;
pub(crate) use session::is_json;
pub(crate) use table::routes;
