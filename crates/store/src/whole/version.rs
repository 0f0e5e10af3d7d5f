//! Which version a store's schema has.

use super::{Place, carry::blocking};
use crate::{
    StoreError,
    postgres::{migrate::CURRENT as POSTGRES, snapshot::version},
    sqlite::{
        migrate::{CURRENT as SQLITE, recognize},
        pages::snapshot,
    },
};

/// Which version a store's schema has, and which this program has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SchemaVersion {
    /// The store's.
    pub found: usize,
    /// This program's, never lower.
    pub current: usize,
}

/// Looks without changing anything, also while a server has the store. A store of a later version is refused.
pub async fn schema_version(place: &Place) -> Result<SchemaVersion, StoreError> {
    match place {
        Place::File(path) => {
            let path = path.clone();
            let found = blocking(move || recognize(&snapshot(&path)?, &path)).await?;
            Ok(SchemaVersion {
                found,
                current: SQLITE,
            })
        }
        Place::Postgres(address, options) => Ok(SchemaVersion {
            found: version(address, options).await?,
            current: POSTGRES,
        }),
    }
}
