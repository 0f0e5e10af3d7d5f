//! The two engines: where a record is, and how much room it takes.

use std::fs;
use std::path::Path;

use clap::ValueEnum;
use serde::Serialize;

use super::cluster::Cluster;
use super::command::text;
use crate::error::Error;

/// Which engines are measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Serialize)]
#[serde(rename_all = "lowercase")]
pub(in crate::bench) enum Engine {
    /// The embedded one.
    Sqlite,
    /// A server of its own beside the product.
    Postgres,
}

/// Where a record is.
pub(in crate::bench) enum Place {
    /// In the data folder.
    Folder,
    /// In a PostgreSQL that ends with this value.
    Cluster { cluster: Box<Cluster>, url: String },
}

impl Place {
    /// Starts what the engine needs.
    pub(in crate::bench) async fn start(engine: Engine) -> Result<Self, Error> {
        Ok(match engine {
            Engine::Sqlite => Self::Folder,
            Engine::Postgres => {
                let cluster = Box::new(Cluster::start().await?);
                let url = cluster.url();
                Self::Cluster { cluster, url }
            }
        })
    }

    /// The arguments that point a command at the record.
    pub(in crate::bench) fn arguments<'a>(&'a self, data: &'a Path) -> Vec<&'a str> {
        let mut arguments = vec!["--data", text(data)];
        if let Self::Cluster { url, .. } = self {
            arguments.extend(["--store", url]);
        }
        arguments
    }

    /// How many bytes the record takes on disk, after what is still in a log has gone where it belongs.
    pub(in crate::bench) async fn bytes(&self, data: &Path) -> Result<u64, Error> {
        match self {
            Self::Folder => {
                let mut bytes = 0;
                for entry in fs::read_dir(data).map_err(Error::reading(data))? {
                    let entry = entry.map_err(Error::reading(data))?;
                    let name = entry.file_name();
                    if name.to_string_lossy().starts_with("landfall.db") {
                        bytes += entry.metadata().map_err(Error::reading(data))?.len();
                    }
                }
                Ok(bytes)
            }
            Self::Cluster { cluster, .. } => {
                let size = "SELECT pg_database_size(current_database())";
                let said = cluster.ask(size).await?;
                said.parse().map_err(Error::process("PostgreSQL"))
            }
        }
    }

    /// Ends what was started.
    pub(in crate::bench) async fn stop(self) -> Result<(), Error> {
        match self {
            Self::Folder => Ok(()),
            Self::Cluster { cluster, .. } => cluster.stop().await,
        }
    }
}
