//! `landfall policy lock`.

use serde_json::{json, value::RawValue};

use super::{
    arguments::LockArguments,
    source::{judged, not_there},
};
use crate::{
    config::Config,
    error::CommandError,
    output,
    remote::{Path, Remote},
};

pub(super) async fn lock(
    arguments: LockArguments,
    config: impl FnOnce() -> Result<Config, CommandError>,
    as_json: bool,
) -> Result<(), CommandError> {
    let remote = Remote::open_to_write(&arguments.remote, &arguments.write, config)?;
    let id = arguments.policy.to_string();
    let path = Path::to(["policies", &id]);
    let locked = remote
        .patch_json(&path, &json!({ "state": "locked" }))
        .await;
    let label = format!("policy {id}");
    let judged = |error| judged(&label, not_there(arguments.policy, error), as_json);
    let locked: Box<RawValue> = locked.map_err(judged)?;
    if as_json {
        output::line(locked.get());
    } else {
        output::line(&format!("Policy {id} is verified and locked."));
    }
    Ok(())
}
