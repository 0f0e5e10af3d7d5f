//! `landfall policy evaluate`.

use landfall_core::{
    id::AccountNumber,
    rules::policy::{Compiled, EdgeRequest, SiteView},
};
use serde_json::json;

use super::{
    arguments::EvaluateArguments,
    live::account,
    source::{Loaded, Source},
    text::evaluation_text,
};
use crate::{config::Config, error::CommandError, output, remote::Remote};

pub(super) async fn evaluate(
    arguments: EvaluateArguments,
    config: impl FnOnce() -> Result<Config, CommandError>,
    as_json: bool,
) -> Result<(), CommandError> {
    let request = EdgeRequest::for_url(&arguments.method, &arguments.address, arguments.client);
    let mut request = request.map_err(|error| CommandError::Usage(error.to_string()))?;
    request.headers.clone_from(&arguments.headers);
    let (loaded, known) = load(&arguments, config).await?;
    let account = match (&arguments.account, known) {
        (Some(account), _) => account.clone(),
        (None, Some(account)) => account,
        (None, None) => {
            return Err(CommandError::Usage(
                "say whose rules these are with --account NUMBER, such as 0001: it stands in paths, as in /800001/…"
                    .to_owned(),
            ));
        }
    };
    let site = SiteView {
        account,
        origin: arguments.origin,
        hostnames: arguments.hostnames,
    };
    let rules: Vec<String> = loaded.matches().into_iter().map(str::to_owned).collect();
    let (at, asked) = (site.clone(), request.clone());
    // It can take seconds for patterns that were made for it.
    let evaluation = tokio::task::spawn_blocking(move || {
        Compiled::new(&at.account, &rules).evaluate(&at, &asked)
    });
    let evaluation = evaluation
        .await
        .map_err(|error| CommandError::Server(format!("the evaluation ended early: {error}")))?;
    if as_json {
        return output::json(&json!({
            "policy": loaded.label,
            "site": site,
            "request": request,
            "evaluation": evaluation,
        }));
    }
    output::line(&evaluation_text(&loaded, &request, &evaluation));
    Ok(())
}

/// The policy, and the number of its account if that is known.
async fn load(
    arguments: &EvaluateArguments,
    config: impl FnOnce() -> Result<Config, CommandError>,
) -> Result<(Loaded, Option<AccountNumber>), CommandError> {
    let Source::Stored(id) = arguments.policy else {
        let loaded = arguments.policy.load_file(|_| ())?;
        let account = loaded.document.text("account_id");
        return Ok((loaded, account.and_then(|account| account.parse().ok())));
    };
    let remote = Remote::open(&arguments.remote, config)?;
    let loaded = super::source::stored(&remote, id).await?;
    let number = match (&arguments.account, loaded.document.text("account_id")) {
        (None, Some(named)) => account(&remote, &named).await?.number,
        _ => None,
    };
    Ok((loaded, number.and_then(|number| number.parse().ok())))
}
