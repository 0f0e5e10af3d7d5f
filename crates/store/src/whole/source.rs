//! A store that is to be copied, held so that nobody writes to it meanwhile.

use std::{path::Path, sync::Arc};

use landfall_core::model::SealedKey;

use super::{
    Arrival, Arrived, Place, Progress,
    carry::{blocking, both, channel},
};
use crate::{
    AdminReads, Create, Store, StoreError,
    postgres::{PostgresStore, load::Load, snapshot::Snapshot},
    sqlite::{SqliteStore, draft, open, pages, rows},
};

/// A store that is to be copied, held so that nobody writes to it meanwhile.
pub struct Source {
    place: Place,
    store: Box<dyn Store>,
}

/// How a store comes to its new place, and what becomes of the one that it was copied from.
#[derive(Debug, Clone)]
pub enum Ending {
    /// It goes on there as it was. The original is put aside under another name, so that nobody serves it any more.
    Move,
    /// It begins a life of its own. The original stays what it is.
    Arrive(Box<Arrival>),
}

/// A store that was copied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Copied {
    /// It goes on at its new place; the original is now called so.
    Moved(String),
    /// It has begun a life of its own, with these changes.
    Arrived(Arrived),
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

    /// Copies the store to where there is none.
    pub async fn copy(
        self,
        to: &Place,
        ending: Ending,
        progress: Arc<dyn Progress>,
    ) -> Result<Copied, StoreError> {
        let arrival = match ending {
            Ending::Move => None,
            Ending::Arrive(arrival) => Some(*arrival),
        };
        let is_move = arrival.is_none();
        let Self { place, store } = self;
        let (arrived, aside) = match &place {
            Place::File(from) => {
                if is_move {
                    let from = from.clone();
                    blocking(move || open::try_aside(&from)).await?;
                }
                let arrived = from_file(from, to, arrival, progress).await?;
                // The last to close it leaves all of it in the one file.
                drop(store);
                let from = from.clone();
                let aside = async move { blocking(move || open::put_aside(&from)).await };
                (arrived, if is_move { Some(aside.await) } else { None })
            }
            Place::Postgres(address, options) => {
                let snapshot = Snapshot::take_alone(address, options).await?;
                if is_move {
                    snapshot.try_aside().await?;
                }
                let arrived = from_database(&snapshot, to, arrival, progress).await?;
                let aside = if is_move {
                    Some(snapshot.put_aside().await)
                } else {
                    None
                };
                drop(store);
                (arrived, aside)
            }
        };
        match aside {
            None => Ok(Copied::Arrived(arrived)),
            Some(Ok(aside)) => Ok(Copied::Moved(aside)),
            Some(Err(error)) => Err(StoreError::Engine(format!(
                "everything was copied to {to}, but the store at {place} could not be put aside ({error}); never serve \
                 both: put it away by hand"
            ))),
        }
    }
}

async fn from_file(
    from: &Path,
    to: &Place,
    arrival: Option<Arrival>,
    progress: Arc<dyn Progress>,
) -> Result<Arrived, StoreError> {
    match to {
        Place::File(to) => {
            let (from, to) = (from.to_owned(), to.clone());
            blocking(move || file_to_file(&from, &to, arrival.as_ref(), progress.as_ref())).await
        }
        Place::Postgres(address, options) => {
            let load = Load::begin(address, options).await?;
            file_to_database(from, load, arrival.as_ref(), progress).await
        }
    }
}

async fn from_database(
    snapshot: &Snapshot,
    to: &Place,
    arrival: Option<Arrival>,
    progress: Arc<dyn Progress>,
) -> Result<Arrived, StoreError> {
    match to {
        Place::File(to) => database_to_file(snapshot, to, arrival, progress).await,
        Place::Postgres(address, options) => {
            let load = Load::begin(address, options).await?;
            database_to_database(snapshot, load, arrival.as_ref(), progress).await
        }
    }
}

fn file_to_file(
    from: &Path,
    to: &Path,
    arrival: Option<&Arrival>,
    progress: &dyn Progress,
) -> Result<Arrived, StoreError> {
    let from = pages::snapshot(from)?;
    open::make_filled(to, |file| {
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

/// The same in a database, and commits.
async fn complete(
    load: Load,
    arrival: Option<&Arrival>,
    progress: &dyn Progress,
) -> Result<Arrived, StoreError> {
    let arrived = match arrival {
        Some(arrival) => load.arrive(arrival).await?,
        None => Arrived::default(),
    };
    load.commit(progress).await?;
    Ok(arrived)
}

/// Fills a database with the snapshot of a file.
pub(super) async fn file_to_database(
    from: &Path,
    load: Load,
    arrival: Option<&Arrival>,
    progress: Arc<dyn Progress>,
) -> Result<Arrived, StoreError> {
    let (sender, receiver) = channel();
    let (from, tables) = (from.to_owned(), load.tables.clone());
    let read = blocking({
        let progress = Arc::clone(&progress);
        move || {
            let from = pages::snapshot(&from)?;
            rows::read(&from, &tables, &sender, progress.as_ref())
        }
    });
    let write = load.write(receiver, progress.as_ref());
    let (sent, written) = futures_util::future::join(read, write).await;
    both(sent, written)?;
    complete(load, arrival, progress.as_ref()).await
}

async fn database_to_file(
    snapshot: &Snapshot,
    to: &Path,
    arrival: Option<Arrival>,
    progress: Arc<dyn Progress>,
) -> Result<Arrived, StoreError> {
    let (sender, receiver) = channel();
    let (to, tables) = (to.to_owned(), snapshot.tables.clone());
    let write = blocking({
        let progress = Arc::clone(&progress);
        move || {
            open::make_filled(&to, |file| {
                let mut connection = draft::connection(file)?;
                draft::from_rows(&mut connection, &tables, receiver, progress.as_ref())?;
                finish(&mut connection, arrival.as_ref())
            })
        }
    });
    let read = snapshot.read(sender, progress.as_ref());
    let (sent, arrived) = futures_util::future::join(read, write).await;
    both(sent, arrived)
}

async fn database_to_database(
    snapshot: &Snapshot,
    load: Load,
    arrival: Option<&Arrival>,
    progress: Arc<dyn Progress>,
) -> Result<Arrived, StoreError> {
    if snapshot.tables != load.tables {
        return Err(StoreError::Engine(
            "the two databases have different tables".to_owned(),
        ));
    }
    let (sender, receiver) = channel();
    let read = snapshot.read(sender, progress.as_ref());
    let write = load.write(receiver, progress.as_ref());
    let (sent, written) = futures_util::future::join(read, write).await;
    both(sent, written)?;
    complete(load, arrival, progress.as_ref()).await
}
