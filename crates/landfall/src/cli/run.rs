//! From the command line to what it asks for.

use clap::CommandFactory;
use landfall_control::admin::{AdminCommand, AdminRequest};

use super::{
    arguments::{Arguments, Command, ConfigCommand, EventCommand},
    init::init,
    openapi::openapi,
    report::report,
    settings::ServeArguments,
};
use crate::{
    admin,
    config::{self, Config, Overrides},
    demo,
    error::CommandError,
    logging,
    output::{self, note},
    serve,
};

/// Does what the command line asks for.
pub(crate) fn run(arguments: Arguments) -> Result<(), CommandError> {
    let Arguments {
        config: file,
        data,
        store,
        json,
        command,
        ..
    } = arguments;
    let common = Overrides {
        file,
        data: data.clone(),
        store,
        ..Overrides::default()
    };
    let load = |flags: ServeArguments| config::load(&flags.overrides(common.clone()));
    match command {
        Command::Completions { shell } => {
            let mut completions = Vec::new();
            clap_complete::generate(
                shell,
                &mut Arguments::command(),
                "landfall",
                &mut completions,
            );
            output::line(&String::from_utf8_lossy(&completions));
            Ok(())
        }
        Command::OpenApi(arguments) => openapi(&arguments, json),
        Command::Demo(arguments) => runtime()?.block_on(demo::run(arguments, data, json)),
        Command::Serve(flags) => {
            let config = load(flags)?;
            config.check()?;
            logging::start(&config.log)?;
            runtime()?.block_on(serve::run(config))
        }
        Command::Config(ConfigCommand::Check(flags)) => {
            load(flags)?.check()?;
            if json {
                return output::json(&serde_json::json!({ "valid": true }));
            }
            output::line("The configuration is good.");
            Ok(())
        }
        Command::Config(ConfigCommand::Show(flags)) => {
            let config = load(flags)?;
            if json {
                return output::json(&config);
            }
            output::line(config::show(&config)?.trim_end());
            Ok(())
        }
        Command::Init(arguments) => {
            let config = load(ServeArguments::default())?;
            runtime()?.block_on(init(arguments, &config, json))
        }
        Command::Tenant(command) => administer(&common, command.into_command(), json),
        Command::Organization(command) => administer(&common, command.into_command(), json),
        Command::Client(command) => administer(&common, command.into_command()?, json),
        Command::User(command) => administer(&common, command.into_command(), json),
        Command::Token(command) => administer(&common, command.into_command()?, json),
        Command::Event(EventCommand::List { after, limit }) => {
            let list = AdminCommand::EventList { after, limit };
            administer(&common, (list, None), json)
        }
    }
}

/// Has a running server do it, or does it on the store itself.
fn administer(
    common: &Overrides,
    (command, idempotency_key): (AdminCommand, Option<String>),
    json: bool,
) -> Result<(), CommandError> {
    let config: Config = config::load(common)?;
    let request = AdminRequest {
        command,
        idempotency_key,
    };
    let (reply, online) = runtime()?.block_on(admin::administer(&config, request))?;
    if !online {
        note("No server runs on this data folder: done on the store itself.");
    }
    report(&reply, json)
}

fn runtime() -> Result<tokio::runtime::Runtime, CommandError> {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| CommandError::Server(format!("cannot start: {error}")))
}
