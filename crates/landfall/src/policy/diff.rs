//! `landfall policy diff`.

use landfall_core::rules::policy::difference;
use serde_json::json;

use super::{
    arguments::DiffArguments,
    live::{account_id, live_policy},
    source::{Loaded, stored},
    text::difference_text,
};
use crate::{config::Config, error::CommandError, output, remote::Remote};

pub(super) async fn diff(
    arguments: DiffArguments,
    config: impl FnOnce() -> Result<Config, CommandError>,
    as_json: bool,
) -> Result<(), CommandError> {
    let needs_server = arguments.live
        || arguments.policy.is_stored()
        || arguments
            .after
            .as_ref()
            .is_some_and(super::Source::is_stored);
    let remote = if needs_server {
        Some(Remote::open(&arguments.remote, config)?)
    } else {
        None
    };
    let server = || {
        let none = || CommandError::Usage("a server is needed".to_owned());
        remote.clone().ok_or_else(none)
    };
    let first = arguments.policy.load(server).await?;
    let (before, after) = match (&arguments.after, arguments.environment) {
        (Some(second), _) => (Some(first), second.load(server).await?),
        (None, Some(environment)) => {
            let remote = server()?;
            let account = match &arguments.account {
                Some(account) => account_id(&remote, account).await?,
                None => match first.document.text("account_id") {
                    Some(account) => account_id(&remote, &account).await?,
                    None => {
                        return Err(CommandError::Usage(
                            "say whose policy it is with --account: the account's number such as 0001, or another name of the customer"
                                .to_owned(),
                        ));
                    }
                },
            };
            let live = live_policy(&remote, &account, first.policy.platform, environment).await?;
            let live = match live {
                None => None,
                Some(id) => Some(stored(&remote, id).await?),
            };
            (live, first)
        }
        (None, None) => {
            return Err(CommandError::Usage(
                "name a second policy, or --live --environment production".to_owned(),
            ));
        }
    };
    let Some(before) = before else {
        return nothing_is_live(&after, as_json, arguments.exit_code);
    };
    let found = difference(&before.policy, &after.policy);
    if as_json {
        output::json(&json!({
            "before": before.label,
            "after": after.label,
            "same": found.is_empty(),
            "difference": found,
        }))?;
    } else if found.is_empty() {
        output::line(&format!(
            "{} and {} are the same.",
            before.label, after.label
        ));
    } else {
        output::line(&difference_text(&before, &after, &found));
    }
    end(found.is_empty(), arguments.exit_code)
}

fn nothing_is_live(after: &Loaded, as_json: bool, exit_code: bool) -> Result<(), CommandError> {
    if as_json {
        output::json(&json!({ "before": null, "after": after.label, "same": false }))?;
    } else {
        let rules = after.policy.rules.len();
        output::line(&format!(
            "Nothing is live there yet: all {rules} rules of {} would be new.",
            after.label
        ));
    }
    end(false, exit_code)
}

fn end(same: bool, exit_code: bool) -> Result<(), CommandError> {
    if same || !exit_code {
        Ok(())
    } else {
        Err(CommandError::Differs)
    }
}
