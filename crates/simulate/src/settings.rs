//! What simulated servers are told.

use std::{
    num::{NonZeroU32, NonZeroU64},
    time::Duration,
};

use landfall_agent::{Address, Backoff};
use landfall_core::id::{AccountNumber, ServerId};

/// What a server does with a change before it takes note of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Checking {
    /// Nothing: signature and digest are believed. For measurements of the transport alone; no agent may do that.
    Nothing,
    /// What every agent has to: for whom it is, its order, its signature and its digest.
    #[default]
    Signed,
    /// The same, and the payload is unpacked.
    Unpacked,
}

/// An account whose changes fail on some servers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The account.
    pub account: AccountNumber,
    /// Every so many servers, by their numbers: 1 for all of them.
    pub one_in: NonZeroU64,
    /// What they give as the reason.
    pub reason: String,
}

impl Fault {
    /// Whether that account fails on that server.
    pub(crate) fn hits(&self, server: ServerId, slot: &AccountNumber) -> bool {
        self.account.value() == slot.value() && server.0.is_multiple_of(self.one_in.get())
    }
}

/// Settings of all servers of a process.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Where the control plane is.
    pub address: Address,
    /// How many of the servers run, the first ones by number; none for all.
    pub servers: Option<usize>,
    /// What is checked.
    pub checking: Checking,
    /// How long a server takes to apply what has come: drawn anew for each batch, evenly between these.
    pub takes: (Duration, Duration),
    /// How many servers apply something in a second, all together; none for as many as can.
    pub rate: Option<NonZeroU32>,
    /// Accounts that fail.
    pub faults: Vec<Fault>,
    /// Pauses between attempts to connect.
    pub connect: Backoff,
    /// Pauses before what has failed is tried again.
    pub retry: Backoff,
    /// How many servers dial at a time.
    pub dialling: usize,
}

impl Settings {
    /// Servers as quick as they can be, on which nothing fails.
    pub fn new(address: Address) -> Self {
        Self {
            address,
            servers: None,
            checking: Checking::default(),
            takes: (Duration::ZERO, Duration::ZERO),
            rate: None,
            faults: Vec::new(),
            connect: Backoff::CONNECT,
            retry: Backoff::SLOT,
            dialling: 256,
        }
    }
}
