//! How two JSON values differ.

use serde::Serialize;
use serde_json::Value;

use super::super::finding::Pointer;

/// Elements are told apart only as long as that takes at most so many comparisons.
const MOST_COMPARISONS: usize = 40_000;

/// A place at which two values differ.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct JsonChange {
    /// Where: a pointer into the policy that comes after; into the one before, for what is gone.
    pub pointer: String,
    /// What was there, as JSON; none for what is new.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<Value>,
    /// What is there now; none for what is gone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<Value>,
}

/// Where a value stands on either side.
#[derive(Debug, Clone)]
pub(super) struct Places {
    pub(super) before: Pointer,
    pub(super) after: Pointer,
}

impl Places {
    fn at(&self, before: impl std::fmt::Display, after: impl std::fmt::Display) -> Self {
        Self {
            before: self.before.at(before),
            after: self.after.at(after),
        }
    }
}

/// Adds how two values differ. The order of members does not matter; that of elements does.
pub(super) fn changes(before: &Value, after: &Value, places: &Places, out: &mut Vec<JsonChange>) {
    match (before, after) {
        _ if before == after => {}
        (Value::Object(old), Value::Object(new)) => {
            for (key, value) in old {
                match new.get(key) {
                    Some(other) => changes(value, other, &places.at(key, key), out),
                    None => out.push(gone(value, &places.before.at(key))),
                }
            }
            for (key, value) in new.iter().filter(|(key, _)| !old.contains_key(*key)) {
                out.push(added(value, &places.after.at(key)));
            }
        }
        (Value::Array(old), Value::Array(new)) => elements(old, new, places, out),
        _ => out.push(JsonChange {
            pointer: places.after.to_string(),
            before: Some(before.clone()),
            after: Some(after.clone()),
        }),
    }
}

/// Elements that are equal at both ends stay as they are; of what is between, those of one kind are compared with each other.
fn elements(old: &[Value], new: &[Value], places: &Places, out: &mut Vec<JsonChange>) {
    let start = old.iter().zip(new).take_while(|(a, b)| a == b).count();
    let (old_rest, new_rest) = (&old[start..], &new[start..]);
    let ends = old_rest.iter().rev().zip(new_rest.iter().rev());
    let end = ends.take_while(|(a, b)| a == b).count();
    let old_middle = &old_rest[..old_rest.len() - end];
    let new_middle = &new_rest[..new_rest.len() - end];

    if old_middle.len().saturating_mul(new_middle.len()) > MOST_COMPARISONS {
        return by_place(start, old_middle, new_middle, places, out);
    }
    // An element that is on both sides is not to be taken for another.
    let is_kept: Vec<bool> = new_middle
        .iter()
        .map(|one| old_middle.contains(one))
        .collect();
    let mut next = 0;
    for (index, value) in (start..).zip(old_middle) {
        let rest = next..new_middle.len();
        let equal = rest.clone().find(|&at| new_middle[at] == *value);
        let found = equal.or_else(|| {
            rest.clone()
                .find(|&at| !is_kept[at] && same_kind(value, &new_middle[at]))
        });
        let Some(found) = found else {
            out.push(gone(value, &places.before.at(index)));
            continue;
        };
        for (place, skipped) in (start + next..).zip(&new_middle[next..found]) {
            out.push(added(skipped, &places.after.at(place)));
        }
        changes(
            value,
            &new_middle[found],
            &places.at(index, start + found),
            out,
        );
        next = found + 1;
    }
    for (index, value) in (start + next..).zip(&new_middle[next..]) {
        out.push(added(value, &places.after.at(index)));
    }
}

/// Compares the elements of long lists, which would take too long to be told apart.
fn by_place(
    start: usize,
    old: &[Value],
    new: &[Value],
    places: &Places,
    out: &mut Vec<JsonChange>,
) {
    for index in 0..old.len().max(new.len()) {
        let place = start + index;
        match (old.get(index), new.get(index)) {
            (Some(old), Some(new)) => changes(old, new, &places.at(place, place), out),
            (Some(old), None) => out.push(gone(old, &places.before.at(place))),
            (None, Some(new)) => out.push(added(new, &places.after.at(place))),
            (None, None) => {}
        }
    }
}

/// Whether two nodes are of one type, or neither is a node.
fn same_kind(one: &Value, other: &Value) -> bool {
    one.get("type") == other.get("type")
}

fn gone(value: &Value, place: &Pointer) -> JsonChange {
    JsonChange {
        pointer: place.to_string(),
        before: Some(value.clone()),
        after: None,
    }
}

fn added(value: &Value, place: &Pointer) -> JsonChange {
    JsonChange {
        pointer: place.to_string(),
        before: None,
        after: Some(value.clone()),
    }
}
