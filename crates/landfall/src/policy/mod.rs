//! `landfall policy`: policies from files and from servers; what they would do, how they differ, and changing them.
//!
//! Whatever needs no server works without one: a file is read and judged by the same code as on the server, and requests are
//! evaluated here. What people see is made by plain functions (`text`), so that other commands can show it too.

mod add;
mod arguments;
mod diff;
mod document;
mod evaluate;
mod list;
mod live;
mod lock;
mod source;
mod text;

pub(crate) use arguments::PolicyCommand;
pub(crate) use {
    live::{Account, account, account_id, live_policy, no_account},
    source::{Loaded, Source, judged, stored, told},
    text::difference_text,
};

use crate::{config::Config, error::CommandError};

/// Does what is asked for. `config` is loaded only where a data folder is needed.
pub(crate) async fn policy(
    command: PolicyCommand,
    config: impl FnOnce() -> Result<Config, CommandError>,
    as_json: bool,
) -> Result<(), CommandError> {
    match command {
        PolicyCommand::Add(arguments) => add::add(arguments, config, as_json).await,
        PolicyCommand::List(arguments) => list::list(arguments, config, as_json).await,
        PolicyCommand::Get(arguments) => list::get(arguments, config, as_json).await,
        PolicyCommand::Diff(arguments) => diff::diff(arguments, config, as_json).await,
        PolicyCommand::Lock(arguments) => lock::lock(arguments, config, as_json).await,
        PolicyCommand::Evaluate(arguments) => evaluate::evaluate(*arguments, config, as_json).await,
    }
}
