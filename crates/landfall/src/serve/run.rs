//! `landfall serve`.

use std::sync::Arc;

use landfall_control::{Control, Settings, SystemClock};
use landfall_native::{OwnerClient, trusted};
use landfall_store::Create;

use super::{Exposure, Server, stop_signal};
use crate::{config::Config, data_folder::DataFolder, error::CommandError, storage};

/// Serves the store in the data folder until a signal says stop.
pub(crate) async fn run(config: Config) -> Result<(), CommandError> {
    let folder = DataFolder::at(&config.data);
    let store = storage::open(&config, Create::Never).await?;
    let sealing = folder.sealing_key(config.sealing_key_file.as_deref())?;
    let settings = Settings {
        rulesv4_token_seconds: config.rulesv4.token_seconds,
        changes: config.changes.retention(),
        events: config.events.settings(config.limits.request_seconds),
        orders: config.fulfillment.orders(),
        authority: config.authority()?,
        ..Settings::default()
    };
    let clock = Arc::new(SystemClock);
    let control = Control::start(store, Arc::clone(&clock) as _, &sealing, settings).await?;
    let control = if control.is_shared() {
        let tls = trusted(config.cluster.ca.as_deref());
        let tls = tls.map_err(|error| CommandError::Configuration(error.to_string()))?;
        let client = OwnerClient::new(control.peer_key().clone(), clock, tls);
        control.linked(Arc::new(client))
    } else {
        control
    };
    let server = Server::open(&config, Arc::new(control), &Exposure::Network).await?;
    let address = |address: Option<std::net::SocketAddr>| {
        address.map_or_else(|| "nowhere".to_owned(), |address| address.to_string())
    };
    // Before anybody learns that there is something to stop.
    let stop = stop_signal()?;
    tracing::info!(
        version = env!("CARGO_PKG_VERSION"),
        listen = address(server.address()),
        tls = config.tls.is_some(),
        metrics = address(server.metrics_address()),
        data = %folder.path().display(),
        store = storage::place(&config)?,
        "serving"
    );
    server.run(stop).await;
    Ok(())
}
