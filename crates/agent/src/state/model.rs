//! The state as a value.

use std::collections::{BTreeMap, BTreeSet};

use landfall_core::id::{
    AccountNumber, Cursor, Epoch, Generation, LogId, PopId, Revision, ServerId, Timestamp,
};

use super::Digest;

/// What is in a slot: a payload, or nothing.
pub type Content = Option<Digest>;

/// The public half of a key that signs changes, Ed25519.
pub type PublicKey = [u8; 32];

/// A change of a slot, without its payload.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    /// The epoch of the stream in which it came. Its revision means something in that epoch only.
    pub epoch: Epoch,
    /// Its number in the log.
    pub revision: Revision,
    /// The hand-over it belongs to.
    pub generation: Generation,
    /// What it puts into the slot.
    pub content: Content,
}

/// A change that failed in a slot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failed {
    /// The change.
    pub wanted: Entry,
    /// Why, for people.
    pub reason: String,
    /// How often it was tried.
    pub attempts: u32,
    /// When it is tried next, should the agent live until then; at its next start otherwise.
    pub retry_at: Timestamp,
}

/// One account's rules on this server. A slot without anything in it is not kept.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Slot {
    /// What really runs; none for nothing that ever came from a log.
    pub running: Option<Entry>,
    /// What should run, if that is something else.
    pub failed: Option<Failed>,
}

/// Which server of which POP a state is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seat {
    /// The server's number.
    pub server: ServerId,
    /// Its POP.
    pub pop: PopId,
}

/// All that the agent knows for sure.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct State {
    /// Whose state it is; none before an agent has begun with it.
    pub seat: Option<Seat>,
    /// The log that it follows; none on an empty disk.
    pub log: Option<LogId>,
    /// How far it has got: nothing up to here is owed to it.
    pub cursor: Cursor,
    /// Whether it reads the log from its beginning and has not been told yet which slots there are. Until then nothing is
    /// removed that only this disk knows of.
    pub unswept: bool,
    /// The keys that it believes, by number: those of its enrolment and those that they have announced since.
    pub keys: BTreeMap<u64, PublicKey>,
    /// What runs where.
    pub slots: BTreeMap<AccountNumber, Slot>,
}

impl State {
    /// The state of a disk on which there is none. What lies in the data plane's files is not known to be ours, so nothing is
    /// removed before a list of all slots has come.
    pub fn empty() -> Self {
        Self {
            unswept: true,
            ..Self::default()
        }
    }

    /// Makes it the state of this seat. What another seat was sent says nothing about what this one is owed: entries for other POPs
    /// were passed over there, and what was for its POP alone does not belong here. So the log is read from its beginning, and
    /// whatever this one is not to have goes with the list at its end. What runs goes on meanwhile. Says whether that is so.
    pub fn take_seat(&mut self, seat: Seat) -> bool {
        let before = self.seat.replace(seat);
        let moved = before.is_some_and(|before| before != seat);
        if moved {
            self.log = None;
            self.cursor = Cursor::default();
            self.unswept = true;
            for slot in self.slots.values_mut() {
                // What was wanted there need not be wanted here.
                slot.failed = None;
                if let Some(running) = &mut slot.running {
                    // Where it stood in what that one was sent is of no account.
                    running.revision = Revision(0);
                }
            }
            self.slots.retain(|_, slot| *slot != Slot::default());
        }
        moved
    }

    /// Forgets what needs payloads that are not `there`, and begins anew if there is any: the log is read from its beginning.
    /// Says whether that is so.
    pub fn forget_missing(&mut self, there: impl Fn(Digest) -> bool) -> bool {
        let missing = |entry: &Entry| entry.content.is_some_and(|digest| !there(digest));
        let mut forgotten = false;
        for slot in self.slots.values_mut() {
            forgotten |= slot.running.take_if(|entry| missing(entry)).is_some();
            forgotten |= slot
                .failed
                .take_if(|failed| missing(&failed.wanted))
                .is_some();
        }
        if forgotten {
            self.slots.retain(|_, slot| *slot != Slot::default());
            self.cursor.revision = Revision(0);
            self.unswept = true;
        }
        forgotten
    }

    /// What runs in a slot.
    pub fn content(&self, slot: &AccountNumber) -> Content {
        let running = self.slots.get(slot)?.running?;
        running.content
    }

    /// The revision of this cursor's epoch that really runs in a slot; 0 for none.
    pub fn running(&self, slot: &Slot) -> Revision {
        let ours = slot
            .running
            .filter(|entry| entry.epoch == self.cursor.epoch);
        ours.map_or(Revision(0), |entry| entry.revision)
    }

    /// The slots in which something else runs than the cursor says, with what really runs and why.
    pub fn exceptions(&self) -> impl Iterator<Item = (&AccountNumber, Revision, &Failed)> {
        (self.slots.iter()).filter_map(|(number, slot)| {
            let failed = slot.failed.as_ref()?;
            Some((number, self.running(slot), failed))
        })
    }

    /// The payloads that must not be lost: of what runs and of what is wanted.
    pub fn payloads(&self) -> BTreeSet<Digest> {
        let all = self.slots.values().flat_map(|slot| {
            let wanted = slot.failed.as_ref().map(|failed| failed.wanted);
            [slot.running, wanted]
        });
        all.flatten().filter_map(|entry| entry.content).collect()
    }
}
