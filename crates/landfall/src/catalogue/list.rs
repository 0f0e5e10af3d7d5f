//! `landfall catalogue list`.

use serde_json::Value;

use super::arguments::ListArguments;
use crate::{
    config::Config,
    error::CommandError,
    output::{self, table},
    remote::{Path, Remote},
};

pub(super) async fn list(
    arguments: ListArguments,
    config: impl FnOnce() -> Result<Config, CommandError>,
    as_json: bool,
) -> Result<(), CommandError> {
    let remote = Remote::open(&arguments.remote, config)?;
    let path = Path::to(["catalogue"]);
    let mut offers: Vec<Value> = remote.get_all(&path).await?;
    offers.retain(|offer| !arguments.offered || offer["offered"] == true);
    if as_json {
        return output::json(&offers);
    }
    if offers.is_empty() {
        output::note(
            "The catalogue has no such offers; `landfall catalogue import FILE` adds some.",
        );
        return Ok(());
    }
    let rows = offers.iter().map(|offer| {
        let text = |member: &str| offer[member].as_str().unwrap_or_default().to_owned();
        let offered = if offer["offered"] == true {
            "yes"
        } else {
            "no"
        };
        vec![
            text("sku"),
            offered.to_owned(),
            text("updated_at"),
            text("name"),
        ]
    });
    output::line(&table(&["sku", "offered", "changed", "name"], rows));
    Ok(())
}
