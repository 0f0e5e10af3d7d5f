//! The adapter `files`: accounts' files, and commands of the local configuration.

use std::sync::Arc;

use async_trait::async_trait;
use landfall_core::rules::policy::Capabilities;

use super::{Adapter, Files, Hook, Hooks, command::Ended};
use crate::{
    decide::{Outcome, Placed},
    payloads::Payloads,
};

/// Files for accounts, and commands that check, reload and probe whoever reads them.
#[derive(Debug)]
pub struct FilesAdapter {
    files: Files,
    hooks: Hooks,
    able: Capabilities,
}

impl FilesAdapter {
    /// With these files and commands, before a data plane that can do what a first adapter must be able to.
    pub fn new(files: Files, hooks: Hooks) -> Self {
        Self {
            files,
            hooks,
            able: Capabilities::first_adapter(),
        }
    }

    /// The same before a data plane that can do this.
    #[must_use]
    pub fn able(mut self, able: Capabilities) -> Self {
        self.able = able;
        self
    }

    async fn run(&self, hook: Option<&Hook>, badly: fn(String) -> Outcome) -> Outcome {
        let Some(hook) = hook else {
            return Outcome::Done;
        };
        match hook.run(self.files.folder()).await {
            Ended::Well => Outcome::Done,
            Ended::Badly(reason) => badly(reason),
            // Nothing is said about any account by a program that is not there.
            Ended::NotStarted(reason) => Outcome::Server(reason),
        }
    }
}

#[async_trait]
impl Adapter for FilesAdapter {
    fn name(&self) -> &'static str {
        "files"
    }

    fn capabilities(&self) -> Vec<String> {
        self.able.types().map(str::to_owned).collect()
    }

    fn reloads(&self) -> bool {
        self.hooks.reload.is_some()
    }

    async fn put(&self, slots: Arc<[Placed]>, all: bool, payloads: Arc<dyn Payloads>) -> Outcome {
        let files = self.files.clone();
        let put = tokio::task::spawn_blocking(move || files.put(&slots, all, &*payloads));
        (put.await)
            .unwrap_or_else(|error| Outcome::Server(format!("writing files broke off: {error}")))
    }

    async fn check(&self) -> Outcome {
        self.run(self.hooks.check.as_ref(), Outcome::Refused).await
    }

    async fn reload(&self) -> Outcome {
        // Whose rules are at fault is for the check to find out. A reload that is refused is the server's failure.
        self.run(self.hooks.reload.as_ref(), Outcome::Server).await
    }

    async fn probe(&self) -> Outcome {
        self.run(self.hooks.probe.as_ref(), Outcome::Refused).await
    }
}
