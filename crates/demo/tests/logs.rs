//! The demonstration's change logs: signed entries that carry what they say, and what looking after them does to counting.

use std::sync::Arc;

use landfall_control::{Control, ManualClock, query::PropagationStatus, worker::Tended};
use landfall_core::{
    id::{Cursor, Epoch, LogId, Revision, ServerId, Timestamp},
    model::{Change, ChangeKind, Environment, Platform, View},
    rules::log::{MAX_DOCUMENT, Payload, Place, SignedEntry, signed_bytes, superseded},
};
use landfall_demo::{Scale, ids, testing::Loaded};
use landfall_feed::Report;
use landfall_store::{ChangeBatch, ReadLimits, StoreError, write};
use ring::signature::{ED25519, UnparsedPublicKey};

struct House {
    loaded: Loaded,
    control: Arc<Control>,
    now: Timestamp,
}

async fn house(scale: Scale) -> House {
    let now = "2026-05-04T10:00:00Z".parse().expect("a moment");
    let clock = Arc::new(ManualClock::at(now));
    let loaded = Loaded::new(clock, scale)
        .await
        .expect("an empty store takes the record");
    let control = loaded.start().await.expect("the record can be served");
    House {
        loaded,
        control,
        now,
    }
}

impl House {
    /// All that is left in a log.
    async fn read(&self, log: LogId) -> ChangeBatch {
        let limits = ReadLimits {
            entries: 10_000,
            bytes: u64::MAX >> 1,
        };
        let batch = self.loaded.store.changes_after(log, Revision(0), limits);
        batch.await.expect("the store answers").expect("a log")
    }

    async fn logs(&self) -> Vec<LogId> {
        let fleet = self.loaded.store.fleet().await.expect("the store answers");
        fleet.logs.iter().map(|log| log.id).collect()
    }

    /// Appends an entry and tells the fleet.
    async fn append(&self, change: &Change) {
        let (entry, log) = (change.clone(), change.log);
        write::<_, StoreError, _>(self.loaded.store.as_ref(), move |transaction| {
            let entry = entry.clone();
            Box::pin(async move { transaction.append_change(&entry).await })
        })
        .await
        .expect("the next entry");
        let head = self.read(log).await.log;
        self.control.fleet().head_moved(&head);
    }

    async fn done(&self) -> u64 {
        let status = self
            .control
            .propagation(
                &View::whole(ids::tenant()),
                ids::organization(ids::CUSTOMER),
                ids::PROPAGATING_REQUEST,
            )
            .await
            .expect("the store answers");
        match status {
            Some(PropagationStatus::HandedOver(propagation)) => propagation.done(),
            other => panic!("{other:?}"),
        }
    }
}

#[tokio::test]
async fn every_entry_is_signed_and_carries_its_account_s_policy_and_sites() {
    let house = house(Scale::Full).await;
    let keys = house.loaded.store.keys().await.expect("the store answers");
    let mut read = 0;
    for log in house.logs().await {
        let batch = house.read(log).await;
        for entry in &batch.entries {
            assert_eq!(entry.kind(), ChangeKind::Policy);
            let key = keys.iter().find(|key| key.id == entry.key);
            let key = UnparsedPublicKey::new(&ED25519, &key.expect("a key of the store").public);
            let signed = signed_bytes(&SignedEntry::of(&batch.log, entry));
            key.verify(&signed, &entry.signature)
                .expect("its own signature");
            let digest = blake3::hash(&entry.payload);
            assert_eq!(entry.digest.as_ref(), Some(digest.as_bytes()));
            let document = zstd::bulk::decompress(&entry.payload, MAX_DOCUMENT);
            let payload = Payload::read(&document.expect("a packed document"));
            let payload = payload.expect("a payload");
            assert_eq!(payload.account, entry.slot);
            assert_eq!(payload.policy.platform, batch.log.platform);
            assert!(!payload.policy.rules.is_empty());
            let has_sites = [ids::CUSTOMER_ACCOUNT, ids::OTHER_ACCOUNT_NUMBER];
            assert_eq!(
                !payload.sites.is_empty(),
                has_sites.contains(&entry.slot.as_str())
            );
            read += 1;
        }
    }
    assert!(read > 50, "{read}");
}

#[tokio::test]
async fn compaction_leaves_the_newest_entries_and_says_what_it_removed() {
    let house = house(Scale::Full).await;
    let mut expected = Vec::new();
    let mut gone = 0;
    for log in house.logs().await {
        let mut batch = house.read(log).await;
        let places: Vec<Place> = batch.entries.iter().map(Place::from).collect();
        let superseded = superseded(&places);
        gone += superseded.len() as u64;
        batch
            .entries
            .retain(|it| !superseded.contains(&it.revision));
        expected.push(batch);
    }
    assert!(gone > 0);
    let tended = house.control.tend_logs().await.expect("the store answers");
    assert_eq!((tended.superseded, tended.tombstones), (gone, 0));
    for batch in expected {
        assert_eq!(house.read(batch.log.id).await, batch);
    }
    let again = house.control.tend_logs().await.expect("the store answers");
    assert_eq!(again, Tended::default());
}

