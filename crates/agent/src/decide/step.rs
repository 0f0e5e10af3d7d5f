//! The steps that a driver takes for the machine, and what can come of them.

use std::{sync::Arc, time::Duration};

use landfall_core::id::AccountNumber;

use crate::state::{Content, State};

/// What to do next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Next {
    /// Take this step, and say what came of it.
    Do(Step),
    /// Nothing before this moment of the steady clock, unless something is received; none for as long as nothing is.
    Wait(Option<Duration>),
}

/// One step. Each may be taken again after a crash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Make the data plane's files hold this in these slots.
    Put {
        /// The slots.
        slots: Arc<[Placed]>,
        /// Whether these are all slots there are: whatever else lies among the data plane's files is removed.
        all: bool,
    },
    /// Have the data plane check its configuration.
    Check,
    /// Have it load its configuration.
    Reload,
    /// See whether it serves.
    Probe,
    /// Store the state, durably.
    Store(Arc<State>),
}

/// What is to be in a slot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed {
    /// The slot.
    pub slot: AccountNumber,
    /// What is to be in it.
    pub content: Content,
}

/// What came of a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It is done.
    Done,
    /// These accounts are at fault, each with the reason. After [`Step::Put`] their files are as they were, all others as
    /// they were to be.
    Accounts(Vec<(AccountNumber, String)>),
    /// The configuration as a whole is refused, and it is not said by whose fault.
    Refused(String),
    /// The server is at fault: its disk, its data plane, or what should be run is not there.
    Server(String),
}
