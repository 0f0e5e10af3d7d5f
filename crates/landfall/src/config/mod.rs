//! Configuration: flags over `LANDFALL_*` environment variables over a TOML file over defaults.

mod changes;
mod cluster;
mod events;
mod fulfillment;
mod load;
mod model;
mod show;
mod store;

pub(crate) use changes::ChangeSettings;
pub(crate) use cluster::ClusterSettings;
pub(crate) use events::EventKeeping;
pub(crate) use fulfillment::FulfillmentSettings;
pub(crate) use load::{ClusterOverrides, LogOverrides, Overrides, load};
pub(crate) use model::{Config, Log, LogFormat, Tls};
pub(crate) use show::show;
pub(crate) use store::{PostgresSettings, SqliteSettings, StoreUrl};
