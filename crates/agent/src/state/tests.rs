//! The state survives being written and read, and nothing else is taken for it.

use std::{fs, os::unix::fs::PermissionsExt};

use landfall_core::id::{AccountNumber, Cursor, Epoch, Generation, LogId, Revision, Timestamp};
use proptest::prelude::*;

use super::{
    read::{Unreadable, read},
    write::write,
    *,
};

fn entry() -> impl Strategy<Value = Entry> {
    let content = proptest::option::of(any::<[u8; 32]>().prop_map(Digest));
    (any::<u32>(), any::<u64>(), any::<u64>(), content).prop_map(
        |(epoch, revision, generation, content)| Entry {
            epoch: Epoch(epoch),
            revision: Revision(revision),
            generation: Generation(generation),
            content,
        },
    )
}

fn slot() -> impl Strategy<Value = Slot> {
    let failed = (entry(), ".{0,40}", any::<u32>(), 0_i64..1 << 40).prop_map(
        |(wanted, reason, attempts, retry_at)| Failed {
            wanted,
            reason,
            attempts,
            retry_at: Timestamp::from_seconds(retry_at),
        },
    );
    (proptest::option::of(entry()), proptest::option::of(failed))
        .prop_filter("a slot holds something", |(running, failed)| {
            running.is_some() || failed.is_some()
        })
        .prop_map(|(running, failed)| Slot { running, failed })
}

fn state() -> impl Strategy<Value = State> {
    (
        proptest::option::of(any::<u128>()),
        (any::<u32>(), any::<u64>()),
        any::<bool>(),
        proptest::collection::btree_map(any::<u64>(), any::<[u8; 32]>(), 0..3),
        proptest::collection::btree_map(
            (0_u64..1 << 40).prop_map(AccountNumber::from_value),
            slot(),
            0..8,
        ),
    )
        .prop_map(|(log, (epoch, revision), unswept, keys, slots)| State {
            log: log.map(|log| LogId(uuid::Uuid::from_u128(log))),
            cursor: Cursor {
                epoch: Epoch(epoch),
                revision: Revision(revision),
            },
            unswept,
            keys,
            slots,
        })
}

proptest! {
    #[test]
    fn what_is_written_is_read(state in state()) {
        prop_assert_eq!(read(write(&state).as_bytes()), Ok(state));
    }

    #[test]
    fn a_file_that_was_cut_or_changed_anywhere_is_found_out(state in state(), at: prop::sample::Index, flip in 1_u8..=255) {
        let whole = write(&state).into_bytes();
        let at = at.index(whole.len());
        prop_assert!(read(&whole[..at]).is_err());
        let mut changed = whole;
        changed[at] ^= flip;
        prop_assert!(read(&changed).is_err());
    }

    #[test]
    fn no_bytes_make_the_reader_panic(bytes: Vec<u8>) {
        let _ = read(&bytes);
        let _ = read(&[b"landfall-agent-state 1\n".as_slice(), &bytes].concat());
    }
}

#[test]
fn the_form_is_the_one_that_older_agents_have_written() {
    let state = State {
        log: Some(LogId(uuid::Uuid::from_u128(0x5a6d))),
        cursor: Cursor {
            epoch: Epoch(3),
            revision: Revision(42),
        },
        unswept: false,
        keys: [(1, [0xAB; 32])].into(),
        slots: [(
            AccountNumber::from_value(1),
            Slot {
                running: Some(Entry {
                    epoch: Epoch(3),
                    revision: Revision(41),
                    generation: Generation(7),
                    content: Some(Digest([1; 32])),
                }),
                failed: Some(Failed {
                    wanted: Entry {
                        epoch: Epoch(3),
                        revision: Revision(42),
                        generation: Generation(8),
                        content: None,
                    },
                    reason: "the check said \"no\"\nand more".to_owned(),
                    attempts: 2,
                    retry_at: Timestamp::from_seconds(1_700_000_000),
                }),
            },
        )]
        .into(),
    };
    assert_eq!(write(&state), include_str!("golden/state-1"));
}

#[test]
fn a_stored_state_is_found_again_by_its_owner_alone() {
    let folder = tempfile::tempdir().unwrap();
    let file = StateFile::in_folder(folder.path());
    assert_eq!(file.load().unwrap(), Found::Empty);
    let state = State {
        unswept: true,
        ..State::default()
    };
    file.store(&state).unwrap();
    assert_eq!(file.load().unwrap(), Found::State(state));
    let mode = fs::metadata(file.path()).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[test]
fn a_damaged_file_is_moved_aside_and_the_disk_counts_as_empty() {
    let folder = tempfile::tempdir().unwrap();
    let file = StateFile::in_folder(folder.path());
    file.store(&State::default()).unwrap();
    let whole = fs::read(file.path()).unwrap();
    fs::write(file.path(), &whole[..whole.len() - 9]).unwrap();
    let Found::Damaged { moved_to, .. } = file.load().unwrap() else {
        panic!("a torn file was taken for whole");
    };
    assert_eq!(fs::read(moved_to).unwrap(), whole[..whole.len() - 9]);
    assert_eq!(file.load().unwrap(), Found::Empty);
}

#[test]
fn a_foreign_file_is_refused_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let file = StateFile::in_folder(folder.path());
    for foreign in ["my notes\n", "landfall-agent-statement 1\n"] {
        fs::write(file.path(), foreign).unwrap();
        let refused = file.load().unwrap_err();
        assert!(matches!(refused, StateError::Foreign(_)), "{refused}");
        assert_eq!(fs::read_to_string(file.path()).unwrap(), foreign);
    }
    fs::write(file.path(), "landfall-agent-state 2\nend\n").unwrap();
    let refused = file.load().unwrap_err().to_string();
    assert!(refused.contains("has form 2"), "{refused}");
    assert_eq!(
        read(b"landfall-agent-state x"),
        Err(Unreadable::Version("x".to_owned()))
    );
}

#[test]
fn a_store_that_fails_leaves_the_old_state() {
    let folder = tempfile::tempdir().unwrap();
    let file = StateFile::in_folder(folder.path());
    file.store(&State::default()).unwrap();
    // A folder in the way: nothing can be written beside, whoever runs the test.
    fs::create_dir(file.path().with_extension("new")).unwrap();
    let other = State {
        unswept: true,
        ..State::default()
    };
    assert!(file.store(&other).is_err());
    assert_eq!(file.load().unwrap(), Found::State(State::default()));
}
