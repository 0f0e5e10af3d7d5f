//! The configuration of an agent: one TOML file.

use std::{
    fs,
    net::SocketAddr,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use landfall_agent::{
    AgentSettings,
    adapter::{Adapter, Files, FilesAdapter, Hook, Hooks, able_to},
};
use serde::Deserialize;

use super::place::{ControlPlane, Key, Place, Server, bad};
use crate::{config::Log, error::CommandError};

/// What an agent is told.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AgentConfig {
    /// The folder that the agent keeps its state in.
    pub(super) state: PathBuf,
    /// Where metrics and readiness are served; nowhere if it is left out.
    pub(super) listen: Option<SocketAddr>,
    // These three are here, or in the state folder of a server that has joined.
    server: Option<Server>,
    control_plane: Option<ControlPlane>,
    #[serde(rename = "key")]
    keys: Option<Vec<Key>>,
    files: FilesTable,
    check: Option<Command>,
    reload: Option<Command>,
    probe: Option<Command>,
    #[serde(default)]
    pub(super) log: Log,
}

/// The accounts' files.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct FilesTable {
    folder: PathBuf,
    /// In octal digits.
    #[serde(default = "default_mode")]
    mode: String,
    /// The match and feature types that the data plane has, if others than a first adapter must have.
    types: Option<Vec<String>>,
}

fn default_mode() -> String {
    "0640".to_owned()
}

/// A command with its time limit.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Command {
    command: Vec<String>,
    #[serde(default = "default_seconds")]
    seconds: u64,
}

fn default_seconds() -> u64 {
    30
}

impl AgentConfig {
    /// Reads the file. An error names the line and the member.
    pub(super) fn load(path: &Path) -> Result<Self, CommandError> {
        let text = fs::read_to_string(path).map_err(CommandError::file(path))?;
        toml::from_str(&text).map_err(|error| bad(format!("{}: {error}", path.display())))
    }

    /// Who the agent is, and where it connects to.
    pub(super) fn settings(&self) -> Result<AgentSettings, CommandError> {
        match (
            self.server.clone(),
            self.control_plane.clone(),
            self.keys.clone(),
        ) {
            (Some(server), Some(control_plane), Some(keys)) => Place {
                server,
                control_plane,
                keys,
            }
            .settings(),
            (None, None, None) => Place::joined(&self.state)?.settings(),
            _ => Err(bad(
                "server, control_plane and key: all three are needed, or none of them where the server has joined with `landfall agent join`",
            )),
        }
    }

    /// The data plane.
    pub(super) fn adapter(&self) -> Result<Arc<dyn Adapter>, CommandError> {
        let mode = u32::from_str_radix(&self.files.mode, 8)
            .ok()
            .filter(|mode| *mode <= 0o777);
        let mode = mode.ok_or_else(|| bad("files.mode has to be octal digits such as 0640"))?;
        let files = Files::in_folder(self.files.folder.clone(), mode).map_err(bad)?;
        let hooks = Hooks {
            check: hook("check", self.check.as_ref())?,
            reload: hook("reload", self.reload.as_ref())?,
            probe: hook("probe", self.probe.as_ref())?,
        };
        let adapter = FilesAdapter::new(files, hooks);
        Ok(Arc::new(match &self.files.types {
            None => adapter,
            Some(types) => {
                let able = able_to(types).map_err(|fault| bad(format!("files.types: {fault}")))?;
                adapter.able(able)
            }
        }))
    }
}

fn hook(name: &str, command: Option<&Command>) -> Result<Option<Hook>, CommandError> {
    let Some(command) = command else {
        return Ok(None);
    };
    if command.command.is_empty() || command.command[0].is_empty() {
        return Err(bad(format!("{name}.command has to begin with a program")));
    }
    if !(1..=3_600).contains(&command.seconds) {
        return Err(bad(format!("{name}.seconds has to be 1 to 3600")));
    }
    Ok(Some(Hook {
        command: command.command.clone(),
        limit: Duration::from_secs(command.seconds),
    }))
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use landfall_core::id::ServerId;

    use super::*;
    use crate::agent::credential;

    fn written(
        change: impl Fn(String) -> String,
    ) -> (tempfile::TempDir, Result<AgentSettings, CommandError>) {
        let folder = tempfile::tempdir().unwrap();
        let credential = folder.path().join("credential");
        fs::write(&credential, "secret\n").unwrap();
        fs::set_permissions(&credential, fs::Permissions::from_mode(0o600)).unwrap();
        let text = include_str!("example.toml").replace(
            "/etc/landfall/agent.credential",
            credential.to_str().unwrap(),
        );
        let path = folder.path().join("agent.toml");
        fs::write(&path, change(text)).unwrap();
        let settings = AgentConfig::load(&path).and_then(|config| config.settings());
        (folder, settings)
    }

    #[test]
    fn the_example_of_the_guide_is_understood() {
        let (_folder, settings) = written(|text| text);
        let settings = settings.unwrap();
        assert_eq!(settings.identity.server, ServerId(17));
        assert_eq!(settings.identity.credential, "secret");
        assert_eq!(settings.address.to_string(), "control.example:8443");
        let guide = include_str!("../../../../docs/agent.md");
        assert!(
            guide.contains(include_str!("example.toml").trim()),
            "docs/agent.md shows it"
        );
    }

    #[test]
    fn a_fault_is_named() {
        for (from, to, named) in [
            (
                "platform = \"http_large\"",
                "platform = \"http_medium\"",
                "platform",
            ),
            ("port = 8443", "port = 8443\nports = 1", "ports"),
            (
                "[server]",
                "[[key]]\nnumber = 2\npublic = \"00\"\n\n[server]",
                "key.public",
            ),
            (
                "port = 8443",
                "port = 8443\nplaintext = true",
                "exactly one of",
            ),
            ("id = 17", "id = \"x\"", "id"),
        ] {
            let (_folder, settings) = written(|text| text.replace(from, to));
            let error = settings.unwrap_err().to_string();
            assert!(error.contains(named), "{to}: {error}");
        }
    }

    #[test]
    fn a_credential_that_everyone_can_read_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("credential");
        fs::write(&path, "secret").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
        let error = credential::read(&path).unwrap_err().to_string();
        assert!(error.contains("chmod 600"), "{error}");
    }
}
