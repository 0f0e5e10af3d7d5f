//! `landfall review`.

use clap::{Args, Subcommand};
use landfall_control::admin::{AdminCommand, NewRuling, ReviewChange};
use landfall_core::{
    id::{AccountNumber, DeployRequestId, TenantId},
    model::Environment,
    rules::deploying::Decision,
};

use super::{Repeatable, Sent};

#[derive(Debug, Subcommand)]
pub(crate) enum ReviewCommand {
    /// List the deploy requests that wait for a decision, and the accounts that have them reviewed
    List {
        /// The tenant
        #[arg(long)]
        tenant: TenantId,
    },
    /// Let a deploy request go to the fleet
    Approve(RulingArguments),
    /// Refuse a deploy request for good; needs --reason
    Reject(RulingArguments),
    /// Say that somebody else has to decide
    Escalate(RulingArguments),
    /// Have another person look at an account's deploy requests before they go to the fleet
    On {
        #[command(flatten)]
        place: PlaceArguments,
        /// Minutes for a decision; then a request is escalated
        #[arg(long, default_value_t = 240, value_parser = clap::value_parser!(u32).range(1..=40_320))]
        minutes: u32,
        #[command(flatten)]
        repeatable: Repeatable,
    },
    /// Have an account's deploy requests go to the fleet as soon as they are verified; those that wait go on waiting
    Off {
        #[command(flatten)]
        place: PlaceArguments,
        #[command(flatten)]
        repeatable: Repeatable,
    },
}

/// Whose requests.
#[derive(Debug, Args)]
pub(crate) struct PlaceArguments {
    /// The tenant
    #[arg(long)]
    tenant: TenantId,
    /// The account's number, such as 0001
    #[arg(long, value_name = "NUMBER")]
    account: AccountNumber,
    /// production or staging [default: both]
    #[arg(long)]
    environment: Option<Environment>,
}

/// A decision. It is recorded as that user's, who has to be another than the submitter and needs the role business-admin at the
/// account or above it.
#[derive(Debug, Args)]
pub(crate) struct RulingArguments {
    /// The deploy request's number
    request: DeployRequestId,
    /// The tenant
    #[arg(long)]
    tenant: TenantId,
    /// Who decides, by e-mail address
    #[arg(long, value_name = "EMAIL")]
    user: String,
    /// Why; the submitter gets to read it
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    #[command(flatten)]
    repeatable: Repeatable,
}

impl ReviewCommand {
    pub(in crate::cli) fn into_command(self) -> Sent {
        match self {
            Self::List { tenant } => (AdminCommand::ReviewList { tenant }, None),
            Self::Approve(arguments) => arguments.ruling(Decision::Approve),
            Self::Reject(arguments) => arguments.ruling(Decision::Reject),
            Self::Escalate(arguments) => arguments.ruling(Decision::Escalate),
            Self::On {
                place,
                minutes,
                repeatable,
            } => {
                let on = AdminCommand::ReviewOn(place.change(Some(minutes * 60)));
                (on, repeatable.idempotency_key)
            }
            Self::Off { place, repeatable } => {
                let off = AdminCommand::ReviewOff(place.change(None));
                (off, repeatable.idempotency_key)
            }
        }
    }
}

impl PlaceArguments {
    fn change(self, within: Option<u32>) -> ReviewChange {
        ReviewChange {
            tenant: self.tenant,
            account: self.account,
            environment: self.environment,
            within,
        }
    }
}

impl RulingArguments {
    fn ruling(self, decision: Decision) -> Sent {
        let ruling = NewRuling {
            tenant: self.tenant,
            request: self.request,
            decision,
            user: self.user,
            reason: self.reason,
        };
        let key = self.repeatable.idempotency_key;
        (AdminCommand::ReviewDecide(ruling), key)
    }
}
