//! A stretch of a log in the bytes that travel. A change is encoded here, once, for everybody.

use bytes::{Bytes, BytesMut};
use landfall_core::id::{PopId, Revision};
use landfall_protocol::{Change, Down, Through};

/// All changes behind one revision up to another, as frames.
#[derive(Debug)]
pub(super) struct Stretch {
    pub(super) after: Revision,
    pub(super) through: Revision,
    entries: Vec<Entry>,
    /// The frame that ends the batch.
    end: Bytes,
    pub(super) bytes: usize,
}

#[derive(Debug)]
struct Entry {
    revision: Revision,
    pops: Option<Box<[PopId]>>,
    frame: Bytes,
}

/// What a server gets next of a stretch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) frames: Bytes,
    /// Where the server is once it has got it.
    pub(super) position: Revision,
    /// Whether it ends the batch.
    pub(super) ends: bool,
    /// Whether there is a change in it.
    pub(super) change: bool,
}

impl Stretch {
    /// Encodes a stretch. The last change and the end of the batch lie in one piece of memory, so that they leave in one write.
    pub(super) fn new(after: Revision, through: Revision, changes: Vec<Change>) -> Self {
        let end = Down::Through(Through { revision: through }).frame();
        let last = changes.len().wrapping_sub(1);
        let mut bytes = end.len();
        let entries: Vec<Entry> = (changes.into_iter().enumerate())
            .map(|(at, change)| {
                let (revision, pops) = (change.revision, change.pops.clone());
                let mut frame = Down::Change(change).frame();
                if at == last {
                    let mut both = BytesMut::from(frame);
                    both.extend_from_slice(&end);
                    frame = both.freeze();
                }
                bytes += frame.len();
                Entry {
                    revision,
                    pops: pops.map(Vec::into_boxed_slice),
                    frame,
                }
            })
            .collect();
        Self {
            after,
            through,
            entries,
            end,
            bytes,
        }
    }

    /// Whether a server at that position gets its next piece from here.
    pub(super) fn covers(&self, position: Revision) -> bool {
        self.after <= position && position < self.through
    }

    /// The next piece for a server of `pop` at `position`, which must be covered.
    pub(super) fn next(&self, position: Revision, pop: PopId) -> Piece {
        let from = self
            .entries
            .partition_point(|entry| entry.revision <= position);
        let found = self.entries[from..].iter().enumerate().find(|(_, entry)| {
            let pops = entry.pops.as_ref();
            pops.is_none_or(|pops| pops.contains(&pop))
        });
        match found {
            Some((at, entry)) if from + at + 1 == self.entries.len() => Piece {
                frames: entry.frame.clone(),
                position: self.through,
                ends: true,
                change: true,
            },
            Some((_, entry)) => Piece {
                frames: entry.frame.clone(),
                position: entry.revision,
                ends: false,
                change: true,
            },
            None => Piece {
                frames: self.end.clone(),
                position: self.through,
                ends: true,
                change: false,
            },
        }
    }
}
