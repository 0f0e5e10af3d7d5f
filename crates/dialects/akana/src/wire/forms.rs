//! Forms of values that several members have, for the dialect's document.

use schemars::{Schema, SchemaGenerator, json_schema};

/// A moment in UTC, with its seconds.
pub(super) fn moment(_: &mut SchemaGenerator) -> Schema {
    json_schema!({
        "type": "string",
        "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$",
    })
}

/// The id of a thing with its tenant behind it.
pub(super) fn id(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "string", "pattern": r"^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$" })
}

/// A text with something in it.
pub(super) fn some_text(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "string", "minLength": 1 })
}

/// May it be done?
pub(super) fn permission(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "enum": ["com.akana.allow", "com.akana.dontallow"] })
}
