//! Where records are brought in or taken from: the server that runs on the data folder, or the store itself.

use std::sync::Arc;

use bytes::Bytes;
use http::Method;
use http_body_util::BodyExt;
use landfall_control::{
    Control, Provenance, Settings, SystemClock,
    admin::{ImportOutcome, ObjectLine},
};
use landfall_native::{EXPORT_PATH, IMPORT_PATH};
use landfall_store::Create;

use crate::{admin::online, config::Config, data_folder::DataFolder, error::CommandError, storage};

/// Where records are brought in or taken from.
pub(super) enum Target {
    /// A running server, by its socket.
    Server(DataFolder),
    /// The store, opened by this process.
    Store(Arc<Control>),
}

impl Target {
    /// The running server if there is one, else the store.
    pub(super) async fn find(config: &Config) -> Result<Self, CommandError> {
        let folder = DataFolder::at(&config.data);
        if online::connect(&folder.socket()).await?.is_some() {
            return Ok(Self::Server(folder));
        }
        let store = storage::open(config, Create::Never).await?;
        let sealing = folder.sealing_key(config.sealing_key_file.as_deref())?;
        let control =
            Control::start(store, Arc::new(SystemClock), &sealing, Settings::default()).await?;
        Ok(Self::Store(Arc::new(control)))
    }

    /// Whether it is the store itself.
    pub(super) fn is_store(&self) -> bool {
        matches!(self, Self::Store(_))
    }
}

/// Brings lines into the store.
pub(super) async fn bring_to_store(
    control: &Control,
    lines: Arc<Vec<ObjectLine>>,
    keep_going: bool,
) -> Result<ImportOutcome, CommandError> {
    let provenance = Provenance::operator(None);
    Ok(control.import(lines, keep_going, &provenance).await?)
}

/// Has a running server bring lines in. Each stretch has a connection of its own: the file may come slowly.
pub(super) async fn bring_to_server(
    folder: &DataFolder,
    first: u64,
    text: Vec<u8>,
    keep_going: bool,
) -> Result<ImportOutcome, CommandError> {
    let path = format!("{IMPORT_PATH}?first_line={first}&keep_going={keep_going}");
    let answer = online::send(&folder.socket(), Method::POST, &path, Bytes::from(text))
        .await?
        .ok_or_else(gone)?;
    let body = answer.collect().await.map_err(online::lost)?.to_bytes();
    serde_json::from_slice(&body).map_err(online::unreadable)
}

fn gone() -> CommandError {
    CommandError::Server(
        "the server that ran on this data folder has gone; run the command again".to_owned(),
    )
}

/// Gives the record's lines to `take`, piece by piece, until it answers false.
pub(super) async fn take_from(
    target: &Target,
    mut take: impl FnMut(&[u8]) -> Result<bool, CommandError>,
) -> Result<(), CommandError> {
    match target {
        Target::Store(control) => {
            let mut pieces = control.export();
            while let Some(piece) = pieces.recv().await {
                if !take(&piece?)? {
                    break;
                }
            }
        }
        Target::Server(folder) => {
            let socket = folder.socket();
            let mut answer = online::send(&socket, Method::GET, EXPORT_PATH, Bytes::new())
                .await?
                .ok_or_else(gone)?;
            while let Some(frame) = answer.frame().await {
                let frame = frame.map_err(|error| {
                    CommandError::Server(format!(
                        "the running server broke the export off ({error}); its log says why"
                    ))
                })?;
                if let Ok(piece) = frame.into_data()
                    && !take(&piece)?
                {
                    break;
                }
            }
        }
    }
    Ok(())
}