#[tokio::test]
async fn who_may_have_missed_what_was_compacted_is_counted_at_the_head_only() {
    let house = house(Scale::Fixtures).await;
    let fleet = house.control.fleet();
    let log = ids::log(ids::ADN_PRODUCTION_LOG);
    let newest = house.read(log).await.entries.pop().expect("an entry");
    assert_eq!(newest.revision, Revision(3));
    // Too young to be compacted.
    house
        .append(&Change {
            revision: Revision(4),
            slot: ids::account(ids::OTHER_ACCOUNT_NUMBER),
            generation: newest.generation,
            created_at: house.now,
            ..newest.clone()
        })
        .await;
    let behind = |server: &landfall_core::model::Server| {
        (server.placement.platform, server.placement.environment)
            == (Platform::Adn, Environment::Production)
            && server.cursor.revision == Revision(2)
    };
    let behind: Vec<ServerId> = (fleet.servers(&ids::tenant()).iter())
        .filter(|server| behind(server))
        .map(|server| server.id)
        .collect();
    let report = |server, revision| {
        let cursor = Cursor {
            epoch: newest.epoch,
            revision: Revision(revision),
        };
        let report = Report {
            cursor,
            exceptions: Vec::new(),
            at: house.now,
        };
        fleet
            .report(server, &report)
            .expect("a server of the fleet");
    };
    assert_eq!(house.done().await, 61);
    report(behind[0], 3);
    assert_eq!(house.done().await, 62, "nothing is compacted yet");
    let tended = house.control.tend_logs().await.expect("the store answers");
    assert!(tended.superseded > 0);
    report(behind[1], 3);
    assert_eq!(house.done().await, 62, "what it read may have had gaps");
    report(behind[1], 4);
    assert_eq!(house.done().await, 63);
}

#[tokio::test]
async fn a_new_epoch_is_begun_once_however_many_ask_for_it() {
    let house = house(Scale::Fixtures).await;
    let log = ids::log(ids::ADN_PRODUCTION_LOG);
    let before = house.read(log).await;
    assert_eq!(house.done().await, 61);
    let asked = (0..5).map(|_| house.control.begin_epoch(log, before.log.epoch));
    let heads = futures_util::future::join_all(asked).await;
    let now = u32::try_from(house.now.seconds()).expect("a second of this century");
    for head in heads {
        let head = head.expect("the log is there");
        assert_eq!((head.epoch, head.head), (Epoch(now), before.log.head));
    }
    let after = house.read(log).await;
    assert_eq!(after.log.epoch, Epoch(now));
    assert_eq!(
        after.entries, before.entries,
        "still signed in their own epoch"
    );
    assert_eq!(house.done().await, 0, "nothing of the old epoch counts");
    let events = house.loaded.store.events(0, 10_000).await;
    let events = events.expect("the store answers");
    let begun = events
        .iter()
        .filter(|event| event.kind == "log.epoch_begun");
    assert_eq!(begun.count(), 1);
}

#[tokio::test]
async fn tombstones_go_with_their_time_and_raise_the_floor() {
    let house = house(Scale::Fixtures).await;
    let log = ids::log(ids::ADN_PRODUCTION_LOG);
    let newest = house.read(log).await.entries.pop().expect("an entry");
    let days_ago = |days: i64| house.now.plus(-days * 86_400);
    let tombstone = |revision, created_at| Change {
        revision: Revision(revision),
        digest: None,
        payload: Vec::new(),
        created_at,
        ..newest.clone()
    };
    house.append(&tombstone(4, days_ago(31))).await;
    let other = Change {
        slot: "00F0".parse().expect("an account number"),
        ..tombstone(5, days_ago(29))
    };
    house.append(&other).await;
    let revisions = |batch: &ChangeBatch| {
        let tombstones = batch.entries.iter().filter(|it| it.digest.is_none());
        tombstones.map(|it| it.revision.0).collect::<Vec<_>>()
    };
    assert_eq!(revisions(&house.read(log).await), [4, 5]);
    // What is compacted in one go is swept in the next.
    house.control.tend_logs().await.expect("the store answers");
    let tended = house.control.tend_logs().await.expect("the store answers");
    assert_eq!((tended.superseded, tended.tombstones), (0, 1));
    let batch = house.read(log).await;
    assert_eq!(revisions(&batch), [5], "it is too young");
    assert_eq!(batch.log.floor, Revision(4));
    assert!(batch.entries.iter().all(|it| it.slot != newest.slot));
}
