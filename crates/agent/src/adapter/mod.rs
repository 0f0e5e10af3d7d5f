//! The data plane, as the agent sees it: something that takes rules of accounts, checks them, loads them, and can be asked
//! whether it serves.
//!
//! [`Files`] writes a file for each account; [`Hooks`] are commands of the local configuration. Both together are the
//! [`FilesAdapter`].

mod able;
mod bounded;
mod command;
mod files;
mod files_adapter;
mod generation;
mod names;
#[cfg(test)]
mod tests;

use std::sync::Arc;

pub use able::able_to;
use async_trait::async_trait;
pub use command::{Hook, Hooks};
pub use files::Files;
pub use files_adapter::FilesAdapter;

use crate::{
    decide::{Outcome, Placed},
    payloads::Payloads,
};

/// A data plane. Every call ends within a time limit of its own, may be made again after a crash at any instant, and says in
/// words what is wrong. A call that is dropped leaves nothing running.
#[async_trait]
pub trait Adapter: Send + Sync {
    /// Its name, as the control plane shows it.
    fn name(&self) -> &str;

    /// What it can do: names of match and feature types. An empty list says nothing: the control plane then takes it for what a first
    /// adapter must be able to.
    fn capabilities(&self) -> Vec<String>;

    /// Whether loading is worth sparing. What loads by itself need not wait for its turn.
    fn reloads(&self) -> bool {
        true
    }

    /// Makes the files hold this in these slots. With `all` these are all slots there are, and other accounts' files go.
    async fn put(&self, slots: Arc<[Placed]>, all: bool, payloads: Arc<dyn Payloads>) -> Outcome;

    /// Has the configuration in the files checked, without loading it.
    async fn check(&self) -> Outcome;

    /// Has it loaded.
    async fn reload(&self) -> Outcome;

    /// Sees whether what was loaded serves.
    async fn probe(&self) -> Outcome;
}
