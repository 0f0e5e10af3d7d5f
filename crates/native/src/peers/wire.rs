//! Questions and answers as they travel.

use landfall_control::{
    Question,
    query::{PopShare, Propagation},
};
use landfall_core::{
    id::{AccountNumber, DeployRequestId, Generation, LogId, PopId, Revision, TenantId},
    model::{Environment, Platform, Release},
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
