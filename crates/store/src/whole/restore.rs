//! A backup, examined, and a store made of it.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use landfall_core::model::SealedKey;

use super::{
    Arrival, Arrived, Manifest, Place, Progress, Unit,
    carry::blocking,
    manifest::FORMAT,
    seal::{SealPage, digest},
    source::{file_to_database, finish},
};
use crate::{
    StoreError,
    postgres::load::Load,
    sqlite::{
        draft, keys,
        migrate::{CURRENT, Identity, identify},
        open::make_filled,
        pages,
    },
};

/// A backup that is whole.
#[derive(Debug, Clone)]
pub struct Backup {
    path: PathBuf,
    manifest: Manifest,
}

impl Backup {
    /// Examines the backup in a file: refuses one that is cut off or has changed since it was taken.
    pub async fn open(path: &Path, progress: Arc<dyn Progress>) -> Result<Self, StoreError> {
        let path = path.to_owned();
        blocking(move || {
            let manifest = examine(&path, progress.as_ref())?;
            Ok(Self { path, manifest })
        })
        .await
    }

    /// What it says about itself.
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// The installation's keys, sealed.
    pub async fn keys(&self) -> Result<Vec<SealedKey>, StoreError> {
        let path = self.path.clone();
        blocking(move || keys(&pages::snapshot(&path)?)).await
    }

    /// Makes a store of it where there is none.
    pub async fn restore(
        &self,
        to: &Place,
        arrival: Arrival,
        progress: Arc<dyn Progress>,
    ) -> Result<Arrived, StoreError> {
        match to {
            Place::File(to) => {
                let (backup, to) = (self.clone(), to.clone());
                blocking(move || backup.into_file(&to, &arrival, progress.as_ref())).await
            }
            Place::Postgres(address, options) => {
                if self.manifest.schema < CURRENT {
                    return Err(StoreError::Foreign(format!(
                        "the backup has version {} of the schema and a database takes version {CURRENT}; restore it into \
                         a data folder first, then `landfall copy` that",
                        self.manifest.schema
                    )));
                }
                let load = Load::begin(address, options).await?;
                file_to_database(&self.path, load, Some(&arrival), progress).await
            }
        }
    }

    fn into_file(
        self,
        to: &Path,
        arrival: &Arrival,
        progress: &dyn Progress,
    ) -> Result<Arrived, StoreError> {
        let from = pages::snapshot(&self.path)?;
        make_filled(to, |file| {
            pages::copy_pages(&from, file, progress)?;
            let mut connection = draft::connection(file)?;
            draft::unmark(&mut connection, self.manifest.schema)?;
            finish(&mut connection, Some(arrival))
        })
    }
}

fn examine(path: &Path, progress: &dyn Progress) -> Result<Manifest, StoreError> {
    let shown = path.display();
    if !path.exists() {
        return Err(StoreError::Foreign(format!("there is no file at {shown}")));
    }
    if path.is_dir() {
        return Err(StoreError::Foreign(format!(
            "{shown} is a folder; a backup is one file, as `landfall backup FILE` writes it"
        )));
    }
    let damaged = |what: &str| {
        StoreError::Foreign(format!(
            "{shown} is damaged: {what}; nothing was restored. Take another backup"
        ))
    };
    let connection = pages::snapshot(path)?;
    match identify(&connection, path) {
        Ok((Identity::Backup, _)) => {}
        Ok((Identity::Store, _)) => {
            return Err(StoreError::Foreign(format!(
                "{shown} is a store and no backup; `landfall copy` copies it"
            )));
        }
        Err(StoreError::Foreign(text)) if text.ends_with("is not a Landfall store") => {
            return Err(StoreError::Foreign(format!(
                "{shown} is not a Landfall backup"
            )));
        }
        Err(StoreError::Corrupt(text)) => return Err(damaged(&text)),
        Err(other) => return Err(other),
    }
    let read = || -> Result<_, StoreError> {
        let text = |sql: &str| connection.query_row(sql, [], |row| row.get::<_, String>(0));
        let document = text("SELECT manifest FROM backup")?;
        let sealed = text("SELECT sha256 FROM backup_digest")?;
        Ok((document, sealed, draft::digest_page(&connection)?))
    };
    let (document, sealed, (number, size)) = read().map_err(|error| damaged(&error.to_string()))?;
    let length = std::fs::metadata(path)
        .map_err(|error| StoreError::Unavailable(format!("{shown}: {error}")))?
        .len();
    progress.phase("checking", Unit::Bytes, Some(length));
    let found = digest(path, SealPage { number, size }, progress)
        .map_err(|error| StoreError::Unavailable(format!("{shown}: {error}")))?;
    if found != sealed {
        return Err(damaged("its content is not what its digest says"));
    }
    let format: FormatOnly =
        serde_json::from_str(&document).map_err(|error| damaged(&error.to_string()))?;
    if format.format > FORMAT {
        return Err(StoreError::Foreign(format!(
            "{shown} is of a newer Landfall ({}); restore it with that",
            format.landfall
        )));
    }
    serde_json::from_str(&document).map_err(|error| damaged(&error.to_string()))
}

/// What every form of a manifest has.
#[derive(serde::Deserialize)]
struct FormatOnly {
    format: u32,
    landfall: String,
}
