//! `landfall fleet`.

use clap::{Args, Subcommand};
use landfall_control::admin::{AdminCommand, FleetChange};
use landfall_core::{
    id::TenantId,
    model::{Environment, Platform},
};

use super::{Repeatable, Sent};
use crate::simulate::SimulateArguments;

#[derive(Debug, Subcommand)]
pub(crate) enum FleetCommand {
    /// Hand nothing over to servers until they are thawed; deploy requests are taken and wait, what was handed over goes on
    Freeze {
        #[command(flatten)]
        fleet: FleetArguments,
        /// Why; submitters get to read it
        #[arg(long, value_name = "TEXT")]
        reason: String,
        #[command(flatten)]
        repeatable: Repeatable,
    },
    /// Hand over again, what has waited first
    Thaw {
        #[command(flatten)]
        fleet: FleetArguments,
        #[command(flatten)]
        repeatable: Repeatable,
    },
    /// List what is frozen
    Frozen,
    // What it says of itself stands with its arguments.
    Simulate(Box<SimulateArguments>),
}

/// Which servers.
#[derive(Debug, Args)]
pub(crate) struct FleetArguments {
    /// The tenant
    #[arg(long)]
    tenant: TenantId,
    /// http_large, http_small or adn [default: all]
    #[arg(long)]
    platform: Option<Platform>,
    /// production or staging [default: both]
    #[arg(long)]
    environment: Option<Environment>,
}

/// What such a command asks for.
pub(in crate::cli) enum FleetWork {
    /// Something that the control plane does.
    Sent(Box<Sent>),
    /// Something that this process does.
    Simulate(Box<SimulateArguments>),
}

impl FleetCommand {
    pub(in crate::cli) fn into_work(self) -> FleetWork {
        FleetWork::Sent(Box::new(match self {
            Self::Freeze {
                fleet,
                reason,
                repeatable,
            } => {
                let freeze = AdminCommand::FleetFreeze(fleet.change(reason));
                (freeze, repeatable.idempotency_key)
            }
            Self::Thaw { fleet, repeatable } => {
                let thaw = AdminCommand::FleetThaw(fleet.change(String::new()));
                (thaw, repeatable.idempotency_key)
            }
            Self::Frozen => (AdminCommand::FleetFrozen, None),
            Self::Simulate(arguments) => return FleetWork::Simulate(arguments),
        }))
    }
}

impl FleetArguments {
    fn change(self, reason: String) -> FleetChange {
        FleetChange {
            tenant: self.tenant,
            platform: self.platform,
            environment: self.environment,
            reason,
        }
    }
}
