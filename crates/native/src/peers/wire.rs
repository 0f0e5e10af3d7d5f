//! Questions and answers as they travel.

use landfall_control::{
    PassedCommand, Question,
    feed::LogKey,
    query::{PopShare, PopsAsked, Propagation},
};
use landfall_core::{
    id::{
        AccountNumber, Cursor, DeployRequestId, Generation, LogId, PopId, Revision, ServerId,
        TenantId, Timestamp,
    },
    model::{Environment, Platform, Release, ServerMembership, ServerProgress},
};
use serde::{Deserialize, Serialize};

/// A question.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AskedWire {
    /// The fencing number of the owner that is meant.
    pub(super) fencing: u64,
    tenant: TenantId,
    platform: Platform,
    environment: Environment,
    releases: Vec<ReleaseWire>,
    handed_over_at: Timestamp,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ReleaseWire {
    request: DeployRequestId,
    generation: Generation,
    log: LogId,
    slot: AccountNumber,
    revision: Revision,
    pops: Option<Vec<PopId>>,
    rolled_back_at: Option<Revision>,
}

impl AskedWire {
    pub(super) fn new(fencing: u64, question: &Question) -> Self {
        Self {
            fencing,
            tenant: question.tenant.clone(),
            platform: question.platform,
            environment: question.environment,
            releases: (question.releases.iter())
                .map(|release| ReleaseWire {
                    request: release.request,
                    generation: release.generation,
                    log: release.log,
                    slot: release.slot.clone(),
                    revision: release.revision,
                    pops: release.pops.clone(),
                    rolled_back_at: release.rolled_back_at,
                })
                .collect(),
            handed_over_at: question.handed_over_at,
        }
    }

    pub(super) fn question(self) -> Question {
        Question {
            tenant: self.tenant,
            platform: self.platform,
            environment: self.environment,
            releases: (self.releases.into_iter())
                .map(|release| Release {
                    request: release.request,
                    generation: release.generation,
                    log: release.log,
                    slot: release.slot,
                    revision: release.revision,
                    pops: release.pops,
                    rolled_back_at: release.rolled_back_at,
                })
                .collect(),
            handed_over_at: self.handed_over_at,
        }
    }
}

/// An answer: each POP's name, how many servers have landed it, how many there are, and on how many of them it failed.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CountedWire {
    pops: Vec<(String, u64, u64, u64)>,
}

impl CountedWire {
    pub(super) fn new(propagation: &Propagation) -> Self {
        let pops = propagation.pops.iter();
        Self {
            pops: pops
                .map(|pop| (pop.name.to_string(), pop.done, pop.all, pop.exceptions))
                .collect(),
        }
    }

    /// None if the counts cannot be.
    pub(super) fn propagation(self) -> Option<Propagation> {
        let pops = self.pops.into_iter().map(|(name, done, all, exceptions)| {
            let possible = done.checked_add(exceptions).is_some_and(|sum| sum <= all);
            (all > 0 && possible).then(|| PopShare {
                name: name.into(),
                done,
                all,
                exceptions,
            })
        });
        Some(Propagation {
            pops: pops.collect::<Option<_>>()?,
        })
    }
}

/// A question about POPs.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AskedPopsWire {
    /// The fencing number of the owner that is meant.
    pub(super) fencing: u64,
    pub(super) asked: PopsAsked,
}

/// A question about servers.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AskedServersWire {
    /// The fencing number of the owner that is meant.
    pub(super) fencing: u64,
    pub(super) servers: Vec<ServerId>,
}

/// A question about what servers can do.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AskedTypesWire {
    /// The fencing number of the owner that is meant.
    pub(super) fencing: u64,
    fleets: Vec<(TenantId, Platform, Environment)>,
}

impl AskedTypesWire {
    pub(super) fn new(fencing: u64, fleets: &[LogKey]) -> Self {
        let fleets = fleets.iter();
        Self {
            fencing,
            fleets: fleets
                .map(|key| (key.tenant.clone(), key.platform, key.environment))
                .collect(),
        }
    }

    pub(super) fn fleets(self) -> Vec<LogKey> {
        let fleets = self.fleets.into_iter();
        fleets
            .map(|(tenant, platform, environment)| LogKey {
                tenant,
                platform,
                environment,
            })
            .collect()
    }
}

/// A command about servers.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CommandWire {
    /// The fencing number of the owner that is meant.
    pub(super) fencing: u64,
    pub(super) command: PassedCommand,
}

/// How far each server has got.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ServersWire {
    servers: Vec<ServerWire>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ServerWire {
    server: ServerId,
    membership: ServerMembership,
    cursor: Cursor,
    counted: Cursor,
    last_seen_at: Option<Timestamp>,
    exceptions: Vec<(AccountNumber, Revision)>,
}

impl ServersWire {
    pub(super) fn new(progress: Vec<ServerProgress>) -> Self {
        let servers = progress.into_iter().map(|progress| ServerWire {
            server: progress.server,
            membership: progress.membership,
            cursor: progress.cursor,
            counted: progress.counted,
            last_seen_at: progress.last_seen_at,
            exceptions: progress.exceptions,
        });
        Self {
            servers: servers.collect(),
        }
    }

    pub(super) fn progress(self) -> Vec<ServerProgress> {
        let servers = self.servers.into_iter().map(|server| ServerProgress {
            server: server.server,
            membership: server.membership,
            cursor: server.cursor,
            counted: server.counted,
            last_seen_at: server.last_seen_at,
            exceptions: server.exceptions,
        });
        servers.collect()
    }
}
