//! `landfall agent join`: an invitation becomes a credential of this server's own.

use std::path::PathBuf;

use landfall_agent::{FolderLock, Invitation, join as join_fleet, make_folder};
use serde_json::json;

use super::{
    config::AgentConfig,
    place::{ControlPlane, Place, bad},
};
use crate::{error::CommandError, output};

/// How a server joins.
#[derive(Debug, clap::Args)]
pub(crate) struct JoinArguments {
    /// The control plane, such as control.example:8443
    #[arg(value_name = "HOST:PORT")]
    control_plane: String,
    /// The agent's configuration
    #[arg(value_name = "FILE", default_value = "/etc/landfall/agent.toml")]
    pub(super) file: PathBuf,
    /// The invitation, as `landfall server invite` shows it
    #[arg(
        long,
        env = "LANDFALL_INVITATION",
        hide_env_values = true,
        value_name = "TEXT"
    )]
    invitation: String,
    /// The server's name, if the invitation leaves it open [default: the name of this machine]
    #[arg(long)]
    name: Option<String>,
    /// A PEM file with the authorities of the control plane's certificate [default: the one that the invitation names]
    #[arg(long, value_name = "FILE")]
    ca: Option<PathBuf>,
    /// Speak without TLS, where the network is protected otherwise
    #[arg(long, conflicts_with = "ca")]
    plaintext: bool,
    /// Join although this server has joined before: it becomes another server of the fleet
    #[arg(long)]
    again: bool,
}

/// Joins, and keeps what was given.
pub(super) async fn join(
    arguments: JoinArguments,
    config: &AgentConfig,
    as_json: bool,
) -> Result<(), CommandError> {
    let failed = |error: landfall_agent::AgentError| CommandError::Server(error.to_string());
    let invitation: Invitation = arguments.invitation.parse().map_err(failed)?;
    let state = &config.state;
    if Place::has_joined(state) && !arguments.again {
        return Err(bad(format!(
            "this server has joined already ({}); --again makes it another server of the fleet",
            state.display()
        )));
    }
    let control_plane = control_plane(&arguments, &invitation)?;
    let address = control_plane.address()?;
    make_folder(state).map_err(CommandError::file(state))?;
    let _lock = FolderLock::take(state).map_err(failed)?;
    let name = arguments.name.or_else(machine);
    let joined = join_fleet(&address, &invitation, name.as_deref())
        .await
        .map_err(failed)?;
    Place::keep(state, control_plane, &joined.identity)?;
    let (server, placement) = (joined.identity.server, joined.identity.placement);
    if as_json {
        return output::json(&json!({ "server": server, "name": joined.name }));
    }
    output::line(&format!(
        "This is server {server} ({}) now: {} {} in POP {}. Start it with `landfall agent run`.",
        joined.name, placement.platform, placement.environment, placement.pop
    ));
    Ok(())
}

fn control_plane(
    arguments: &JoinArguments,
    invitation: &Invitation,
) -> Result<ControlPlane, CommandError> {
    let (host, port) = (arguments.control_plane.rsplit_once(':'))
        .and_then(|(host, port)| Some((host, port.parse().ok()?)))
        .ok_or_else(|| {
            bad("HOST:PORT is needed, such as control.example:8443 or [2001:db8::1]:8443")
        })?;
    let host = host
        .trim_start_matches('[')
        .trim_end_matches(']')
        .to_owned();
    let pinned = invitation
        .authority
        .filter(|_| arguments.ca.is_none() && !arguments.plaintext);
    if pinned.is_none() && arguments.ca.is_none() && !arguments.plaintext {
        return Err(bad(
            "the invitation names no certificate; give --ca FILE, or --plaintext where the network is protected otherwise",
        ));
    }
    Ok(ControlPlane {
        host,
        port,
        ca_fingerprint: pinned.map(|digest| landfall_agent::state::Digest(digest).to_string()),
        ca: arguments.ca.clone(),
        plaintext: arguments.plaintext,
    })
}

/// What this machine calls itself.
fn machine() -> Option<String> {
    let name = std::fs::read_to_string("/proc/sys/kernel/hostname").ok()?;
    Some(name.trim().to_owned()).filter(|name| !name.is_empty())
}
