//! `landfall migrate`.

use clap::Args;
use landfall_store::{Create, whole::schema_version};
use serde_json::json;

use crate::{config::Config, error::CommandError, output, storage};

/// Brings the store to this program's version.
///
/// Serving and administration do that by themselves when they open a store of an earlier version; this does it apart, while
/// no server runs. There is no way back but a backup, so take one first. A store of a later version is refused.
#[derive(Debug, Args)]
pub(crate) struct MigrateArguments {
    /// Only say what would be done; works while a server runs
    #[arg(long)]
    check: bool,
}

pub(crate) async fn migrate(
    arguments: MigrateArguments,
    config: &Config,
    as_json: bool,
) -> Result<(), CommandError> {
    let place = storage::whole(config)?;
    let version = schema_version(&place).await?;
    let (from, to) = (version.found, version.current);
    if !arguments.check && from < to {
        drop(storage::open(config, Create::Never).await?);
    }
    if as_json {
        return output::json(&json!({
            "store": place.to_string(),
            "from": from,
            "to": to,
            "migrated": !arguments.check && from < to,
        }));
    }
    output::line(&match (from < to, arguments.check) {
        (false, _) => format!("The store at {place} has version {from}, which is this program's."),
        (true, false) => format!("The store at {place} was brought from version {from} to {to}."),
        (true, true) => format!(
            "The store at {place} has version {from}; `landfall migrate` brings it to {to}. Take a backup first."
        ),
    });
    Ok(())
}
