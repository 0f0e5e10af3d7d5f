//! From the command line to what it asks for.

use clap::CommandFactory;
use landfall_control::admin::{AdminCommand, AdminRequest};

use super::{
    administration::FleetWork,
    arguments::{Arguments, Command, ConfigCommand, EventsCommand},
    counters::counters,
    init::init,
    openapi::openapi,
    report::report,
    settings::ServeArguments,
    whole::{backup, copy, migrate, restore},
};
use crate::{
    admin, agent, catalogue,
    config::{self, Config, Overrides},
    customers, demo, deploy,
    error::CommandError,
    events, logging, orders,
    output::{self, note},
    overview, policy, serve, simulate, sites, transfer, zones,
};

/// Does what the command line asks for.
#[expect(clippy::too_many_lines, reason = "a few lines for each command")]
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
            print_completions(shell);
            Ok(())
        }
        Command::Agent(command) => runtime()?.block_on(agent::agent(command, json)),
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
        Command::Backup(arguments) => {
            let config = load(ServeArguments::default())?;
            runtime()?.block_on(backup(arguments, &config, json))
        }
        Command::Restore(arguments) => {
            let config = load(ServeArguments::default())?;
            runtime()?.block_on(restore(arguments, &config, json))
        }
        Command::Copy(arguments) => {
            let config = load(ServeArguments::default())?;
            runtime()?.block_on(copy(arguments, &config, json))
        }
        Command::Migrate(arguments) => {
            let config = load(ServeArguments::default())?;
            runtime()?.block_on(migrate(arguments, &config, json))
        }
        Command::Deploy(arguments) => {
            let config = || config::load(&common);
            runtime()?.block_on(deploy::deploy(arguments, config, json))
        }
        Command::Status(arguments) => {
            let config = || config::load(&common);
            runtime()?.block_on(deploy::status(arguments, config, json))
        }
        Command::Import(arguments) => {
            let config = load(ServeArguments::default())?;
            runtime()?.block_on(transfer::import(arguments, &config, json))
        }
        Command::Export(arguments) => {
            let config = load(ServeArguments::default())?;
            runtime()?.block_on(transfer::export(arguments, &config, json))
        }
        Command::Generate(arguments) => transfer::generate(arguments, json),
        Command::Schema => {
            transfer::schema();
            Ok(())
        }
        Command::Counters(command) => {
            let config = load(ServeArguments::default())?;
            runtime()?.block_on(counters(&command, &config, json))
        }
        Command::Policy(command) => {
            let config = || config::load(&common);
            runtime()?.block_on(policy::policy(command, config, json))
        }
        Command::Catalogue(command) => {
            let config = || config::load(&common);
            runtime()?.block_on(catalogue::catalogue(command, config, json))
        }
        Command::Zones(command) => {
            let config = || config::load(&common);
            runtime()?.block_on(zones::zones(command, config, json))
        }
        Command::Sites(command) => {
            let config = || config::load(&common);
            runtime()?.block_on(sites::sites(command, config, json))
        }
        Command::Customers(command) => {
            let config = || config::load(&common);
            runtime()?.block_on(customers::customers(command, config, json))
        }
        Command::Orders(command) => {
            let config = || config::load(&common);
            runtime()?.block_on(orders::orders(command, config, json))
        }
        Command::Servers(arguments) => {
            let config = || config::load(&common);
            runtime()?.block_on(overview::servers(arguments, config, json))
        }
        Command::Pops(arguments) => {
            let config = || config::load(&common);
            runtime()?.block_on(overview::pops(arguments, config, json))
        }
        Command::GatewayGroups(arguments) => {
            let config = || config::load(&common);
            runtime()?.block_on(overview::gateway_groups(arguments, config, json))
        }
        Command::Tenant(command) => administer(&common, command.into_command(), json),
        Command::Organization(command) => administer(&common, command.into_command(), json),
        Command::Server(command) => administer(&common, command.into_command()?, json),
        Command::Client(command) => administer(&common, command.into_command()?, json),
        Command::User(command) => administer(&common, command.into_command(), json),
        Command::Token(command) => administer(&common, command.into_command()?, json),
        Command::Review(command) => administer(&common, command.into_command(), json),
        Command::Fleet(command) => fleet(&common, command.into_work(), json),
        Command::DemoServers(arguments) => runtime()?.block_on(demo::servers(arguments)),
        Command::Events(EventsCommand::Tail(arguments)) => {
            let config = || config::load(&common);
            runtime()?.block_on(events::tail(arguments, config, json))
        }
        Command::Events(EventsCommand::List { after, limit }) => {
            let list = AdminCommand::EventList { after, limit };
            administer(&common, (list, None), json)
        }
    }
}

/// Has the control plane do it, or does it here.
fn fleet(common: &Overrides, work: FleetWork, json: bool) -> Result<(), CommandError> {
    match work {
        FleetWork::Sent(sent) => administer(common, *sent, json),
        FleetWork::Simulate(arguments) => {
            let config = config::load(common)?;
            runtime()?.block_on(simulate::simulate(*arguments, &config, json))
        }
    }
}

fn print_completions(shell: clap_complete::Shell) {
    let mut completions = Vec::new();
    clap_complete::generate(
        shell,
        &mut Arguments::command(),
        "landfall",
        &mut completions,
    );
    output::line(&String::from_utf8_lossy(&completions));
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
