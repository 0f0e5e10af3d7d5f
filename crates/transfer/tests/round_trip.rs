//! Whatever an object holds, its line gives it back, and the line of what was read is the same line.

use std::cell::Cell;

use landfall_transfer::{Decoded, decode, encode};
use proptest::{
    prelude::*,
    test_runner::{Config, TestRunner},
};
use serde_json::Value;

/// A line of each kind, some with all members and some with few.
const SAMPLES: &str = include_str!("samples.ndjson");

/// What is put in place of a value somewhere in an object.
fn values() -> impl Strategy<Value = Value> {
    prop_oneof![
        4 => any::<String>().prop_map(Value::from),
        2 => "[ -~]{0,12}".prop_map(Value::from),
        2 => "[\\u{80}-\\u{ffff}]{1,8}".prop_map(Value::from),
        1 => any::<u64>().prop_map(Value::from),
        1 => (-180.0..180.0_f64).prop_map(Value::from),
        1 => any::<bool>().prop_map(Value::from),
        1 => Just(Value::Null),
        1 => Just(Value::Array(Vec::new())),
    ]
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

#[test]
fn every_object_that_is_read_is_written_as_a_line_that_reads_the_same() {
    let samples: Vec<Value> = (SAMPLES.lines())
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let taken = Cell::new(0_u32);
    let changes = proptest::collection::vec((any::<prop::sample::Index>(), values()), 1..4);
    let mut runner = TestRunner::new(Config {
        cases: 4096,
        failure_persistence: None,
        ..Config::default()
    });
    let held = runner.run(
        &(prop::sample::select(samples), changes),
        |(mut object, changes)| {
            for (place, value) in changes {
                let mut all = Vec::new();
                places(&object, "", &mut all);
                let place = object.pointer_mut(place.get(all.as_slice()).as_str());
                *place.unwrap() = value;
            }
            let Ok(Decoded::Item(item)) = decode(object.to_string().as_bytes()) else {
                return Ok(());
            };
            taken.set(taken.get() + 1);
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
    // Most changes make an object that is none; a test of those alone would show nothing.
    assert!(taken.get() > 200, "{} objects only", taken.get());
}
