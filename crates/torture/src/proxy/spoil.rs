//! Ways to spoil changes. Each leaves a stream of which an agent must not apply what was spoiled.

use landfall_core::model::Environment;
use landfall_protocol::{Change, Down};

use super::downstream::Passed;

/// What happens to changes on their way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Spoil {
    /// A bit of the payload is another.
    Payload,
    /// A bit of the signature is another.
    Signature,
    /// It says that another key has signed.
    Key,
    /// It says that it is for another fleet.
    Place,
    /// It ends in the middle, and so does the connection.
    Truncated,
    /// It comes again behind its own end.
    Replayed,
    /// It comes behind the one that follows it.
    Swapped,
    /// Something that is no frame comes before it.
    Garbled,
}

impl Spoil {
    /// All of them.
    pub(crate) const ALL: [Self; 8] = [
        Self::Payload,
        Self::Signature,
        Self::Key,
        Self::Place,
        Self::Truncated,
        Self::Replayed,
        Self::Swapped,
        Self::Garbled,
    ];

    /// What the agent says of it, in part.
    pub(crate) fn told(self) -> &'static str {
        match self {
            Self::Payload
            | Self::Signature
            | Self::Key
            | Self::Place
            | Self::Replayed
            | Self::Swapped => "is not believed",
            Self::Truncated => "closed",
            Self::Garbled => "no frame",
        }
    }
}

/// Spoils one connection's changes.
#[derive(Default)]
pub(super) struct Spoiler {
    /// The change that comes again.
    again: Option<Change>,
    /// The change that waits for its successor.
    held: Option<Change>,
}

impl Spoiler {
    /// What goes on in the place of a message.
    pub(super) fn pass(&mut self, down: &Down, spoil: Option<Spoil>) -> Passed {
        match down {
            Down::Change(change) => self.change(change, spoil),
            Down::Through(_) if self.held.is_some() && spoil == Some(Spoil::Swapped) => {
                // It would say that the change which waits has come.
                Passed::default()
            }
            _ => {
                let mut passed = Passed::default();
                // Whatever waited comes first: the stream is as it was.
                passed.change(self.held.take());
                passed.bytes.extend_from_slice(&down.frame());
                if matches!(down, Down::Through(_)) {
                    passed.change(self.again.take());
                }
                passed
            }
        }
    }

    fn change(&mut self, change: &Change, spoil: Option<Spoil>) -> Passed {
        let (mut passed, mut change) = (Passed::default(), change.clone());
        match spoil {
            None => passed.change(self.held.take()),
            Some(Spoil::Payload) => {
                let mut payload = change.payload.to_vec();
                if let Some(byte) = payload.last_mut() {
                    *byte ^= 1;
                }
                change.payload = payload.into();
            }
            Some(Spoil::Signature) => change.signature[7] ^= 1,
            Some(Spoil::Key) => change.key += 1,
            Some(Spoil::Place) => change.environment = Environment::Staging,
            Some(Spoil::Truncated) => {
                let frame = Down::Change(change).frame();
                passed.bytes.extend_from_slice(&frame[..frame.len() / 2]);
                passed.ends = true;
                return passed;
            }
            Some(Spoil::Replayed) => self.again = Some(change.clone()),
            Some(Spoil::Swapped) => {
                let Some(before) = self.held.take() else {
                    self.held = Some(change);
                    return passed;
                };
                passed.change(Some(change));
                passed.change(Some(before));
                return passed;
            }
            // A text message with a mask: nothing of a control plane.
            Some(Spoil::Garbled) => passed.bytes.extend_from_slice(&[0x81, 0x84, 1, 2, 3, 4]),
        }
        passed.change(Some(change));
        passed
    }
}

impl Passed {
    fn change(&mut self, change: Option<Change>) {
        if let Some(change) = change {
            self.bytes.extend_from_slice(&Down::Change(change).frame());
        }
    }
}
