//! `landfall catalogue import`.

use landfall_control::command::MOST_OFFERS;
use serde_json::{Value, json};

use super::{
    arguments::ImportArguments,
    file::{OfferLine, read},
};
use crate::{
    config::Config,
    error::CommandError,
    input::text_of,
    output,
    remote::{Path, Remote},
};

pub(super) async fn import(
    arguments: ImportArguments,
    config: impl FnOnce() -> Result<Config, CommandError>,
    as_json: bool,
) -> Result<(), CommandError> {
    let label = arguments.file.display().to_string();
    let offers = read(&text_of(&arguments.file)?)
        .map_err(|faults| CommandError::Usage(format!("{label} cannot be imported:\n{faults}")))?;
    if offers.len() > MOST_OFFERS {
        return Err(CommandError::Usage(format!(
            "{label} has {} offers; at most {MOST_OFFERS} are imported at a time, all of them or none: split it",
            offers.len()
        )));
    }
    let remote = Remote::open_to_write(&arguments.remote, &arguments.write, config)?;
    let items: Vec<&OfferLine> = offers.iter().map(|(_, offer)| offer).collect();
    let path = Path::to(["catalogue"]);
    let put: Value = remote.post_json(&path, &json!({ "items": items })).await?;
    if as_json {
        return output::json(&put["items"]);
    }
    let ended = items.iter().filter(|offer| !offer.offered).count();
    output::line(&format!(
        "{} offers are in the catalogue as {label} has them{}.",
        items.len(),
        if ended == 0 {
            String::new()
        } else {
            format!(", {ended} of them no longer offered")
        }
    ));
    Ok(())
}
