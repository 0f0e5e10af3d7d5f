//! Structured logs on standard error. The access log is the target `access`.

use tracing::{Level, Metadata};
use tracing_subscriber::{
    EnvFilter, filter::filter_fn, fmt, layer::SubscriberExt, util::SubscriberInitExt,
};

use crate::{
    config::{Log, LogFormat},
    error::CommandError,
};

/// Starts logging as configured. May be called once.
pub(crate) fn start(log: &Log) -> Result<(), CommandError> {
    let filter = EnvFilter::try_new(&log.level).map_err(|error| {
        CommandError::Configuration(format!(
            "log.level {:?} is not understood: {error}; try info, warn, or info,access=off",
            log.level
        ))
    })?;
    let registry = tracing_subscriber::registry()
        .with(filter)
        .with(filter_fn(tells_no_parameters));
    let started = match log.format {
        LogFormat::Json => registry
            .with(
                fmt::layer()
                    .json()
                    .flatten_event(true)
                    .with_current_span(false)
                    .with_writer(std::io::stderr),
            )
            .try_init(),
        LogFormat::Text => registry
            .with(fmt::layer().with_ansi(false).with_writer(std::io::stderr))
            .try_init(),
    };
    started.map_err(|error| CommandError::Configuration(error.to_string()))
}

/// The driver of PostgreSQL tells at `debug` what statements are executed with: hashes, sealed keys, and whatever a caller has taken for
/// a name. That is nobody's to read, whichever level is asked for.
fn tells_no_parameters(record: &Metadata<'_>) -> bool {
    *record.level() <= Level::INFO || !record.target().starts_with("tokio_postgres")
}
