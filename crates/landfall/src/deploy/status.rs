//! `landfall status`.

use landfall_core::model::{Environment, Platform};
use serde_json::value::RawValue;

use super::{
    StatusArguments,
    follow::{Waiting, follow},
    lines::whole,
    rejected,
    run::newest,
    told::Landing,
};
use crate::{
    config::Config,
    error::CommandError,
    output,
    policy::account_id,
    remote::{Path, Remote},
};

/// Shows how far a deploy request has landed.
pub(crate) async fn status(
    arguments: StatusArguments,
    config: impl FnOnce() -> Result<Config, CommandError>,
    json: bool,
) -> Result<(), CommandError> {
    let remote = Remote::open(&arguments.remote, config)?;
    let request = match (&arguments.request, &arguments.account) {
        (Some(request), _) => request.clone(),
        (None, Some(named)) => of_account(&remote, &arguments, named).await?,
        (None, None) => {
            let text = "name a deploy request, or an account with --account";
            return Err(CommandError::Usage(text.to_owned()));
        }
    };
    if arguments.watch {
        let waiting = Waiting {
            wanted: 100.0,
            most: None,
            json,
        };
        let followed = follow(&remote, &request, &waiting).await;
        return followed.map_err(|error| not_there(&request, error));
    }
    let path = Path::to(["deploy-requests", &request, "propagation"]);
    if json {
        let told: Result<Box<RawValue>, _> = remote.get_json(&path).await;
        return output::json(&told.map_err(|error| not_there(&request, error))?);
    }
    let landing: Result<Landing, _> = remote.get_json(&path).await;
    let landing = landing.map_err(|error| not_there(&request, error))?;
    let why = rejected::why(&remote, &landing).await;
    output::line(&(whole(&landing) + &why));
    Ok(())
}

/// A request that a server does not have, in words; other errors stay.
fn not_there(request: &str, error: CommandError) -> CommandError {
    error.or_not_found(|| format!("there is no deploy request {request} in view; `landfall status --account NUMBER` shows the newest of an account"))
}

/// The newest request of an account.
async fn of_account(
    remote: &Remote,
    arguments: &StatusArguments,
    named: &str,
) -> Result<String, CommandError> {
    let account = account_id(remote, named).await?;
    let place = (
        account.as_str(),
        arguments.platform.map(Platform::as_str),
        arguments.environment.map(Environment::as_str),
    );
    let newest = newest(remote, place, None).await?;
    newest.map(|request| request.id).ok_or_else(|| {
        CommandError::Usage(format!(
            "account {named} has no deploy request there; `landfall deploy` makes one"
        ))
    })
}
