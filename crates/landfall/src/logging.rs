//! Structured logs on standard error. The access log is the target `access`.

use tracing_subscriber::{EnvFilter, fmt, layer::SubscriberExt, util::SubscriberInitExt};

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
    let registry = tracing_subscriber::registry().with(without_parameters(filter));
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
fn without_parameters(filter: EnvFilter) -> EnvFilter {
    let quiet = ["tokio_postgres=info", "tokio_postgres::query=info"];
    quiet.into_iter().fold(filter, |filter, directive| {
        filter.add_directive(directive.parse().expect("a directive"))
    })
}
