//! Changes as they come, verified one by one, until their batch is whole.

use std::collections::{BTreeMap, BTreeSet};

use bytes::Bytes;
use landfall_core::{
    id::{AccountNumber, Cursor, LogId, Revision},
    rules::log::{AnnouncedKey, LOG_SLOT},
};
use landfall_protocol::{Change, ReadyKeys, Sweep, Trust, unpack};

use crate::{
    decide::{Batch, Received},
    state::{Digest, Entry, PublicKey},
    worker::Told,
};

/// Bytes of payloads that may come before their batch ends.
const BYTES: usize = 64 * 1024 * 1024;
/// So much is put together while the log's end is far: each round of the worker looks at all that the server has, so few large
/// ones are much less work than many small ones.
const GATHERED_BYTES: usize = 8 * 1024 * 1024;
const GATHERED_CHANGES: usize = 16_384;
/// Slots that a list of all slots may have.
const SLOTS: usize = 4_000_000;

/// What has come of the log and is not whole yet.
pub(super) struct Intake {
    trust: Trust,
    ready: ReadyKeys,
    log: LogId,
    /// Behind the last change.
    at: Cursor,
    /// The end of the last whole batch.
    through: Cursor,
    changes: Vec<(AccountNumber, Entry)>,
    payloads: Vec<(Digest, Bytes)>,
    /// Bytes of payloads behind the last batch, and of all that is here.
    bytes: usize,
    gathered: usize,
    keys: BTreeMap<u64, PublicKey>,
    whole: Whole,
    slots: BTreeSet<AccountNumber>,
}

/// How much of it is of batches that are whole.
#[derive(Default)]
struct Whole {
    changes: usize,
    payloads: usize,
    keys: BTreeMap<u64, PublicKey>,
}

impl Intake {
    /// Of a log that follows from `start`.
    pub(super) fn new(trust: Trust, log: LogId, start: Cursor) -> Self {
        Self {
            trust,
            ready: ReadyKeys::default(),
            log,
            at: start,
            through: start,
            changes: Vec::new(),
            payloads: Vec::new(),
            bytes: 0,
            gathered: 0,
            keys: BTreeMap::new(),
            whole: Whole::default(),
            slots: BTreeSet::new(),
        }
    }

    /// The same agent, another start.
    pub(super) fn begin_anew(&mut self, log: LogId, start: Cursor) {
        let mut trust = self.trust.clone();
        // Keys of a batch that did not become whole are announced again.
        trust
            .keys
            .retain(|(number, _)| !self.keys.contains_key(number));
        let ready = std::mem::take(&mut self.ready);
        *self = Self {
            ready,
            ..Self::new(trust, log, start)
        };
    }

    /// The end of the last whole batch.
    pub(super) fn through(&self) -> Cursor {
        self.through
    }

    /// Verifies a change before anything is made of it.
    pub(super) fn change(&mut self, change: Change) -> Result<(), String> {
        let revision = change.revision;
        self.verified(change)
            .map_err(|reason| format!("revision {revision} of the log is not believed: {reason}"))
    }

    fn verified(&mut self, change: Change) -> Result<(), String> {
        let (log, at) = (self.log, self.at);
        let trusted = (self.trust).check_one_of_many(&change, log, at, &self.ready);
        trusted.map_err(|distrust| distrust.to_string())?;
        self.bytes += change.payload.len();
        self.gathered += change.payload.len();
        if self.bytes > BYTES {
            return Err("its batch does not end".to_owned());
        }
        self.at.revision = change.revision;
        if change.slot.value() == LOG_SLOT {
            return self.announced(&change.payload);
        }
        let content = change.digest.map(Digest);
        if let Some(digest) = content {
            self.payloads.push((digest, change.payload));
        }
        let entry = Entry {
            epoch: self.at.epoch,
            revision: change.revision,
            generation: change.generation,
            content,
        };
        self.changes.push((change.slot, entry));
        Ok(())
    }

    /// A key that the present one announces is believed from here on.
    fn announced(&mut self, payload: &[u8]) -> Result<(), String> {
        let document = unpack(payload).map_err(|error| error.to_string())?;
        let key = AnnouncedKey::read(&document).map_err(|error| error.to_string())?;
        if let Some((_, known)) = self
            .trust
            .keys
            .iter()
            .find(|(number, _)| *number == key.number)
        {
            return if *known == key.public {
                Ok(())
            } else {
                Err(format!(
                    "it announces another key {} than the one that is known",
                    key.number
                ))
            };
        }
        self.trust.keys.push((key.number, key.public));
        self.keys.insert(key.number, key.public);
        Ok(())
    }

