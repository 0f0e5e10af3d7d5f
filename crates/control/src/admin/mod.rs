//! What operators do: the same commands offline against the store and through the administration socket of a running server.
//!
//! Whoever can open the store's files or the socket owns the installation, so nothing here is bound to a view. Each command
//! is one transaction with its event.

mod clients;
mod command;
mod counters;
mod execute;
mod export;
mod import;
mod install;
mod keys;
mod organizations;
mod reply;
mod tenants;
mod tokens;
mod users;
mod vipmp;
mod whole;

pub use command::{
    AdminCommand, AdminRequest, NewClient, NewOrganization, NewTenant, NewToken, NewUser,
    TenantChange,
};
pub use counters::{check_counters, rebuild_counters};
pub use import::{BadLine, ImportOutcome, LONGEST_LINE, ObjectLine, read_lines};
pub use install::{Installation, Installed, install, install_empty};
pub use keys::new_installation_keys;
pub(crate) use reply::token_id;
pub use reply::{
    AdminReply, ClientView, EventView, OrganizationView, RoleView, TenantView, TokenView, UserView,
};
pub(crate) use vipmp::Draw;
pub use whole::{Original, copy, restore};
