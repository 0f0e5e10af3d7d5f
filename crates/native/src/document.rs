//! The OpenAPI document of all that the native face answers: its API, whose part is made from the handlers and types by
//! `utoipa`, and the paths for supervisors, which say more than its model holds: that a text is always the same.

use serde_json::{Map, Value};

use crate::{health, routes};

/// The OpenAPI 3.1 document of `/landfall/v1`, `/healthz` and `/readyz`.
///
/// # Panics
///
/// Never: what is written is made of maps with texts as keys.
pub fn document() -> Value {
    let api = routes::openapi();
    let mut document = serde_json::to_value(api).expect("a document can be written");
    let Value::Object(mut health) = health::document() else {
        return document;
    };
    for part in ["paths", "tags"] {
        add(&mut document, part, health.remove(part));
    }
    document
}

/// Adds to the part of a document, which is a map or a list, what it has not.
fn add(document: &mut Value, part: &str, more: Option<Value>) {
    match (document.get_mut(part), more) {
        (Some(Value::Object(here)), Some(Value::Object(more))) => here.extend::<Map<_, _>>(more),
        (Some(Value::Array(here)), Some(Value::Array(more))) => here.extend(more),
        (None, Some(more)) => document[part] = more,
        _ => {}
    }
}
