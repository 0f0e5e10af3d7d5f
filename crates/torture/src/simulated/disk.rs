//! An edge server's disk and data plane, in memory. What was not synced is lost when its agent dies; what was loaded goes on.

use std::{
    collections::{BTreeMap, BTreeSet},
    io,
    sync::{Arc, Mutex, MutexGuard},
    time::Duration,
};

use async_trait::async_trait;
use landfall_agent::{
    Keep,
    adapter::Adapter,
    decide::{Outcome, Placed},
    payloads::{Payloads, document},
    state::{Digest, State},
};
use landfall_core::id::AccountNumber;
use tokio::time::sleep;

/// How a data plane fails.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Failing {
    /// Not at all.
    #[default]
    Nothing,
    /// The check takes as long as it may, and is refused.
    Hangs,
    /// The check refuses everything.
    Refuses,
    /// Loading fails.
    Crashes,
    /// The probe fails.
    Dead,
    /// Nothing can be written.
    FullDisk,
}

/// What outlives an agent.
#[derive(Default)]
pub(super) struct Disk {
    inner: Mutex<Inner>,
}

/// A document, and the step that it is of.
#[derive(Clone)]
struct Document {
    text: String,
    step: u64,
}

impl Document {
    fn new(text: Vec<u8>) -> Self {
        let text = String::from_utf8(text).unwrap();
        let read: serde_json::Value = serde_json::from_str(&text).unwrap();
        let step = read["step"].as_u64().unwrap();
        Self { text, step }
    }
}

#[derive(Default)]
struct Inner {
    state: Option<State>,
    payloads: BTreeMap<Digest, Vec<u8>>,
    unsynced: BTreeMap<Digest, Vec<u8>>,
    files: BTreeMap<String, Document>,
    loaded: BTreeMap<String, Document>,
    /// The step that each payload carries.
    steps: BTreeMap<Digest, u64>,
    failing: Failing,
    /// Whether documents with a certain word are refused.
    strict: bool,
    chance: Option<fastrand::Rng>,
}

impl Disk {
    /// With a data plane that may be strict, and takes its time by chance.
    pub(super) fn new(strict: bool, chance: fastrand::Rng) -> Arc<Self> {
        let disk = Self::default();
        {
            let mut inner = disk.lock();
            inner.strict = strict;
            inner.chance = Some(chance);
        }
        Arc::new(disk)
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap()
    }

    /// An agent starts on it: whatever its predecessor had not synced is gone.
    pub(super) fn begin(&self) -> State {
        let mut inner = self.lock();
        inner.unsynced.clear();
        let there: BTreeSet<Digest> = inner.payloads.keys().copied().collect();
        let mut state = inner.state.clone().unwrap_or_else(State::empty);
        let forgotten = state.forget_missing(|digest| there.contains(&digest));
        assert!(!forgotten, "the state names payloads that are not there");
        state
    }

    pub(super) fn fail(&self, failing: Failing) {
        self.lock().failing = failing;
    }

    pub(super) fn state(&self) -> Option<State> {
        self.lock().state.clone()
    }

    /// The step of an account that is both loaded and stored: the older of the two.
    pub(super) fn step(&self, slot: &AccountNumber) -> Option<u64> {
        let inner = self.lock();
        let loaded = inner.loaded.get(slot.as_str())?.step;
        let content = inner.state.as_ref()?.content(slot)?;
        Some(loaded.min(inner.steps[&content]))
    }

    /// What is loaded and stored of an account, each as the document's text.
    pub(super) fn running(&self, slot: &str) -> Option<(String, String)> {
        let inner = self.lock();
        let loaded = inner.loaded.get(slot)?.text.clone();
        let content = inner.state.as_ref()?.content(&slot.parse().unwrap())?;
        let packed = inner.payloads.get(&content).expect("a stored payload");
        let stored = landfall_protocol::unpack(packed).unwrap();
        Some((loaded, String::from_utf8(stored).unwrap()))
    }

    async fn takes_a_while(&self, most: u64) {
        let milliseconds = self.lock().chance.as_mut().unwrap().u64(1..=most);
        sleep(Duration::from_millis(milliseconds)).await;
    }

