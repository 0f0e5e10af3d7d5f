//! The commands of an edge server and their arguments.

use std::path::{Path, PathBuf};

use clap::Subcommand;

use super::{
    config::AgentConfig,
    join::{JoinArguments, join},
    run::run,
    status::status,
};
use crate::{error::CommandError, logging, output};

/// An agent follows the change log of its platform, verifies every change, puts it before the data plane as a file for each
/// account, has it checked, reloaded and probed, and reports how far it has got. docs/agent.md has its configuration.
#[derive(Debug, Subcommand)]
pub(crate) enum AgentCommand {
    /// Join a fleet with an invitation, and keep the credential that comes of it
    Join(JoinArguments),
    /// Run the agent until it is asked to stop; the data plane goes on without it
    Run(File),
    /// Show where the agent stands: up to where, which accounts failed and why, whether it is connected
    ///
    /// Ends with 0 when the agent runs and is ready, with 1 otherwise.
    Status(File),
    /// Find faults in the agent's configuration
    Check(File),
}

/// Whose agent is meant.
#[derive(Debug, clap::Args)]
pub(crate) struct File {
    /// The agent's configuration
    #[arg(value_name = "FILE", default_value = "/etc/landfall/agent.toml")]
    file: PathBuf,
}

impl File {
    fn load(&self) -> Result<AgentConfig, CommandError> {
        AgentConfig::load(Path::new(&self.file))
    }
}

/// Does what is asked for.
pub(crate) async fn agent(command: AgentCommand, as_json: bool) -> Result<(), CommandError> {
    match command {
        AgentCommand::Join(arguments) => {
            let config = AgentConfig::load(&arguments.file)?;
            join(arguments, &config, as_json).await
        }
        AgentCommand::Run(file) => {
            let config = file.load()?;
            logging::start(&config.log)?;
            run(config).await
        }
        AgentCommand::Status(file) => status(&file.load()?, as_json),
        AgentCommand::Check(file) => {
            let config = file.load()?;
            config.settings()?;
            config.adapter()?;
            if as_json {
                return output::json(&serde_json::json!({ "valid": true }));
            }
            output::line("The configuration is good.");
            Ok(())
        }
    }
}
