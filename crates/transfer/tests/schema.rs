//! The published schema and the reader of lines say the same: about every kind of line, and about every way to spoil one.

#![expect(clippy::unwrap_used, reason = "in a test a panic is the report")]

use std::collections::BTreeSet;

use landfall_core::model::ItemKind;
use landfall_transfer::{
    Decoded, SCHEMA, decode, encode,
    generate::{Plan, generate},
    header,
};
use serde_json::{Value, json};

/// A line of every kind, each with every member that the kind has.
const SAMPLES: &str = include_str!("samples.ndjson");

fn validator() -> jsonschema::Validator {
    jsonschema::validator_for(&serde_json::from_str(SCHEMA).unwrap()).unwrap()
}

fn read(line: &Value) -> bool {
    decode(line.to_string().as_bytes()).is_ok()
}

#[test]
fn every_kind_is_described_and_read_and_written_as_it_was() {
    let schema = validator();
    let mut kinds = BTreeSet::new();
    for line in SAMPLES.lines() {
        let value: Value = serde_json::from_str(line).unwrap();
        assert!(schema.is_valid(&value), "{line}");
        let Decoded::Item(item) = decode(line.as_bytes()).unwrap() else {
            panic!("{line}");
        };
        let mut written = Vec::new();
        encode(&item, &mut written).unwrap();
        assert_eq!(String::from_utf8(written).unwrap().trim_end(), line);
        kinds.insert(item.key().kind());
    }
    assert_eq!(kinds, ItemKind::ALL.iter().copied().collect());
    let header: Value = serde_json::from_slice(&header()).unwrap();
    assert!(schema.is_valid(&header));
}

/// The line with one of the members below it changed, for every member on every level; `change` may leave one as it is.
fn changed(line: &Value, change: &impl Fn(&Value) -> Option<Value>) -> Vec<Value> {
    let mut all: Vec<Value> = change(line).into_iter().collect();
    match line {
        Value::Object(members) => {
            for (name, member) in members {
                for below in changed(member, change) {
                    let mut copy = members.clone();
                    copy.insert(name.clone(), below);
                    all.push(Value::Object(copy));
                }
            }
        }
        Value::Array(values) => {
            for (index, value) in values.iter().enumerate() {
                for below in changed(value, change) {
                    let mut copy = values.clone();
                    copy[index] = below;
                    all.push(Value::Array(copy));
                }
            }
        }
        _ => {}
    }
    all
}

fn spoiled(what: &str, change: impl Fn(&Value) -> Option<Value>) {
    let schema = validator();
    let mut count = 0;
    for line in SAMPLES.lines() {
        let line: Value = serde_json::from_str(line).unwrap();
        for bad in changed(&line, &change) {
            assert!(!schema.is_valid(&bad), "the schema takes {what}: {bad}");
            assert!(!read(&bad), "the reader takes {what}: {bad}");
            count += 1;
        }
    }
    assert!(count > 20, "{what}: {count}");
}

#[test]
fn both_refuse_members_of_another_type() {
    spoiled("an array for a member", |value| match value {
        Value::Array(_) => None,
        _ => Some(json!([[]])),
    });
    spoiled("a number for a text", |value| {
        value.is_string().then(|| json!(5))
    });
    spoiled("a text for a number", |value| {
        value.is_number().then(|| json!("5"))
    });
    spoiled("a text for an object", |value| {
        value.is_object().then(|| json!("text"))
    });
}

#[test]
fn both_refuse_members_that_they_do_not_know() {
    spoiled("another member", |value| {
        let mut members = value.as_object()?.clone();
        members.insert("surprise".to_owned(), json!(1));
        Some(Value::Object(members))
    });
}

#[test]
fn both_want_the_same_members() {
    let schema = validator();
    for line in SAMPLES.lines() {
        let line: Value = serde_json::from_str(line).unwrap();
        let (kind, object) = line.as_object().unwrap().iter().next().unwrap();
        for name in object.as_object().unwrap().keys() {
            let mut without = object.clone();
            without.as_object_mut().unwrap().remove(name);
            let without = json!({ kind: without });
            // Whether one member needs another is beyond what the schema says.
            let rule = decode(without.to_string().as_bytes()).err();
            let missing = rule.is_some_and(|fault| fault.text.starts_with("missing member"));
            assert_eq!(schema.is_valid(&without), !missing, "{without}");
        }
    }
}

#[test]
fn generated_lines_are_as_described() {
    let schema = validator();
    let plan = Plan {
        tenant: "acme".parse().unwrap(),
        customers: 200,
        fulfillments: 200,
        seed: 3,
        until: "2026-01-01T00:00:00Z".parse().unwrap(),
    };
    for item in generate(plan) {
        let mut line = Vec::new();
        encode(&item, &mut line).unwrap();
        let value: Value = serde_json::from_slice(&line).unwrap();
        assert!(schema.is_valid(&value), "{value}");
        assert_eq!(decode(line.trim_ascii_end()), Ok(Decoded::Item(item)));
    }
}
