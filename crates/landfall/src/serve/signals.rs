//! Signals: the first SIGINT or SIGTERM stops the server in good order, SIGHUP reloads the certificate.

use std::sync::Arc;

use landfall_control::Control;
use landfall_http::listen::Certificate;
use tokio::signal::unix::{Signal, SignalKind, signal};

use crate::error::CommandError;

fn listen(kind: SignalKind) -> Result<Signal, CommandError> {
    signal(kind)
        .map_err(|error| CommandError::Server(format!("cannot listen for signals: {error}")))
}

/// Listens from now on for signals that ask to stop, and waits for the first when it is awaited. From then on a further one ends the
/// process at once.
pub(crate) fn stop_signal() -> Result<impl Future<Output = ()>, CommandError> {
    let (mut interrupt, mut terminate) = (
        listen(SignalKind::interrupt())?,
        listen(SignalKind::terminate())?,
    );
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
        tokio::spawn(async move {
            tokio::select! {
                _ = interrupt.recv() => {}
                _ = terminate.recv() => {}
            }
            tracing::warn!("stopped by force");
            std::process::exit(130);
        });
    })
}

/// Reloads the certificate's files at every SIGHUP, and invites servers under the new one's authority from then on; a faulty file
/// leaves the certificate in force.
pub(super) fn reload_at_hangup(
    certificate: Option<Certificate>,
    control: Arc<Control>,
) -> Result<(), CommandError> {
    let mut hangup = listen(SignalKind::hangup())?;
    tokio::spawn(async move {
        while hangup.recv().await.is_some() {
            match certificate.as_ref().map(Certificate::reload) {
                None => tracing::info!("SIGHUP: there is no certificate to reload"),
                Some(Ok(())) => {
                    control.vouched_by(certificate.as_ref().and_then(Certificate::fingerprint));
                    tracing::info!("the certificate was reloaded");
                }
                Some(Err(error)) => {
                    tracing::error!(%error, "the certificate was not reloaded; the old one stays");
                }
            }
        }
    });
    Ok(())
}
