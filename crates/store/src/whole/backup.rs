//! Taking a backup of a store, which may be served meanwhile.

use std::{
    fs::File,
    path::{Path, PathBuf},
    sync::Arc,
};

use landfall_core::id::Timestamp;
use rusqlite::Connection;
use tempfile::NamedTempFile;

use super::{
    Manifest, Place, Progress, Unit,
    carry::{blocking, both, channel},
    manifest::FORMAT,
    seal::{PLACEHOLDER, SealPage, seal},
};
use crate::{
    StoreError,
    postgres::snapshot::Snapshot,
    sqlite::{
        draft,
        migrate::{CURRENT, Identity, recognize},
        pages,
    },
};

/// A backup that was taken.
#[derive(Debug, Clone)]
pub struct Taken {
    /// Where it is.
    pub file: PathBuf,
    /// Bytes of the file.
    pub bytes: u64,
    /// What it says about itself.
    pub manifest: Manifest,
}

/// Takes a backup of the store at `from` into the file `to`, which may be there already only if it is to be replaced. The
/// backup has everything that was committed before this began. It takes its name when it is whole and on disk.
pub async fn back_up(
    from: &Place,
    to: &Path,
    replace: bool,
    now: Timestamp,
    progress: Arc<dyn Progress>,
) -> Result<Taken, StoreError> {
    let draft = Draft::beside(to, replace)?;
    let (engine, file) = (from.engine(), draft.file.path().to_owned());
    match from {
        Place::File(path) => {
            let (path, progress) = (path.clone(), Arc::clone(&progress));
            blocking(move || {
                let from = pages::snapshot(&path)?;
                let version = recognize(&from, &path)?;
                if version < CURRENT {
                    return Err(StoreError::Foreign(format!(
                        "the store at {} has version {version}; `landfall migrate` brings it to {CURRENT}",
                        path.display()
                    )));
                }
                pages::copy_pages(&from, &file, progress.as_ref())?;
                draft::forget_what_stays(&draft::connection(&file)?)
            })
            .await?;
        }
        Place::Postgres(address, options) => {
            let snapshot = Snapshot::take(address, options).await?;
            let (sender, receiver) = channel();
            let tables = snapshot.tables.clone();
            let write = blocking({
                let progress = Arc::clone(&progress);
                move || {
                    let mut connection = draft::connection(&file)?;
                    draft::from_rows(&mut connection, &tables, receiver, progress.as_ref())
                }
            });
            let read = snapshot.read(sender, progress.as_ref());
            let (sent, written) = futures_util::future::join(read, write).await;
            both(sent, written)?;
        }
    }
    let to = to.to_owned();
    blocking(move || {
        let manifest = complete(draft.file.path(), engine, now, progress.as_ref())?;
        let bytes = draft.publish(&to)?;
        Ok(Taken {
            file: to,
            bytes,
            manifest,
        })
    })
    .await
}

/// The file under another name, beside where it goes. It is gone when anything fails.
struct Draft {
    file: NamedTempFile,
    replace: bool,
}

impl Draft {
    fn beside(to: &Path, replace: bool) -> Result<Self, StoreError> {
        if to.is_dir() {
            return Err(StoreError::Foreign(format!(
                "{} is a folder; name the file that the backup is to be",
                to.display()
            )));
        }
        if !replace && to.symlink_metadata().is_ok() {
            return Err(exists(to));
        }
        let folder = folder(to);
        let file = tempfile::Builder::new()
            .prefix(".landfall-backup-")
            .tempfile_in(folder)
            .map_err(|error| StoreError::Unavailable(format!("{}: {error}", folder.display())))?;
        Ok(Self { file, replace })
    }

    fn publish(self, to: &Path) -> Result<u64, StoreError> {
        let failed =
            |error: std::io::Error| StoreError::Unavailable(format!("{}: {error}", to.display()));
        let bytes = self.file.as_file().metadata().map_err(failed)?.len();
        let published = if self.replace {
            self.file.persist(to)
        } else {
            self.file.persist_noclobber(to)
        };
        published.map_err(|error| match error.error.kind() {
            std::io::ErrorKind::AlreadyExists => exists(to),
            _ => failed(error.error),
        })?;
        File::open(folder(to))
            .and_then(|folder| folder.sync_all())
            .map_err(failed)?;
        Ok(bytes)
    }
}

fn exists(to: &Path) -> StoreError {
    StoreError::Conflict {
        what: format!("a file at {}", to.display()),
    }
}

fn folder(to: &Path) -> &Path {
    match to.parent() {
        Some(folder) if folder != Path::new("") => folder,
        _ => Path::new("."),
    }
}

/// Checks what was copied, and adds what the backup says about itself.
fn complete(
    file: &Path,
    engine: &str,
    now: Timestamp,
    progress: &dyn Progress,
) -> Result<Manifest, StoreError> {
    let connection = draft::connection(file)?;
    progress.phase("checking", Unit::Bytes, None);
    let sound: String = connection.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
    if sound != "ok" {
        return Err(StoreError::Corrupt(format!(
            "the backup was not kept, because the store it would be of is damaged: {sound}"
        )));
    }
    draft::check_references(&connection)?;
    let rows = draft::counts(&connection)?;
    if rows.get("installation_key").is_none_or(|keys| *keys == 0) {
        return Err(StoreError::Foreign(
            "the store is empty: there is nothing to back up".to_owned(),
        ));
    }
    let manifest = Manifest {
        format: FORMAT,
        landfall: env!("CARGO_PKG_VERSION").to_owned(),
        schema: CURRENT,
        engine: engine.to_owned(),
        taken_at: now.seconds(),
        rows,
    };
    let (page, bytes) = describe(connection, &manifest)?;
    progress.phase("digesting", Unit::Bytes, Some(bytes));
    seal(file, page, progress)
        .map_err(|error| StoreError::Unavailable(format!("{}: {error}", file.display())))?;
    Ok(manifest)
}

/// Writes the manifest and keeps a page for the digest; gives that page, and the bytes of the closed file.
fn describe(connection: Connection, manifest: &Manifest) -> Result<(SealPage, u64), StoreError> {
    let document =
        serde_json::to_string(manifest).map_err(|error| StoreError::Engine(error.to_string()))?;
    connection.execute_batch(
        "CREATE TABLE backup (manifest TEXT NOT NULL) STRICT;
         CREATE TABLE backup_digest (sha256 TEXT NOT NULL) STRICT;",
    )?;
    connection.execute("INSERT INTO backup (manifest) VALUES (?)", [document])?;
    connection.execute(
        "INSERT INTO backup_digest (sha256) VALUES (?)",
        [PLACEHOLDER],
    )?;
    Identity::Backup.mark(&connection)?;
    let page = draft::digest_page(&connection)?;
    let pages: u64 = connection.query_row("PRAGMA page_count", [], |row| row.get(0))?;
    connection.close().map_err(|(_, error)| error)?;
    let (number, size) = page;
    Ok((SealPage { number, size }, pages * size))
}
