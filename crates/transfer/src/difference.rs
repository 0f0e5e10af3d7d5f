//! In which members two objects differ.

use landfall_core::model::Item;
use serde_json::Value;

use crate::encode;

/// The members in which two objects of one kind differ, as lines have them, such as `organization.profile.website`. Secrets
/// are in no line, so they never differ.
pub fn differences(one: &Item, other: &Item) -> Vec<String> {
    let mut found = Vec::new();
    compare(&value(one), &value(other), String::new(), &mut found);
    found
}

fn value(item: &Item) -> Value {
    let mut line = Vec::new();
    if encode(item, &mut line).is_err() {
        return Value::Null;
    }
    serde_json::from_slice(&line).unwrap_or_default()
}

fn compare(one: &Value, other: &Value, path: String, found: &mut Vec<String>) {
    match (one, other) {
        _ if one == other => {}
        (Value::Object(one), Value::Object(other)) => {
            let only_other = other.keys().filter(|name| !one.contains_key(*name));
            for name in one.keys().chain(only_other) {
                let path = if path.is_empty() {
                    name.clone()
                } else {
                    format!("{path}.{name}")
                };
                let (one, other) = (one.get(name), other.get(name));
                compare(
                    one.unwrap_or(&Value::Null),
                    other.unwrap_or(&Value::Null),
                    path,
                    found,
                );
            }
        }
        _ => found.push(path),
    }
}
