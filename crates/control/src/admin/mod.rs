//! What operators do: the same commands offline against the store and through the administration socket of a running server.
//!
//! Whoever can open the store's files or the socket owns the installation, so nothing here is bound to a view. Each command
//! is one transaction with its event.

mod clients;
mod command;
mod counters;
mod deploy_views;
mod execute;
mod export;
mod fleet;
mod import;
mod install;
mod keys;
mod organizations;
mod reply;
mod review;
mod servers;
mod tenants;
mod tokens;
mod users;
mod vipmp;
mod whole;

pub use command::{
    AdminCommand, AdminRequest, FleetChange, NewClient, NewOrganization, NewRuling, NewServer,
    NewServers, NewTenant, NewToken, NewUser, ReviewChange, TenantChange,
};
pub use counters::{check_counters, rebuild_counters};
pub use deploy_views::{FreezeView, ReviewView, ReviewsView, RuledView};
pub use import::{BadLine, ImportOutcome, LONGEST_LINE, ObjectLine, read_lines};
pub use install::{Installation, Installed, install, install_empty};
pub use keys::new_installation_keys;
pub(crate) use reply::token_id;
pub use reply::{
    AdminReply, ClientView, EventView, InvitationView, OrganizationView, RoleView, ServerView,
    TenantView, TokenView, UserView,
};
pub(crate) use vipmp::{Draw, was_taken};
pub use whole::{Original, copy, restore};
