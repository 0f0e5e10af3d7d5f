//! Configuration: flags over `LANDFALL_*` environment variables over a TOML file over defaults.

mod load;
mod model;
mod show;
mod store;

pub(crate) use load::{LogOverrides, Overrides, load};
pub(crate) use model::{Config, Log, LogFormat, Tls};
pub(crate) use show::show;
pub(crate) use store::{PostgresSettings, StoreUrl};