    fn failing(&self) -> Failing {
        self.lock().failing
    }
}

/// The disk as an agent has it.
pub(super) struct Mounted(pub(super) Arc<Disk>);

fn full() -> io::Error {
    io::ErrorKind::StorageFull.into()
}

impl Keep for Mounted {
    fn store(&self, state: &Arc<State>) -> Result<(), String> {
        let mut inner = self.0.lock();
        if inner.failing == Failing::FullDisk {
            return Err(full().to_string());
        }
        inner.state = Some((**state).clone());
        Ok(())
    }

    fn blocks(&self) -> bool {
        false
    }
}

impl Payloads for Mounted {
    fn keep(&self, name: Digest, payload: &[u8]) -> io::Result<()> {
        let mut inner = self.0.lock();
        if inner.failing == Failing::FullDisk {
            return Err(full());
        }
        let document = Document::new(landfall_protocol::unpack(payload).unwrap());
        inner.steps.insert(name, document.step);
        inner.unsynced.insert(name, payload.to_vec());
        Ok(())
    }

    fn sync(&self) -> io::Result<()> {
        let mut inner = self.0.lock();
        let unsynced = std::mem::take(&mut inner.unsynced);
        inner.payloads.extend(unsynced);
        Ok(())
    }

    fn read(&self, name: Digest) -> io::Result<Vec<u8>> {
        let inner = self.0.lock();
        let found = inner.unsynced.get(&name).or(inner.payloads.get(&name));
        found.cloned().ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    fn names(&self) -> io::Result<BTreeSet<Digest>> {
        let inner = self.0.lock();
        let all = inner.payloads.keys().chain(inner.unsynced.keys());
        Ok(all.copied().collect())
    }

    fn keep_only(&self, wanted: &BTreeSet<Digest>) -> io::Result<()> {
        let mut inner = self.0.lock();
        inner.payloads.retain(|name, _| wanted.contains(name));
        inner.unsynced.retain(|name, _| wanted.contains(name));
        Ok(())
    }

    fn blocks(&self) -> bool {
        false
    }
}

#[async_trait]
impl Adapter for Mounted {
    fn name(&self) -> &'static str {
        "memory"
    }

    fn capabilities(&self) -> Vec<String> {
        Vec::new()
    }

    async fn put(&self, slots: Arc<[Placed]>, all: bool, payloads: Arc<dyn Payloads>) -> Outcome {
        self.0.takes_a_while(5).await;
        if self.0.failing() == Failing::FullDisk {
            return Outcome::Server(full().to_string());
        }
        let mut files = if all {
            BTreeMap::new()
        } else {
            self.0.lock().files.clone()
        };
        for placed in &*slots {
            let slot = placed.slot.as_str().to_owned();
            match placed.content {
                None => {
                    files.remove(&slot);
                }
                Some(digest) => {
                    let text = document(&*payloads, digest).expect("a payload that is whole");
                    files.insert(slot, Document::new(text));
                }
            }
        }
        self.0.lock().files = files;
        Outcome::Done
    }

    async fn check(&self) -> Outcome {
        self.0.takes_a_while(20).await;
        match self.0.failing() {
            Failing::Hangs => {
                sleep(Duration::from_secs(2)).await;
                return Outcome::Refused("it was not done after 2 s".to_owned());
            }
            Failing::Refuses => return Outcome::Refused("it refuses everything".to_owned()),
            _ => {}
        }
        let inner = self.0.lock();
        let mut documents = inner.files.values();
        let poisoned = documents.any(|document| document.text.contains("POISON"));
        if inner.strict && poisoned {
            return Outcome::Refused("there is poison in it".to_owned());
        }
        Outcome::Done
    }

    async fn reload(&self) -> Outcome {
        self.0.takes_a_while(50).await;
        if self.0.failing() == Failing::Crashes {
            return Outcome::Server("it does not answer".to_owned());
        }
        let mut inner = self.0.lock();
        inner.loaded = inner.files.clone();
        Outcome::Done
    }

    async fn probe(&self) -> Outcome {
        self.0.takes_a_while(5).await;
        if self.0.failing() == Failing::Dead {
            return Outcome::Refused("it does not serve".to_owned());
        }
        Outcome::Done
    }
}
