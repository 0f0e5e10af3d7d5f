//! A store that is to be copied, held so that nobody writes to it meanwhile.

use std::{fs, path::Path, sync::Arc};

use landfall_core::model::SealedKey;

use super::{
    Arrival, Arrived, Place, Progress,
    carry::{blocking, both, channel},
};
use crate::{
    AdminReads, Create, Store, StoreError,
    postgres::{PostgresStore, load::LoadLine, snapshot::SnapshotLine},
    sqlite::{SqliteStore, draft, open::make_filled, pages, rows},
};

/// A store that is to be copied, held so that nobody writes to it meanwhile.
pub struct Source {
    place: Place,
    store: Box<dyn Store>,
}

impl Source {
    /// Opens the store for this process alone, and brings it to this program's version.
    pub async fn open(place: Place) -> Result<Self, StoreError> {
        let store: Box<dyn Store> = match &place {
            Place::File(path) => Box::new(SqliteStore::open(path, Create::Never)?),
            Place::Postgres(address, options) => {
                Box::new(PostgresStore::open(address, Create::Never, options).await?)
            }
        };
        Ok(Self { place, store })
    }

    /// The installation's keys, sealed.
    pub async fn keys(&self) -> Result<Vec<SealedKey>, StoreError> {
        AdminReads::keys(self.store.as_ref()).await
    }

    /// Copies the store to where there is none, and does there what an arrival changes, if there is one.
    pub async fn copy(
        &self,
        to: &Place,
        arrival: Option<Arrival>,
        progress: Arc<dyn Progress>,
    ) -> Result<Arrived, StoreError> {
        match (&self.place, to) {
            (Place::File(from), Place::File(to)) => {
                let (from, to) = (from.clone(), to.clone());
                blocking(move || file_to_file(&from, &to, arrival.as_ref(), progress.as_ref()))
                    .await
            }
            (Place::File(from), Place::Postgres(address, options)) => {
                let mut line = LoadLine::open(address, options).await?;
                file_to_database(from, &mut line, arrival.as_ref(), progress).await
            }
            (Place::Postgres(address, options), Place::File(to)) => {
                let mut line = SnapshotLine::open(address, options).await?;
                database_to_file(&mut line, to, arrival, progress).await
            }
            (Place::Postgres(address, options), Place::Postgres(target, target_options)) => {
                let mut line = SnapshotLine::open(address, options).await?;
                let mut target = LoadLine::open(target, target_options).await?;
                database_to_database(&mut line, &mut target, arrival.as_ref(), progress).await
            }
        }
    }

    /// Puts the store aside under another name, so that nobody serves it any more, and says which.
    pub async fn retire(self) -> Result<String, StoreError> {
        let Self { place, store } = self;
        match place {
            Place::File(path) => {
                drop(store);
                blocking(move || put_aside(&path)).await
            }
            Place::Postgres(address, options) => {
                let aside = crate::postgres::load::put_aside(&address, &options).await;
                drop(store);
                aside
            }
        }
    }
}

fn put_aside(path: &Path) -> Result<String, StoreError> {
    let mut name = path.as_os_str().to_owned();
    name.push(".moved");
    let aside = std::path::PathBuf::from(name);
    let failed =
        |error: std::io::Error| StoreError::Unavailable(format!("{}: {error}", aside.display()));
    fs::rename(path, &aside).map_err(failed)?;
    let folder = path.parent().unwrap_or(Path::new("/"));
    fs::File::open(folder)
        .and_then(|folder| folder.sync_all())
        .map_err(failed)?;
    Ok(aside.display().to_string())
}

fn file_to_file(
    from: &Path,
    to: &Path,
    arrival: Option<&Arrival>,
    progress: &dyn Progress,
) -> Result<Arrived, StoreError> {
    let from = pages::snapshot(from)?;
    make_filled(to, |file| {
        pages::copy_pages(&from, file, progress)?;
        let mut connection = draft::connection(file)?;
        draft::forget_what_stays(&connection)?;
        finish(&mut connection, arrival)
    })
}

/// Does what an arrival changes, if there is one.
pub(super) fn finish(
    connection: &mut rusqlite::Connection,
    arrival: Option<&Arrival>,
) -> Result<Arrived, StoreError> {
    arrival.map_or_else(
        || Ok(Arrived::default()),
        |arrival| draft::arrive(connection, arrival),
    )
}

/// Fills a database with the snapshot of a file.
pub(super) async fn file_to_database(
    from: &Path,
    line: &mut LoadLine,
    arrival: Option<&Arrival>,
    progress: Arc<dyn Progress>,
) -> Result<Arrived, StoreError> {
    let load = line.begin().await?;
    let (sender, receiver) = channel();
    let (from, tables) = (from.to_owned(), load.tables.clone());
    let read = blocking({
        let progress = Arc::clone(&progress);
        move || {
            let from = pages::snapshot(&from)?;
            rows::read(&from, &tables, &sender, progress.as_ref())
        }
    });
    let (sent, arrived) =
        futures_util::future::join(read, load.write(receiver, progress.as_ref())).await;
    both(sent, arrived)?;
    let arrived = match arrival {
        Some(arrival) => load.arrive(arrival).await?,
        None => Arrived::default(),
    };
    load.commit(progress.as_ref()).await?;
    Ok(arrived)
}

async fn database_to_file(
    line: &mut SnapshotLine,
    to: &Path,
    arrival: Option<Arrival>,
    progress: Arc<dyn Progress>,
) -> Result<Arrived, StoreError> {
    let snapshot = line.take().await?;
    let (sender, receiver) = channel();
    let (to, tables) = (to.to_owned(), snapshot.tables.clone());
    let write = blocking({
        let progress = Arc::clone(&progress);
        move || {
            make_filled(&to, |file| {
                let mut connection = draft::connection(file)?;
                draft::from_rows(&mut connection, &tables, receiver, progress.as_ref())?;
                finish(&mut connection, arrival.as_ref())
            })
        }
    });
    let read = async {
        let sender = sender;
        snapshot.read(&sender, progress.as_ref()).await
    };
    let (sent, arrived) = futures_util::future::join(read, write).await;
    both(sent, arrived)
}

async fn database_to_database(
    line: &mut SnapshotLine,
    target: &mut LoadLine,
    arrival: Option<&Arrival>,
    progress: Arc<dyn Progress>,
) -> Result<Arrived, StoreError> {
    let snapshot = line.take().await?;
    let load = target.begin().await?;
    if snapshot.tables != load.tables {
        return Err(StoreError::Engine(
            "the two databases have different tables".to_owned(),
        ));
    }
    let (sender, receiver) = channel();
    let read = async {
        let sender = sender;
        snapshot.read(&sender, progress.as_ref()).await
    };
    let (sent, written) =
        futures_util::future::join(read, load.write(receiver, progress.as_ref())).await;
    both(sent, written)?;
    let arrived = match arrival {
        Some(arrival) => load.arrive(arrival).await?,
        None => Arrived::default(),
    };
    load.commit(progress.as_ref()).await?;
    Ok(arrived)
}
