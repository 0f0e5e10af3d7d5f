//! The commands of operators, as arguments; one file for each kind of thing.

mod client;
mod fleet;
mod organization;
mod repeatable;
mod review;
mod server;
mod tenant;
mod token;
mod user;

pub(super) use client::ClientCommand;
pub(super) use fleet::{FleetCommand, FleetWork};
pub(super) use organization::OrganizationCommand;
use repeatable::{Repeatable, Sent};
pub(super) use review::ReviewCommand;
pub(super) use server::ServerCommand;
pub(super) use tenant::TenantCommand;
pub(super) use token::TokenCommand;
pub(super) use user::UserCommand;
