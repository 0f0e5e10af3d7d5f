//! Where change logs stand, deploy requests and what they released.

use landfall_core::{
    id::{
        AccountNumber, DeployRequestId, Epoch, Generation, LogId, OrganizationId, PolicyId, PopId,
        Revision, TenantId, Timestamp, UserId,
    },
    model::{DeployRequest, DeployState, Environment, LogHead, Platform, Release, Transition},
};
use serde::{Deserialize, Serialize};

use super::time;

#[derive(Serialize, Deserialize)]
#[serde(remote = "LogHead", deny_unknown_fields)]
pub(super) struct LogLine {
    id: LogId,
    tenant: TenantId,
    platform: Platform,
    environment: Environment,
    epoch: Epoch,
    head: Revision,
    #[serde(default, skip_serializing_if = "is_start")]
    floor: Revision,
}

/// Whether a revision stands before the first entry.
#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde hands a member over so"
)]
fn is_start(revision: &Revision) -> bool {
    *revision == Revision(0)
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "DeployRequest", deny_unknown_fields)]
pub(super) struct DeployRequestLine {
    id: DeployRequestId,
    tenant: TenantId,
    account: OrganizationId,
    policy: PolicyId,
    platform: Platform,
    environment: Environment,
    state: DeployState,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    message: String,
    submitter: UserId,
    #[serde(with = "history")]
    history: Vec<Transition>,
    #[serde(with = "time")]
    created_at: Timestamp,
    #[serde(with = "time")]
    updated_at: Timestamp,
}

/// The steps of a request.
mod history {
    use landfall_core::{
        id::{Timestamp, UserId},
        model::{DeployState, Transition},
    };
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use super::time;

    #[derive(Serialize, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Step {
        id: u64,
        state: DeployState,
        #[serde(with = "time")]
        at: Timestamp,
        user: UserId,
    }

    pub(super) fn serialize<S: Serializer>(
        history: &[Transition],
        to: S,
    ) -> Result<S::Ok, S::Error> {
        to.collect_seq(history.iter().map(|step| Step {
            id: step.id,
            state: step.state,
            at: step.at,
            user: step.user,
        }))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        from: D,
    ) -> Result<Vec<Transition>, D::Error> {
        let steps = Vec::<Step>::deserialize(from)?;
        let transitions = steps.into_iter().map(|step| Transition {
            id: step.id,
            state: step.state,
            at: step.at,
            user: step.user,
        });
        Ok(transitions.collect())
    }
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "Release", deny_unknown_fields)]
pub(super) struct ReleaseLine {
    request: DeployRequestId,
    generation: Generation,
    log: LogId,
    slot: AccountNumber,
    revision: Revision,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pops: Option<Vec<PopId>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    rolled_back_at: Option<Revision>,
}
