//! Who the server is, where the control plane is, and which keys count: three tables that stand in the agent's configuration,
//! or that joining has put into its state folder.

use std::{
    fs,
    path::{Path, PathBuf},
};

use landfall_agent::{Address, AgentSettings, Backoff, Identity, Security, decide::Settings};
use landfall_core::{
    id::{PopId, ServerId, TenantId},
    model::{Environment, Placement, Platform},
};
use serde::{Deserialize, Serialize};

use super::credential;
use crate::error::CommandError;

/// What joining writes, in the state folder.
const JOINED: &str = "joined.toml";
const CREDENTIAL: &str = "credential";

/// The three tables.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Place {
    pub(super) server: Server,
    pub(super) control_plane: ControlPlane,
    #[serde(rename = "key")]
    pub(super) keys: Vec<Key>,
}

/// Who the server is.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Server {
    id: ServerId,
    tenant: TenantId,
    platform: Platform,
    environment: Environment,
    pop: PopId,
    /// A file with its credential.
    credential: PathBuf,
}

/// Where the control plane is, and how it proves who it is.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ControlPlane {
    pub(super) host: String,
    pub(super) port: u16,
    /// SHA-256 of the public key of its authority, 64 hexadecimal digits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) ca_fingerprint: Option<String>,
    /// A PEM file with its authorities.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) ca: Option<PathBuf>,
    /// No TLS.
    #[serde(default)]
    pub(super) plaintext: bool,
}

/// A key whose signatures count.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Key {
    number: u64,
    /// Ed25519, 64 hexadecimal digits.
    public: String,
}

pub(super) fn bad(what: impl std::fmt::Display) -> CommandError {
    CommandError::Configuration(what.to_string())
}

fn digits(name: &str, text: &str) -> Result<[u8; 32], CommandError> {
    let digest: Result<landfall_agent::state::Digest, _> = text.to_ascii_lowercase().parse();
    digest
        .map(|digest| digest.0)
        .map_err(|_| bad(format!("{name} has to be 64 hexadecimal digits")))
}

impl Place {
    /// What joining has written into a state folder.
    pub(super) fn joined(state: &Path) -> Result<Self, CommandError> {
        let path = state.join(JOINED);
        let text = match fs::read_to_string(&path) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Err(bad(
                    "this server has not joined a fleet: `landfall server invite` on the control plane, then `landfall agent join` here",
                ));
            }
            read => read.map_err(CommandError::file(&path))?,
        };
        toml::from_str(&text).map_err(|error| bad(format!("{}: {error}", path.display())))
    }

    /// Whether a server has joined with this state folder.
    pub(super) fn has_joined(state: &Path) -> bool {
        state.join(JOINED).exists()
    }

    /// Keeps what joining has given.
    pub(super) fn keep(
        state: &Path,
        control_plane: ControlPlane,
        identity: &Identity,
    ) -> Result<(), CommandError> {
        let credential = state.join(CREDENTIAL);
        let place = Self {
            server: Server {
                id: identity.server,
                tenant: identity.tenant.clone(),
                platform: identity.placement.platform,
                environment: identity.placement.environment,
                pop: identity.placement.pop,
                credential: credential.clone(),
            },
            control_plane,
            keys: (identity.keys.iter())
                .map(|(number, public)| Key {
                    number: *number,
                    public: landfall_agent::state::Digest(*public).to_string(),
                })
                .collect(),
        };
        let text = toml::to_string(&place).map_err(bad)?;
        let keep = |path: &Path, text: &str| {
            landfall_agent::keep_private(path, text.as_bytes()).map_err(CommandError::file(path))
        };
        keep(&credential, &format!("{}\n", identity.credential))?;
        keep(&state.join(JOINED), &text)
    }

    /// Who the agent is, and where it connects to.
    pub(super) fn settings(&self) -> Result<AgentSettings, CommandError> {
        let server = &self.server;
        if self.keys.is_empty() {
            return Err(bad(
                "key: at least one key is needed, or no change could be believed",
            ));
        }
        let keys: Result<_, CommandError> = (self.keys.iter())
            .map(|key| Ok((key.number, digits("key.public", &key.public)?)))
            .collect();
        Ok(AgentSettings {
            identity: Identity {
                server: server.id,
                tenant: server.tenant.clone(),
                placement: Placement {
                    pop: server.pop,
                    platform: server.platform,
                    environment: server.environment,
                },
                credential: credential::read(&server.credential)?,
                keys: keys?,
            },
            address: self.control_plane.address()?,
            decide: Settings::default(),
            connect: Backoff::CONNECT,
        })
    }
}

impl ControlPlane {
    /// Where it is.
    pub(super) fn address(&self) -> Result<Address, CommandError> {
        let security = match (&self.ca_fingerprint, &self.ca, self.plaintext) {
            (Some(fingerprint), None, false) => {
                Security::Fingerprint(digits("control_plane.ca_fingerprint", fingerprint)?)
            }
            (None, Some(path), false) => {
                let pem = fs::read(path).map_err(CommandError::file(path))?;
                Security::authorities(&pem).map_err(|error| {
                    bad(format!("control_plane.ca: {}: {error}", path.display()))
                })?
            }
            (None, None, true) => Security::Plain,
            _ => {
                return Err(bad(
                    "control_plane: exactly one of ca_fingerprint, ca and plaintext = true is needed",
                ));
            }
        };
        Ok(Address {
            host: self.host.clone(),
            port: self.port,
            security,
        })
    }
}
