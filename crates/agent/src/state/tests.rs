//! The state survives being written and read, and nothing else is taken for it.

use std::{fs, os::unix::fs::PermissionsExt, sync::Arc};

use landfall_core::id::{
    AccountNumber, Cursor, Epoch, Generation, LogId, PopId, Revision, ServerId, Timestamp,
};
use proptest::prelude::*;

use super::{
    read::{Text, Unreadable, read},
    write::{changes, whole},
    *,
};

fn said(state: &State, cut_off: usize) -> Text {
    let state = state.clone();
    Text { state, cut_off }
}

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

fn seat() -> impl Strategy<Value = Seat> {
    (1_u64..1 << 53, 1_u64..1 << 53).prop_map(|(server, pop)| Seat {
        server: ServerId(server),
        pop: PopId(pop),
    })
}

fn state() -> impl Strategy<Value = State> {
    (
        proptest::option::of(seat()),
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
        .prop_map(
            |(seat, log, (epoch, revision), unswept, keys, slots)| State {
                seat,
                log: log.map(|log| LogId(uuid::Uuid::from_u128(log))),
                cursor: Cursor {
                    epoch: Epoch(epoch),
                    revision: Revision(revision),
                },
                unswept,
                keys,
                slots,
            },
        )
}

/// States as rounds make them of each other: few slots, so that they appear, change and go; keys are never taken back, and
/// the seat stays.
fn rounds() -> impl Strategy<Value = Vec<State>> {
    let numbers = (0_u64..6).prop_map(AccountNumber::from_value);
    let slots = proptest::collection::btree_map(numbers, slot(), 0..6);
    proptest::collection::vec((state(), slots), 1..6).prop_map(|all| {
        let mut keys = std::collections::BTreeMap::new();
        let seat = all[0].0.seat;
        let states = all.into_iter().map(|(state, slots)| {
            keys.extend(&state.keys);
            State {
                seat,
                keys: keys.clone(),
                slots,
                ..state
            }
        });
        states.collect()
    })
}

/// The file of these states, and where each of them ends.
fn written(states: &[State]) -> (Vec<u8>, Vec<usize>) {
    let first = whole(&states[0]);
    let (mut text, mut sum) = (first.text, first.sum);
    let mut ends = vec![text.len()];
    for pair in states.windows(2) {
        let part = changes(&pair[0], &pair[1], sum).unwrap();
        text += &part.text;
        sum = part.sum;
        ends.push(text.len());
    }
    (text.into_bytes(), ends)
}

proptest! {
    // Each is cut at every byte.
    #![proptest_config(ProptestConfig::with_cases(16))]

    #[test]
    fn a_file_that_was_cut_anywhere_says_what_its_last_whole_part_said(states in rounds()) {
        let (bytes, ends) = written(&states);
        for cut in 0..bytes.len() {
            let parts = ends.iter().filter(|end| **end <= cut).count();
            match parts.checked_sub(1) {
                None => prop_assert!(read(&bytes[..cut]).is_err()),
                Some(last) => prop_assert_eq!(read(&bytes[..cut]), Ok(said(&states[last], cut - ends[last]))),
            }
        }
    }
}

proptest! {
    #[test]
    fn what_is_written_is_read(state in state()) {
        prop_assert_eq!(read(whole(&state).text.as_bytes()), Ok(said(&state, 0)));
    }

    #[test]
    fn a_first_part_that_was_cut_or_changed_anywhere_is_found_out(state in state(), at: prop::sample::Index, flip in 1_u8..=255) {
        let whole = whole(&state).text.into_bytes();
        let at = at.index(whole.len());
        prop_assert!(read(&whole[..at]).is_err());
        let mut changed = whole;
        changed[at] ^= flip;
        prop_assert!(read(&changed).is_err());
    }

    #[test]
    fn what_rounds_have_changed_is_read(states in rounds()) {
        prop_assert_eq!(read(&written(&states).0), Ok(said(states.last().unwrap(), 0)));
    }

    #[test]
    fn a_change_in_any_part_but_the_last_is_found_out_and_one_in_the_last_costs_that_part(
        states in rounds(), at: prop::sample::Index, flip in 1_u8..=255,
    ) {
        let (mut bytes, ends) = written(&states);
        let at = at.index(bytes.len());
        bytes[at] ^= flip;
        let part = ends.iter().filter(|end| **end <= at).count();
        if part == 0 || part + 1 < states.len() {
            prop_assert!(read(&bytes).is_err());
        } else {
            prop_assert_eq!(read(&bytes), Ok(said(&states[part - 1], bytes.len() - ends[part - 1])));
        }
    }

    #[test]
    fn a_part_is_of_one_file_only(states in rounds(), others in rounds()) {
        prop_assume!(states[0] != others[0] && others.len() > 1);
        let (mut bytes, (other, ends)) = (written(&states[..1]).0, written(&others));
        let length = ends[1] - ends[0];
        bytes.extend(&other[ends[0]..ends[1]]);
        prop_assert_eq!(read(&bytes), Ok(said(&states[0], length)));
    }

    #[test]
    fn no_bytes_make_the_reader_panic(bytes: Vec<u8>) {
        let _ = read(&bytes);
        let _ = read(&[b"landfall-agent-state 1\n".as_slice(), &bytes].concat());
        let _ = read(&[whole(&State::default()).text.as_bytes(), &bytes].concat());
    }
}

#[test]
fn the_form_is_the_one_that_other_agents_have_written() {
    let mut state = State {
        seat: Some(Seat {
            server: ServerId(17),
            pop: PopId(3),
        }),
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
    let before = state.clone();
    let first = whole(&state);
    let slot = state.slots.values_mut().next().unwrap();
    (slot.running, state.cursor.revision) = (None, Revision(43));
    let next = changes(&before, &state, first.sum).unwrap();
    assert_eq!(first.text + &next.text, include_str!("golden/state-1"));
    assert_eq!(read(include_bytes!("golden/state-1")), Ok(said(&state, 0)));
}

#[test]
fn in_another_seat_the_log_is_read_anew_and_what_runs_goes_on() {
    let mut state = (*at(9, 2)).clone();
    state.log = Some(LogId(uuid::Uuid::from_u128(1)));
    let wanted = Entry {
        epoch: Epoch(1),
        revision: Revision(8),
        generation: Generation(8),
        content: Some(Digest([8; 32])),
    };
    for slot in [2, 3] {
        let slot = state.slots.entry(AccountNumber::from_value(slot));
        slot.or_default().failed = Some(Failed {
            wanted,
            reason: "refused".to_owned(),
            attempts: 1,
            retry_at: Timestamp::default(),
        });
    }
    let seat = |server, pop| Seat {
        server: ServerId(server),
        pop: PopId(pop),
    };
    let before = state.clone();
    assert!(!state.take_seat(seat(1, 1)), "it was nobody's");
    assert!(!state.take_seat(seat(1, 1)), "it was its own");
    assert_eq!((state.log, &state.slots), (before.log, &before.slots));
    for other in [seat(1, 2), seat(2, 2)] {
        let mut moved = state.clone();
        assert!(moved.take_seat(other));
        assert_eq!(
            (moved.seat, moved.log, moved.cursor, moved.unswept),
            (Some(other), None, Cursor::default(), true)
        );
        let running = AccountNumber::from_value(2);
        assert_eq!(moved.slots.len(), 2);
        assert_eq!(moved.content(&running), Some(Digest([7; 32])));
        assert_eq!(moved.exceptions().count(), 0);
        // What was applied elsewhere is no revision of what is sent here.
        moved.cursor = before.cursor;
        assert_eq!(moved.running(&moved.slots[&running]), Revision(0));
        let sum = whole(&state).sum;
        assert!(changes(&state, &moved, sum).is_none(), "a new file");
    }
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
    file.store(&Arc::new(state.clone())).unwrap();
    assert_eq!(file.load().unwrap(), Found::State(state));
    let mode = fs::metadata(file.path()).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[test]
fn a_damaged_file_is_moved_aside_and_the_disk_counts_as_empty() {
    let folder = tempfile::tempdir().unwrap();
    let file = StateFile::in_folder(folder.path());
    file.store(&Arc::new(State::default())).unwrap();
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
    fs::write(file.path(), "landfall-agent-state 3\nend\n").unwrap();
    let refused = file.load().unwrap_err().to_string();
    assert!(refused.contains("has form 3"), "{refused}");
    assert_eq!(
        read(b"landfall-agent-state x"),
        Err(Unreadable::Version("x".to_owned()))
    );
}

#[test]
fn a_store_that_fails_leaves_the_old_state() {
    let folder = tempfile::tempdir().unwrap();
    let file = StateFile::in_folder(folder.path());
    file.store(&Arc::new(State::default())).unwrap();
    // A folder in the way: nothing can be written beside, whoever runs the test.
    fs::create_dir(file.path().with_extension("new")).unwrap();
    let other = State {
        unswept: true,
        ..State::default()
    };
    // What is told apart is the new file: this one has not written any yet.
    let file = StateFile::in_folder(folder.path());
    assert!(file.store(&Arc::new(other)).is_err());
    assert_eq!(file.load().unwrap(), Found::State(State::default()));
}

fn at(revision: u64, slots: u64) -> Arc<State> {
    let running = |number| {
        let slot = Slot {
            running: Some(Entry {
                epoch: Epoch(1),
                revision: Revision(number),
                generation: Generation(number),
                content: Some(Digest([7; 32])),
            }),
            failed: None,
        };
        (AccountNumber::from_value(number), slot)
    };
    Arc::new(State {
        cursor: Cursor {
            epoch: Epoch(1),
            revision: Revision(revision),
        },
        slots: (1..=slots).map(running).collect(),
        ..State::default()
    })
}

#[test]
fn a_round_adds_what_has_changed_and_a_long_file_is_written_anew() {
    let folder = tempfile::tempdir().unwrap();
    let file = StateFile::in_folder(folder.path());
    let length = || fs::metadata(file.path()).unwrap().len();
    file.store(&at(0, 2_000)).unwrap();
    let first = length();
    let mut longest = 0;
    for revision in 1..=3_000 {
        let state = at(revision, 2_000 + revision % 3);
        let before = length();
        file.store(&state).unwrap();
        assert!(
            length() < before + 600 || length() > first / 2,
            "{}",
            length()
        );
        longest = longest.max(length());
        if revision % 500 == 0 {
            assert_eq!(file.load().unwrap(), Found::State((*state).clone()));
        }
    }
    assert!(longest > first + first / 2, "nothing was added");
    assert!(longest < 2 * first + 2_000, "{longest}");
    assert!(length() < longest, "it was never written anew");
}

#[test]
fn what_was_being_added_when_the_agent_ended_is_passed_over_and_gone_with_the_next_round() {
    let folder = tempfile::tempdir().unwrap();
    let file = StateFile::in_folder(folder.path());
    file.store(&at(1, 1)).unwrap();
    let first = fs::metadata(file.path()).unwrap().len();
    file.store(&at(2, 2)).unwrap();
    let both = fs::read(file.path()).unwrap();
    for cut in first..both.len() as u64 {
        fs::write(file.path(), &both[..usize::try_from(cut).unwrap()]).unwrap();
        let again = StateFile::in_folder(folder.path());
        assert_eq!(again.load().unwrap(), Found::State((*at(1, 1)).clone()));
        again.store(&at(3, 2)).unwrap();
        again.store(&at(4, 1)).unwrap();
        assert_eq!(again.load().unwrap(), Found::State((*at(4, 1)).clone()));
    }
}

#[test]
fn keys_that_are_gone_make_a_new_file() {
    let before = State {
        keys: [(1, [1; 32])].into(),
        ..State::default()
    };
    let sum = whole(&before).sum;
    assert!(changes(&before, &State::default(), sum).is_none());
}

#[test]
fn a_file_that_is_not_in_its_place_any_more_is_not_added_to() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("state-of-the-agent");
    fs::create_dir(&place).unwrap();
    let file = StateFile::in_folder(&place);
    file.store(&at(1, 1)).unwrap();
    fs::rename(file.path(), place.join("aside")).unwrap();
    file.store(&at(2, 2)).unwrap();
    assert_eq!(file.load().unwrap(), Found::State((*at(2, 2)).clone()));
    fs::rename(&place, folder.path().join("moved")).unwrap();
    assert!(file.store(&at(3, 2)).is_err(), "there is no such folder");
}
