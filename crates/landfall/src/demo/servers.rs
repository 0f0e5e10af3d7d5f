//! The process with the demonstration's servers.

use std::{io::Read, path::PathBuf, time::Duration};

use clap::Args;
use landfall_agent::{Address, Backoff, Security};
use landfall_simulate::{Folder, Settings, Simulation};
use tokio::sync::oneshot;

use crate::{config::Log, error::CommandError, logging, serve::stop_signal};

/// Holds connections for the servers of a folder, until its standard input ends.
#[derive(Debug, Args)]
pub(crate) struct DemoServersArguments {
    /// The demonstration, on this machine
    #[arg(long)]
    connect: String,
    /// Where the servers are kept
    #[arg(long)]
    state: PathBuf,
    /// What is logged
    #[arg(long)]
    log_level: String,
}

/// Runs them. The other end of standard input is the demonstration's: when it is closed, by whatever, this process has nothing left
/// to do.
pub(crate) async fn servers(arguments: DemoServersArguments) -> Result<(), CommandError> {
    logging::start(&Log {
        level: arguments.log_level,
        ..Log::default()
    })?;
    let stop = stop_signal()?;
    let (ended, end) = oneshot::channel();
    std::thread::Builder::new()
        .name("watch-demo".to_owned())
        .spawn(move || {
            let mut nothing = [0; 64];
            while std::io::stdin()
                .read(&mut nothing)
                .is_ok_and(|read| read > 0)
            {}
            let _ = ended.send(());
        })
        .map_err(CommandError::file("standard input"))?;
    let failed = |error: landfall_simulate::SimulateError| CommandError::Server(error.to_string());
    let folder = Folder::open(&arguments.state).map_err(failed)?;
    let settings = Settings {
        // On this machine nobody has to be spared for long.
        connect: Backoff {
            first: Duration::from_millis(200),
            longest: Duration::from_secs(2),
        },
        dialling: 64,
        ..Settings::new(address(&arguments.connect)?)
    };
    let simulation = Simulation::start(settings, folder).await.map_err(failed)?;
    tokio::select! {
        _ = end => {}
        () = stop => {}
    }
    simulation.stop().await;
    Ok(())
}

fn address(url: &str) -> Result<Address, CommandError> {
    let bad = || {
        CommandError::Usage(
            "connect: the demonstration's address, such as http://127.0.0.1:8080".to_owned(),
        )
    };
    let address = url
        .strip_prefix("http://")
        .and_then(|rest| rest.parse().ok());
    let address: std::net::SocketAddr = address.ok_or_else(bad)?;
    Ok(Address {
        host: address.ip().to_string(),
        port: address.port(),
        security: Security::Plain,
    })
}
