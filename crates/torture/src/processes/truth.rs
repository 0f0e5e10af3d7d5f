//! What really runs on an edge server, by its own disk: what its data plane has loaded, and what its agent has stored.

use std::{
    collections::{BTreeMap, HashMap},
    fs,
    path::Path,
};

use landfall_agent::{
    payloads::{PayloadFolder, document},
    state::{Digest, Found, State, StateFile},
};
use serde_json::Value;

use super::ledger::{Step, body};

/// How often a folder that is replaced while it is read is read again.
const TRIES: usize = 50;

/// What runs on an edge server: the step of each account.
pub(super) type Running = BTreeMap<String, Step>;

/// Reads disks; remembers which payload is which step.
#[derive(Default)]
pub(super) struct Disks {
    payloads: HashMap<Digest, (String, Step)>,
}

impl Disks {
    /// What has been both loaded and stored, as far as both go: the older of the two.
    pub(super) fn running(&mut self, place: &Path) -> Running {
        let stored = self.stored(place);
        let mut running = loaded(place);
        running.retain(|account, step| match stored.get(account) {
            Some(stored) => {
                *step = (*step).min(*stored);
                true
            }
            None => false,
        });
        running
    }

    /// What the agent has stored as running.
    pub(super) fn stored(&mut self, place: &Path) -> Running {
        for _ in 0..TRIES {
            let Some(state) = state(place) else {
                return Running::new();
            };
            let slots = state.slots.iter().map(|(account, slot)| {
                let content = slot.running.and_then(|entry| entry.content);
                Some(match content {
                    None => None,
                    Some(digest) => {
                        let (carried, step) = self.step(place, digest)?;
                        assert_eq!(carried, account.as_str(), "{}", place.display());
                        Some((carried, step))
                    }
                })
            });
            if let Some(slots) = slots.collect::<Option<Vec<_>>>() {
                return slots.into_iter().flatten().collect();
            }
            // The payload was let go of since: the state has moved on.
        }
        panic!(
            "{}: the state names payloads that are not there",
            place.display()
        );
    }

    fn step(&mut self, place: &Path, digest: Digest) -> Option<(String, Step)> {
        if let Some(known) = self.payloads.get(&digest) {
            return Some(known.clone());
        }
        let payloads = PayloadFolder::open(place.join("state/payloads")).unwrap();
        let document = document(&payloads, digest).ok()?;
        let known = understood(&document, &digest.to_string());
        self.payloads.insert(digest, known.clone());
        Some(known)
    }
}

/// What the agent has on its disk.
pub(super) fn state(place: &Path) -> Option<State> {
    match StateFile::in_folder(&place.join("state")).load().unwrap() {
        Found::State(state) => Some(state),
        Found::Empty => None,
        Found::Damaged { why, .. } => panic!("{}: a torn state file: {why}", place.display()),
    }
}

/// What the data plane has loaded. Every document in it is one that was handed over, whole.
pub(super) fn loaded(place: &Path) -> Running {
    let link = place.join("loaded");
    for _ in 0..TRIES {
        let Ok(folder) = fs::read_link(&link) else {
            return Running::new();
        };
        let folder = place.join(folder);
        let documents = fs::read_dir(&folder).and_then(|entries| {
            entries
                .map(|entry| {
                    let path = entry?.path();
                    Ok((path.clone(), fs::read(path)?))
                })
                .collect::<std::io::Result<Vec<_>>>()
        });
        // Else it was replaced, and removed, in this moment.
        if let Ok(documents) = documents
            && fs::read_link(&link).is_ok_and(|now| place.join(now) == folder)
        {
            let steps = documents.iter().map(|(path, document)| {
                let (account, step) = understood(document, &path.display().to_string());
                assert_eq!(path.file_stem().unwrap().to_str(), Some(account.as_str()));
                (account, step)
            });
            return steps.collect();
        }
    }
    panic!("{}: nothing stays loaded", place.display());
}

/// Whose document it is, and of which step; panics when it is not exactly what was handed over.
fn understood(document: &[u8], place: &str) -> (String, Step) {
    let document: Value = serde_json::from_slice(document).unwrap_or_else(|error| {
        panic!("{place}: {error}: {:?}", String::from_utf8_lossy(document))
    });
    let account = document["account"].as_str().unwrap();
    let name = document["policy"]["name"].as_str().unwrap();
    let step = Step::of_name(name).unwrap_or_else(|| panic!("{place}: {name}"));
    let sent: Value = serde_json::from_str(&body(account, step)).unwrap();
    assert_eq!(
        document["policy"]["rules"][0]["matches"], sent["rules"][0]["matches"],
        "{place}: not what was handed over"
    );
    (account.to_owned(), step)
}
