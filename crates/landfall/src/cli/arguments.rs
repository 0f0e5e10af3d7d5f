//! The commands and their arguments.

use std::path::PathBuf;

use clap::{ColorChoice, Parser, Subcommand};

use super::{
    administration::{
        ClientCommand, FleetCommand, OrganizationCommand, ReviewCommand, ServerCommand,
        TenantCommand, TokenCommand, UserCommand,
    },
    counters::CountersCommand,
    init::InitArguments,
    openapi::OpenApiArguments,
    settings::ServeArguments,
    whole::{BackupArguments, CopyArguments, MigrateArguments, RestoreArguments},
};
use crate::{
    agent::AgentCommand,
    catalogue::CatalogueCommand,
    customers::CustomersCommand,
    demo::{DemoArguments, DemoServersArguments},
    deploy::{DeployArguments, StatusArguments},
    events::TailArguments,
    orders::OrdersCommand,
    overview::{GroupsArguments, PopsArguments, ServersArguments},
    policy::PolicyCommand,
    sites::SitesCommand,
    transfer::{ExportArguments, GenerateArguments, ImportArguments},
    zones::ZonesCommand,
};

/// Where helps show what goes with every command.
const ALL: &str = "With every command";

/// Landfall: one place that knows who the customers are, where they are deployed, what was ordered, and how far a change
/// has landed.
///
/// Try it: `landfall demo`. Run it: `landfall init`, then `landfall serve`. The commands tenant, organization, client, user,
/// token, review, fleet, server and `events list` talk to the server that runs on the same data folder, or work on the store
/// itself when none does. The commands policy, catalogue, customers, orders, zones, sites, servers, pops, gateway-groups,
/// deploy, status and `events tail` talk to that server, or to any other with --url.
#[derive(Debug, Parser)]
#[command(
    name = "landfall",
    version,
    max_term_width = 100,
    arg_required_else_help = true
)]
pub(crate) struct Arguments {
    /// The configuration file [default: /etc/landfall/landfall.toml, if it is there]
    #[arg(long, global = true, help_heading = ALL, env = "LANDFALL_CONFIG", value_name = "FILE")]
    pub(super) config: Option<PathBuf>,
    /// The data folder, with the store and the administration socket [default: landfall-data]
    #[arg(long, global = true, help_heading = ALL, value_name = "DIR")]
    pub(super) data: Option<PathBuf>,
    /// The database that keeps the record, postgres://USER@HOST/DATABASE [default: a file in the data folder]
    #[arg(long, global = true, help_heading = ALL, value_name = "URL")]
    pub(super) store: Option<String>,
    /// Print results as JSON
    #[arg(long, global = true, help_heading = ALL)]
    pub(super) json: bool,
    /// Colours; NO_COLOR switches them off too
    #[arg(long, global = true, help_heading = ALL, value_name = "WHEN", default_value = "auto")]
    pub(crate) color: ColorChoice,
    #[command(subcommand)]
    pub(super) command: Command,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Show everything with a demonstration record, on this machine only
    Demo(DemoArguments),
    /// The servers of a demonstration, in a process of their own
    #[command(hide = true)]
    DemoServers(DemoServersArguments),
    /// Make a store: a tenant with its distributor and house reseller, keys, and a first administrator
    Init(InitArguments),
    /// Serve the four dialects
    Serve(ServeArguments),
    // What these four say of themselves stands with their arguments.
    Backup(BackupArguments),
    Restore(RestoreArguments),
    Copy(CopyArguments),
    Migrate(MigrateArguments),
    /// Check or show the configuration
    #[command(subcommand)]
    Config(ConfigCommand),
    /// Tenants: the parts of the record that belong to different platform owners
    #[command(subcommand)]
    Tenant(TenantCommand),
    /// Organizations: distributors, aggregators, MSPs, resellers and customers of a tenant
    #[command(subcommand)]
    Organization(OrganizationCommand),
    /// API clients: programs that may call, with what they may do in which dialect
    #[command(subcommand)]
    Client(ClientCommand),
    /// Users: people who may sign in, and their roles
    #[command(subcommand)]
    User(UserCommand),
    /// Tokens: bearer tokens of clients, and TOK tokens of users
    #[command(subcommand)]
    Token(TokenCommand),
    /// Review: deploy requests that wait for a second person, and the accounts that want one
    #[command(subcommand)]
    Review(ReviewCommand),
    /// Fleet: stop handing changes over to servers, and go on
    #[command(subcommand)]
    Fleet(FleetCommand),
    /// Servers: the machines of the fleet, who may join it and who has to go
    #[command(subcommand)]
    Server(ServerCommand),
    /// Policies: add, lock, compare, and see what they would do with a request
    #[command(subcommand)]
    Policy(PolicyCommand),
    /// The service catalogue: what can be ordered
    #[command(subcommand)]
    Catalogue(CatalogueCommand),
    /// Customers: add, change and show those who use what is sold
    #[command(subcommand)]
    Customers(CustomersCommand),
    /// Orders: services for customers, new ones and their end
    #[command(subcommand)]
    Orders(OrdersCommand),
    /// Zones: what gateway groups are offered to whom
    #[command(subcommand, alias = "zone")]
    Zones(ZonesCommand),
    /// Sites: what customers serve, where it comes from and how users reach it
    #[command(subcommand, alias = "site")]
    Sites(SitesCommand),
    // What these say of themselves stands with their arguments.
    Servers(ServersArguments),
    Pops(PopsArguments),
    GatewayGroups(GroupsArguments),
    /// Events: what happened, in order, and what happens
    #[command(subcommand, alias = "event")]
    Events(EventsCommand),
    // What these two say of themselves stands with their arguments.
    Deploy(DeployArguments),
    Status(StatusArguments),
    /// Bring records in, one JSON object a line
    Import(ImportArguments),
    /// Take every business object out, one JSON object a line
    Export(ExportArguments),
    /// Make up a record of any size, for `landfall import`
    Generate(GenerateArguments),
    /// Print the JSON Schema of the lines that import and export know
    Schema,
    /// Counters: what long lists find their pages and totals by
    #[command(subcommand)]
    Counters(CountersCommand),
    /// Print the OpenAPI document of a dialect or of the native API, or write all of them
    ///
    /// A server shows the same documents, to be read and tried, at /landfall/docs.
    #[command(name = "openapi")]
    OpenApi(OpenApiArguments),
    /// The agent of an edge server
    #[command(subcommand)]
    Agent(AgentCommand),
    /// Print completions for a shell, to be sourced by it
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
}

#[derive(Debug, Subcommand)]
pub(super) enum ConfigCommand {
    /// Find faults in the configuration before a server does
    Check(ServeArguments),
    /// Print the configuration in force, as TOML: flags over LANDFALL_* over the file over defaults
    Show(ServeArguments),
}

#[derive(Debug, Subcommand)]
pub(super) enum EventsCommand {
    // What it says of itself stands with its arguments.
    Tail(TailArguments),
    /// List events in order, those of the whole installation
    List {
        /// Only those behind this position
        #[arg(long, default_value_t = 0)]
        after: u64,
        /// At most this many, up to 1000
        #[arg(long, default_value_t = 100)]
        limit: u32,
    },
}