    /// The batch is whole.
    pub(super) fn end(&mut self, through: Revision) -> Result<(), String> {
        if through < self.at.revision || through < self.through.revision {
            return Err(format!(
                "a batch ends at revision {through}, before what is in it"
            ));
        }
        self.at.revision = through;
        self.through = self.at;
        self.bytes = 0;
        self.whole.changes = self.changes.len();
        self.whole.payloads = self.payloads.len();
        self.whole.keys.append(&mut self.keys);
        Ok(())
    }

    /// Whether more batches may be put to those that are whole already.
    pub(super) fn may_gather(&self) -> bool {
        self.gathered < GATHERED_BYTES && self.changes.len() < GATHERED_CHANGES
    }

    /// The batches that are whole, as one.
    pub(super) fn take(&mut self) -> Told {
        let whole = std::mem::take(&mut self.whole);
        let rest = (
            self.changes.split_off(whole.changes),
            self.payloads.split_off(whole.payloads),
        );
        let told = Told {
            payloads: std::mem::replace(&mut self.payloads, rest.1),
            received: Received::Batch(Batch {
                epoch: self.through.epoch,
                changes: std::mem::replace(&mut self.changes, rest.0),
                keys: whole.keys,
                through: self.through.revision,
            }),
        };
        self.gathered = self.bytes;
        told
    }

    /// A piece of the list of all slots; the whole list with the last one.
    pub(super) fn sweep(&mut self, piece: Sweep) -> Result<Option<Told>, String> {
        self.slots.extend(piece.slots);
        if self.slots.len() > SLOTS {
            return Err("the list of all slots does not end".to_owned());
        }
        Ok(piece.last.then(|| Told {
            payloads: Vec::new(),
            received: Received::Sweep(std::mem::take(&mut self.slots)),
        }))
    }
}

#[cfg(test)]
mod tests {
    use landfall_core::{
        id::{Epoch, Generation, PopId},
        model::{Environment, Placement, Platform},
    };
    use landfall_protocol::sign;
    use ring::signature::{Ed25519KeyPair, KeyPair as _};

    use super::*;

    const LOG: LogId = LogId(uuid::Uuid::from_u128(1));

    fn key() -> Ed25519KeyPair {
        Ed25519KeyPair::from_seed_unchecked(&[3; 32]).unwrap()
    }

    fn cursor(revision: u64) -> Cursor {
        Cursor {
            epoch: Epoch(1),
            revision: Revision(revision),
        }
    }

    fn intake() -> Intake {
        let trust = Trust {
            tenant: "acme".parse().unwrap(),
            placement: Placement {
                pop: PopId(1),
                platform: Platform::Adn,
                environment: Environment::Staging,
            },
            keys: vec![(1, key().public_key().as_ref().try_into().unwrap())],
        };
        Intake::new(trust, LOG, cursor(0))
    }

    fn change(revision: u64) -> Change {
        let mut change = Change {
            tenant: "acme".parse().unwrap(),
            platform: Platform::Adn,
            environment: Environment::Staging,
            log: LOG,
            epoch: Epoch(1),
            revision: Revision(revision),
            slot: AccountNumber::from_value(revision),
            generation: Generation(1),
            pops: None,
            digest: None,
            key: 1,
            signature: [0; 64],
            payload: Bytes::new(),
        };
        change.signature = sign(&change, &key());
        change
    }

    fn taken(intake: &mut Intake) -> (Vec<u64>, u64) {
        let Received::Batch(batch) = intake.take().received else {
            panic!("no batch was taken");
        };
        let revisions = batch.changes.iter().map(|(_, entry)| entry.revision.0);
        (revisions.collect(), batch.through.0)
    }

    #[test]
    fn batches_that_are_whole_are_one_and_what_is_behind_them_waits() {
        let mut intake = intake();
        for (revision, through) in [(1, 1), (2, 5)] {
            intake.change(change(revision)).unwrap();
            intake.end(Revision(through)).unwrap();
        }
        intake.change(change(6)).unwrap();
        assert_eq!(taken(&mut intake), (vec![1, 2], 5));
        intake.change(change(7)).unwrap();
        intake.end(Revision(7)).unwrap();
        assert_eq!(taken(&mut intake), (vec![6, 7], 7));
        assert_eq!(intake.through(), cursor(7));
    }

    #[test]
    fn gathering_has_its_end() {
        let mut intake = intake();
        assert!(intake.may_gather());
        intake.changes = vec![
            (
                AccountNumber::from_value(1),
                Entry {
                    epoch: Epoch(1),
                    revision: Revision(1),
                    generation: Generation(1),
                    content: None,
                }
            );
            GATHERED_CHANGES
        ];
        assert!(!intake.may_gather());
    }
}
