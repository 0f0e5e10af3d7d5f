//! The two engines: where a record is, and how much room it takes.

use std::fs;
use std::path::Path;

use clap::ValueEnum;
use landfall_store::postgres::testing::{Cluster, Stop};
use serde::Serialize;
use tokio_postgres::SimpleQueryMessage;

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

/// Settings of a server that is meant for use, in place of those for tests: a moderate cache, and everything synced.
const SERVER: [&str; 6] = [
    "fsync=on",
    "full_page_writes=on",
    "shared_buffers=1GB",
    "max_wal_size=4GB",
    "autovacuum=on",
    "max_connections=60",
];

/// Where a record is.
pub(super) enum Place {
    /// In the data folder.
    Folder,
    /// In a PostgreSQL that ends with this value.
    Cluster { cluster: Cluster, url: String },
}

impl Place {
    /// Starts what the engine needs. To be called on the thread that lives longest: the server ends with it.
    pub(super) fn start(engine: Engine) -> Self {
        match engine {
            Engine::Sqlite => Self::Folder,
            Engine::Postgres => {
                let cluster = Cluster::with_settings(&SERVER);
                let url = cluster.url();
                Self::Cluster { cluster, url }
            }
        }
    }

    /// The arguments that point a command at the record.
    pub(super) fn arguments<'a>(&'a self, data: &'a Path) -> Vec<&'a str> {
        let mut arguments = vec!["--data", text(data)];
        if let Self::Cluster { url, .. } = self {
            arguments.extend(["--store", url]);
        }
        arguments
    }

    /// How many bytes the record takes on disk, after what is still in a log has gone where it belongs.
    pub(super) async fn bytes(&self, data: &Path) -> Result<u64, Error> {
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
                let session = cluster.session().await;
                let rows = session
                    .simple_query("SELECT pg_database_size(current_database())")
                    .await
                    .map_err(Error::process("PostgreSQL"))?;
                rows.iter()
                    .find_map(|message| match message {
                        SimpleQueryMessage::Row(row) => row.get(0)?.parse().ok(),
                        _ => None,
                    })
                    .ok_or_else(|| Error::process("PostgreSQL")("it does not say its size"))
            }
        }
    }

    /// Ends what was started.
    pub(super) fn stop(self) {
        if let Self::Cluster { mut cluster, .. } = self {
            cluster.stop(Stop::Fast);
        }
    }
}
