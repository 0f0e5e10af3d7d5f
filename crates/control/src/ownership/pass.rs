//! Commands about servers, given to a process that does not have their streams: they are passed on, whole, to the one that has.
//! A command is given to one process only: when it has gone out and no answer comes, nobody knows whether it was done, and the
//! operator is told that.

use landfall_core::model::Actor;
use serde::{Deserialize, Serialize};
use tokio::time::{Instant, timeout_at};

use super::{
    Role,
    state::Heard,
    term::{ASKING, NEXT_TRY},
};
use crate::{
    Control, ControlError, Provenance,
    admin::{AdminReply, AdminRequest},
};

/// A command on its way to the owner of the fleet.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PassedCommand {
    /// What to do.
    pub request: AdminRequest,
    /// Who gave it.
    pub actor: Actor,
    /// The id of the request by which it came.
    pub request_id: Option<String>,
}

/// What the owner says to it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PassedReply {
    /// It was done.
    Done(AdminReply),
    /// What was named is not there.
    NotFound(String),
    /// It cannot be asked for like that.
    Invalid(String),
    /// Not in this state.
    Conflict(String),
    /// The owner cannot do it now; its log says why.
    Failed,
}

impl PassedReply {
    fn of(done: Result<AdminReply, ControlError>) -> Self {
        match done {
            Ok(reply) => Self::Done(reply),
            Err(ControlError::NotFound(detail)) => Self::NotFound(detail),
            Err(ControlError::Invalid(detail)) => Self::Invalid(detail),
            Err(ControlError::Conflict(detail)) => Self::Conflict(detail),
            Err(error @ (ControlError::Unavailable(_) | ControlError::Internal(_))) => {
                tracing::error!(%error, "a command that another process has passed on failed");
                Self::Failed
            }
        }
    }

    fn into_result(self, owner: &Heard) -> Result<AdminReply, ControlError> {
        match self {
            Self::Done(reply) => Ok(reply),
            Self::NotFound(detail) => Err(ControlError::NotFound(detail)),
            Self::Invalid(detail) => Err(ControlError::Invalid(detail)),
            Self::Conflict(detail) => Err(ControlError::Conflict(detail)),
            Self::Failed => Err(ControlError::Unavailable(format!(
                "the fleet's owner at {} could not do it; its log says why",
                owner.address
            ))),
        }
    }
}

impl Control {
    /// Has whoever counts the fleet do a command; none where that is this process.
    pub(crate) async fn passed_on(
        &self,
        request: &AdminRequest,
        provenance: &Provenance,
    ) -> Option<Result<AdminReply, ControlError>> {
        let deadline = Instant::now() + ASKING;
        let mut changes = self.ownership.changes();
        let mut why = "nobody is known to count it".to_owned();
        let command = PassedCommand {
            request: request.clone(),
            actor: provenance.actor,
            request_id: provenance.request_id.clone(),
        };
        loop {
            if self.ownership.owned(self.clock.elapsed()).is_some() {
                return None;
            }
            if let Some(owner) = self.ownership.owner(self.clock.elapsed()) {
                match self.pass_to(&owner, &command, deadline).await {
                    Ok(Some(reply)) => return Some(reply.into_result(&owner)),
                    // It was not done, and there will be another owner in a moment.
                    Ok(None) => why = format!("{} is no longer it", owner.address),
                    Err(error) => return Some(Err(ControlError::Unavailable(error))),
                }
            }
            let pause = deadline.min(Instant::now() + NEXT_TRY);
            // News or none, then the next try.
            let _ = timeout_at(pause, changes.changed()).await;
            if Instant::now() >= deadline {
                return Some(Err(ControlError::Unavailable(format!(
                    "the fleet's owner has the servers' streams and cannot be asked: {why}"
                ))));
            }
        }
    }

    async fn pass_to(
        &self,
        owner: &Heard,
        command: &PassedCommand,
        deadline: Instant,
    ) -> Result<Option<PassedReply>, String> {
        let link = self.link_to(owner)?;
        let asked = link.pass(&owner.address, owner.fencing, command);
        let unknown = |why: &str| {
            format!(
                "{}, which owns the fleet, was given the command and gave no answer ({why}); `landfall server list` shows whether it was done",
                owner.address
            )
        };
        match timeout_at(deadline, asked).await {
            Ok(answer) => answer.map_err(|error| unknown(&error.to_string())),
            Err(_) => Err(unknown("too late")),
        }
    }

    /// Does a command for another process that takes this one for the owner of that fencing number; none if it is not, and the
    /// command was not done.
    pub async fn command_for_another(
        &self,
        fencing: u64,
        command: PassedCommand,
    ) -> Option<PassedReply> {
        let owner = Role::Owner {
            fencing: Some(fencing),
        };
        if self.role() != owner {
            return None;
        }
        if !command.request.command.is_the_owner_s() {
            let detail = "this command is done by whichever process gets it";
            return Some(PassedReply::Invalid(detail.to_owned()));
        }
        let provenance = Provenance {
            actor: command.actor,
            correlation_id: None,
            request_id: command.request_id,
        };
        let done = self.administer_here(command.request, &provenance).await;
        Some(PassedReply::of(done))
    }
}
