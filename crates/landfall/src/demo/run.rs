//! Running the demonstration.

use std::{fs::Permissions, os::unix::fs::PermissionsExt, path::PathBuf, sync::Arc};

use landfall_control::{Control, Settings, SystemClock, secret::SealingKey};
use landfall_demo::{Scale, Voices, load, spawn_data_plane};
use landfall_simulate::raise_descriptors;
use landfall_store::{
    Store,
    sqlite::{Create, SqliteStore},
};
use tempfile::TempDir;
use tokio::sync::oneshot;

use super::{
    DemoArguments,
    agents::{Agents, Place},
    banner,
};
use crate::{
    config::{Config, Log},
    data_folder::DataFolder,
    error::CommandError,
    logging, output,
    serve::{Exposure, Server, stop_signal},
};

/// More servers than connect, and some callers.
const SERVERS: usize = 3_000;

/// Starts the demonstration and runs it until a signal says stop.
pub(crate) async fn run(
    arguments: DemoArguments,
    data: Option<PathBuf>,
    as_json: bool,
) -> Result<(), CommandError> {
    logging::start(&Log {
        level: arguments.log_level.clone(),
        ..Log::default()
    })?;
    // Before there is a temporary folder, so that whoever stops this finds none left over.
    let stop = stop_signal()?;
    let (path, _temporary) = folder(data)?;
    let config = Config {
        listen: arguments.listen,
        metrics_listen: "127.0.0.1:0".to_owned(),
        data: path,
        ..Config::default()
    };
    let folder = DataFolder::at(&config.data);
    let agents = !arguments.no_agents && room_for_agents();
    let opened = open(&folder).await?;
    let control = Arc::new(opened.control);
    let server = Server::open(&config, Arc::clone(&control), &Exposure::ThisMachine).await?;
    let url = |address: Option<std::net::SocketAddr>| {
        address.map_or_else(String::new, |address| format!("http://{address}"))
    };
    let (base, metrics) = (url(server.address()), url(server.metrics_address()));
    let (stopping, stopped) = oneshot::channel::<()>();
    let voices = if agents {
        Voices::Examples
    } else {
        Voices::All
    };
    let data_plane = spawn_data_plane(Arc::clone(&control), arguments.pace, voices, async {
        let _ = stopped.await;
    });
    drop(control);
    if as_json {
        output::json(&banner::value(&base, &metrics, folder.path()))?;
    } else {
        output::line(&banner::text(&base, &metrics, folder.path()));
    }
    let agents = agents.then(|| {
        Agents::start(Place {
            store: opened.store,
            clock: Arc::new(SystemClock),
            sealing: opened.sealing,
            folder: folder.agents(),
            base,
            log_level: arguments.log_level,
        })
    });
    server
        .run(async {
            stop.await;
            if let Some(agents) = agents {
                agents.stop().await;
            }
            let _ = stopping.send(());
        })
        .await;
    let _ = data_plane.await;
    Ok(())
}

/// The data folder: a temporary one that goes with the process, or the one that was named.
fn folder(data: Option<PathBuf>) -> Result<(PathBuf, Option<TempDir>), CommandError> {
    if let Some(path) = data {
        return Ok((path, None));
    }
    let temporary = tempfile::Builder::new()
        .prefix("landfall-demo-")
        .permissions(Permissions::from_mode(0o700))
        .tempdir()
        .map_err(CommandError::file(std::env::temp_dir()))?;
    Ok((temporary.path().to_owned(), Some(temporary)))
}

/// The use cases, and what they are made from.
struct Opened {
    control: Control,
    store: Arc<dyn Store>,
    sealing: SealingKey,
}

/// Whether this process may have a connection for each server.
fn room_for_agents() -> bool {
    match raise_descriptors(SERVERS) {
        Ok(()) => true,
        Err(error) => {
            output::note(&format!(
                "{error}. Until then this process speaks for the demonstration's servers itself."
            ));
            false
        }
    }
}

/// Takes over the store in the folder; makes and fills it when the folder is empty.
async fn open(folder: &DataFolder) -> Result<Opened, CommandError> {
    folder.make()?;
    let clock = Arc::new(SystemClock);
    let create = if folder.store().exists() {
        Create::Never
    } else if folder.is_empty()? {
        Create::New
    } else {
        return Err(CommandError::Usage(format!(
            "{} holds other things and no store; name an empty folder, or one that does not exist yet",
            folder.path().display()
        )));
    };
    let store: Arc<dyn Store> = Arc::new(SqliteStore::open(&folder.store(), create)?);
    let sealing = folder.make_sealing_key(None)?;
    // A store that was made and not filled: the filling is one transaction, so there is nothing or all of it.
    if store.keys().await?.is_empty() {
        load(store.as_ref(), clock.as_ref(), &sealing, Scale::Full).await?;
    }
    let control = Control::start(Arc::clone(&store), clock, &sealing, Settings::default()).await?;
    Ok(Opened {
        control,
        store,
        sealing,
    })
}
