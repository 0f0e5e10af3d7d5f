//! Whatever an object holds, its line gives it back, and the line of what was read is the same line.

use std::{cell::RefCell, collections::BTreeMap};

use landfall_core::id::Timestamp;
use landfall_transfer::{Decoded, decode, encode};
use proptest::{
    prelude::*,
    sample::Index,
    test_runner::{Config, TestRunner},
};
use serde_json::Value;

/// A line of each kind, some with all members and some with few.
const SAMPLES: &str = include_str!("samples.ndjson");

/// What is done to a value somewhere in an object.
#[derive(Debug, Clone)]
enum Change {
    /// Another value of the same kind, which most objects still are objects with.
    Alike(u64),
    /// Any value.
    Any(Value),
}

fn changes() -> impl Strategy<Value = Change> {
    let other = prop_oneof![
        4 => any::<String>().prop_map(Value::from),
        2 => "[ -~]{0,12}".prop_map(Value::from),
        2 => "[\\u{80}-\\u{ffff}]{1,8}".prop_map(Value::from),
        1 => any::<u64>().prop_map(Value::from),
        1 => (-180.0..180.0_f64).prop_map(Value::from),
        1 => any::<bool>().prop_map(Value::from),
        1 => Just(Value::Null),
        1 => Just(Value::Array(Vec::new())),
    ];
    prop_oneof![
        3 => any::<u64>().prop_map(Change::Alike),
        1 => other.prop_map(Change::Any),
    ]
}

/// Another value of the kind of `value`: another time for a time, another UUID for a UUID, a text that is a little longer or
/// shorter for a text.
fn alike(value: &Value, random: u64) -> Value {
    match value {
        Value::String(text) if text.parse::<Timestamp>().is_ok() => {
            let seconds = i64::try_from(random % 4_000_000_000).expect("it is small");
            Timestamp::from_seconds(seconds).to_string().into()
        }
        Value::String(text) if text.parse::<uuid::Uuid>().is_ok() => {
            uuid::Uuid::from_u64_pair(random, random).to_string().into()
        }
        Value::String(text) => match random % 8 {
            0 => text.chars().skip(1).collect::<String>().into(),
            1 => text.to_lowercase().into(),
            2 => text.to_uppercase().into(),
            3 => format!("{text} {text}").into(),
            // The hexadecimal digits are letters and digits at once.
            _ => format!("{text}{:X}", random >> 60).into(),
        },
        Value::Number(number) if number.is_f64() => {
            let thousandths = i32::try_from(random % 180_000).expect("it is small");
            (f64::from(thousandths) / 1000.0 - 90.0).into()
        }
        Value::Number(_) => (random >> (random % 64)).into(),
        Value::Bool(truth) => (!truth).into(),
        other => other.clone(),
    }
}

/// The places of all values that hold no others.
fn places(value: &Value, path: &str, to: &mut Vec<String>) {
    match value {
        Value::Object(members) if !members.is_empty() => {
            for (name, value) in members {
                places(value, &format!("{path}/{name}"), to);
            }
        }
        Value::Array(values) if !values.is_empty() => {
            for (number, value) in values.iter().enumerate() {
                places(value, &format!("{path}/{number}"), to);
            }
        }
        _ => to.push(path.to_owned()),
    }
}

fn change(object: &mut Value, place: Index, change: Change) {
    let mut all = Vec::new();
    places(object, "", &mut all);
    let value = object
        .pointer_mut(place.get(all.as_slice()).as_str())
        .expect("it is a place of this object");
    *value = match change {
        Change::Alike(random) => alike(value, random),
        Change::Any(other) => other,
    };
}

#[test]
fn every_object_that_is_read_is_written_as_a_line_that_reads_the_same() {
    let samples: Vec<Value> = (SAMPLES.lines())
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let kind = |object: &Value| object.as_object().unwrap().keys().next().unwrap().clone();
    let kinds = samples.iter().map(|object| (kind(object), 0_u32));
    let taken: RefCell<BTreeMap<String, u32>> = RefCell::new(kinds.collect());
    let changed = proptest::collection::vec((any::<Index>(), changes()), 1..4);
    let mut runner = TestRunner::new(Config {
        cases: 4096,
        failure_persistence: None,
        ..Config::default()
    });
    let held = runner.run(
        &(prop::sample::select(samples.clone()), changed),
        |(original, changed)| {
            let mut object = original.clone();
            for (place, other) in changed {
                change(&mut object, place, other);
            }
            let Ok(Decoded::Item(item)) = decode(object.to_string().as_bytes()) else {
                return Ok(());
            };
            if object != original {
                *taken.borrow_mut().get_mut(&kind(&object)).unwrap() += 1;
            }
            let mut line = Vec::new();
            encode(&item, &mut line).unwrap();
            prop_assert_eq!(memchr::memchr_iter(b'\n', &line).count(), 1);
            let again = decode(line.trim_ascii_end());
            prop_assert_eq!(again, Ok(Decoded::Item(item.clone())));
            let mut second = Vec::new();
            encode(&item, &mut second).unwrap();
            prop_assert_eq!(line, second);
            Ok(())
        },
    );
    held.unwrap();
    // Many changes make an object that is none; a test of those alone would show nothing. Each sample is changed about 170
    // times; of each kind 30 and more are taken, and 1,400 and more in all.
    let taken = taken.into_inner();
    assert!(taken.values().all(|&taken| taken > 5), "{taken:?}");
    assert!(taken.values().sum::<u32>() > 800, "{taken:?}");
}
