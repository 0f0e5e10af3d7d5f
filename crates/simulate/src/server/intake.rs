//! Changes as they come, until their batch is whole. Of a change that was found good only its slot and its revision are kept.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use landfall_agent::state::PublicKey;
use landfall_core::{
    id::{AccountNumber, Cursor, LogId, Revision},
    rules::log::{AnnouncedKey, LOG_SLOT},
};
use landfall_protocol::{Change, ReadyKeys, Sweep, Trust, unpack};

use crate::Checking;

/// What has come of the log and is not whole yet.
pub(super) struct Intake {
    trust: Trust,
    /// Every server checks every signature, with what all of a process have made ready together.
    ready: Arc<ReadyKeys>,
    checking: Checking,
    log: LogId,
    /// Behind the last change.
    at: Cursor,
    /// The end of the last whole batch.
    through: Revision,
    changes: Vec<(AccountNumber, Revision)>,
    /// Keys of a batch that is not whole yet.
    keys: BTreeMap<u64, PublicKey>,
    slots: BTreeSet<AccountNumber>,
}

/// A whole batch.
#[derive(Debug)]
pub(super) struct Batch {
    pub(super) changes: Vec<(AccountNumber, Revision)>,
    pub(super) keys: BTreeMap<u64, PublicKey>,
    pub(super) through: Revision,
}

impl Intake {
    /// Of a log that follows from `start`.
    pub(super) fn new(
        trust: Trust,
        ready: Arc<ReadyKeys>,
        checking: Checking,
        log: LogId,
        start: Cursor,
    ) -> Self {
        Self {
            trust,
            ready,
            checking,
            log,
            at: start,
            through: start.revision,
            changes: Vec::new(),
            keys: BTreeMap::new(),
            slots: BTreeSet::new(),
        }
    }

    /// The same server, another start. Keys of a batch that did not become whole are announced again.
    pub(super) fn begin_anew(&mut self, log: LogId, start: Cursor) {
        let unsure = std::mem::take(&mut self.keys);
        (self.trust.keys).retain(|(number, _)| !unsure.contains_key(number));
        self.log = log;
        self.at = start;
        self.through = start.revision;
        self.changes = Vec::new();
        self.slots = BTreeSet::new();
    }

    /// Verifies a change.
    pub(super) fn change(&mut self, change: &Change) -> Result<(), String> {
        let revision = change.revision;
        self.verified(change)
            .map_err(|reason| format!("revision {revision} of the log is not believed: {reason}"))
    }

    fn verified(&mut self, change: &Change) -> Result<(), String> {
        if self.checking != Checking::Nothing {
            let (log, at) = (self.log, self.at);
            let trusted = (self.trust).check_one_of_many(change, log, at, &self.ready);
            trusted.map_err(|distrust| distrust.to_string())?;
        }
        self.at.revision = change.revision;
        if change.slot.value() == LOG_SLOT {
            return self.announced(&change.payload);
        }
        if self.checking == Checking::Unpacked && change.digest.is_some() {
            unpack(&change.payload).map_err(|error| error.to_string())?;
        }
        self.changes.push((change.slot.clone(), change.revision));
        Ok(())
    }

    /// A key that the present one announces is believed from here on.
    fn announced(&mut self, payload: &[u8]) -> Result<(), String> {
        let document = unpack(payload).map_err(|error| error.to_string())?;
        let key = AnnouncedKey::read(&document).map_err(|error| error.to_string())?;
        let known = self
            .trust
            .keys
            .iter()
            .find(|(number, _)| *number == key.number);
        match known {
            Some((_, known)) if *known == key.public => {}
            Some(_) => {
                return Err(format!(
                    "it announces another key {} than the one that is known",
                    key.number
                ));
            }
            None => {
                self.trust.keys.push((key.number, key.public));
                self.keys.insert(key.number, key.public);
            }
        }
        Ok(())
    }

    /// The batch is whole.
    pub(super) fn end(&mut self, through: Revision) -> Result<Batch, String> {
        if through < self.at.revision || through < self.through {
            return Err(format!(
                "a batch ends at revision {through}, before what is in it"
            ));
        }
        self.at.revision = through;
        self.through = through;
        Ok(Batch {
            changes: std::mem::take(&mut self.changes),
            keys: std::mem::take(&mut self.keys),
            through,
        })
    }

    /// A piece of the list of all slots; the whole list with the last one.
    pub(super) fn sweep(&mut self, piece: Sweep) -> Option<BTreeSet<AccountNumber>> {
        self.slots.extend(piece.slots);
        piece.last.then(|| std::mem::take(&mut self.slots))
    }
}
