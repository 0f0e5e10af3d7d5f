//! Where a whole store is or is to be.

use std::{fmt, path::PathBuf};

use crate::postgres::{Address, Options};

/// Where a whole store is or is to be.
#[derive(Debug, Clone)]
pub enum Place {
    /// A file of the embedded engine.
    File(PathBuf),
    /// A database.
    Postgres(Box<Address>, Options),
}

impl Place {
    /// The engine's name, as manifests have it.
    pub fn engine(&self) -> &'static str {
        match self {
            Self::File(_) => "sqlite",
            Self::Postgres(..) => "postgres",
        }
    }
}

impl fmt::Display for Place {
    /// For people: without a password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path) => path.display().fmt(f),
            Self::Postgres(address, _) => address.fmt(f),
        }
    }
}
