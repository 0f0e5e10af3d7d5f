//! A data plane whose every thought is known.

use std::collections::BTreeMap;

use landfall_core::id::AccountNumber;

use crate::{
    decide::{Outcome, Placed},
    state::Digest,
};

/// What it makes of a payload.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mood {
    Taken,
    RefusedAtCheck,
    RefusedAtProbe,
    /// It cannot be made a file of.
    NotEvenPut,
    /// The check says whose it is.
    NamedAtCheck,
}

pub(super) type Files = BTreeMap<AccountNumber, Digest>;

#[derive(Debug, Default)]
pub(super) struct Plane {
    pub(super) moods: BTreeMap<Digest, Mood>,
    pub(super) files: Files,
    /// What it has loaded and serves.
    pub(super) loaded: Files,
}

impl Plane {
    fn mood(&self, digest: Digest) -> Mood {
        self.moods[&digest]
    }

    /// Puts the first `most` of the slots.
    pub(super) fn put(&mut self, slots: &[Placed], all: bool, most: usize) -> Outcome {
        let mut named = Vec::new();
        for placed in slots.iter().take(most) {
            match placed.content {
                Some(digest) if self.mood(digest) == Mood::NotEvenPut => {
                    named.push((placed.slot.clone(), "cannot be unpacked".to_owned()));
                }
                Some(digest) => {
                    self.files.insert(placed.slot.clone(), digest);
                }
                None => {
                    self.files.remove(&placed.slot);
                }
            }
        }
        if all && most >= slots.len() {
            self.files
                .retain(|slot, _| slots.iter().any(|placed| placed.slot == *slot));
        }
        if named.is_empty() {
            Outcome::Done
        } else {
            Outcome::Accounts(named)
        }
    }

    pub(super) fn check(&self) -> Outcome {
        let moods = self
            .files
            .iter()
            .map(|(slot, digest)| (slot, self.mood(*digest)));
        let named = moods
            .clone()
            .filter(|(_, mood)| *mood == Mood::NamedAtCheck);
        let named: Vec<_> = named
            .map(|(slot, _)| (slot.clone(), "named".to_owned()))
            .collect();
        if !named.is_empty() {
            return Outcome::Accounts(named);
        }
        if moods
            .into_iter()
            .any(|(_, mood)| mood == Mood::RefusedAtCheck)
        {
            return Outcome::Refused("the check refuses".to_owned());
        }
        Outcome::Done
    }

    pub(super) fn reload(&mut self) -> Outcome {
        self.loaded.clone_from(&self.files);
        Outcome::Done
    }

    pub(super) fn probe(&self) -> Outcome {
        if self
            .loaded
            .values()
            .any(|digest| self.mood(*digest) == Mood::RefusedAtProbe)
        {
            return Outcome::Refused("the probe fails".to_owned());
        }
        Outcome::Done
    }
}
