//! `landfall policy add`.

use serde_json::{Value, value::RawValue};

use super::{arguments::AddArguments, source::judged};
use crate::{
    config::Config,
    error::CommandError,
    output,
    remote::{Path, Remote},
};

pub(super) async fn add(
    arguments: AddArguments,
    config: impl FnOnce() -> Result<Config, CommandError>,
    as_json: bool,
) -> Result<(), CommandError> {
    let loaded = arguments.file.load_file(|document| {
        for (member, text) in [
            ("account_id", arguments.account.clone()),
            ("name", arguments.name.clone()),
            (
                "platform",
                arguments.platform.map(|platform| platform.to_string()),
            ),
            ("state", arguments.lock.then(|| "locked".to_owned())),
        ] {
            if let Some(text) = text {
                document.set(member, &text);
            }
        }
    })?;
    if loaded.document.text("account_id").is_none() {
        return Err(CommandError::Usage(
            "say whose policy it is with --account: the account's number such as 0001, or another name of the customer"
                .to_owned(),
        ));
    }
    let remote = Remote::open_to_write(&arguments.remote, &arguments.write, config)?;
    let path = Path::to(["policies"]);
    let key = arguments.idempotency_key.as_deref();
    let added = remote.post_once(&path, &loaded.document, key).await;
    let added: Box<RawValue> = added.map_err(|error| judged(&loaded.label, error, as_json))?;
    if as_json {
        output::line(added.get());
        return Ok(());
    }
    let shown: Value = serde_json::from_str(added.get()).unwrap_or_default();
    let text = |member: &str| shown[member].as_str().unwrap_or_default();
    output::line(&format!(
        "Policy {} was added: {:?}, {}, {}.",
        text("id"),
        text("name"),
        text("platform"),
        text("state"),
    ));
    if text("state") == "draft" {
        output::note(&format!(
            "`landfall policy lock {}` verifies it and makes it ready to be deployed.",
            text("id")
        ));
    }
    Ok(())
}
