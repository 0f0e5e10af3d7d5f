//! Forms of values that several members have, for the dialect's document.

use std::borrow::Cow;

use landfall_core::model::{DeployState, Environment, Platform, PolicyState};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::Value;

/// Any of these texts.
pub(crate) fn one_of(texts: impl IntoIterator<Item = &'static str>) -> Schema {
    json_schema!({ "enum": texts.into_iter().collect::<Vec<_>>() })
}

/// An id, as answers print it and as it is asked for; a text, but for steps of histories and ids of rules that are listed.
pub(crate) struct Id;

impl JsonSchema for Id {
    fn schema_name() -> Cow<'static, str> {
        "Id".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "pattern": "^[1-9][0-9]{0,15}$" })
    }
}

/// A moment, in whole seconds of UTC.
pub(crate) struct Time;

impl JsonSchema for Time {
    fn schema_name() -> Cow<'static, str> {
        "Time".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$" })
    }
}

/// A number of a step, where numbers are not texts.
pub(super) fn number(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "integer" })
}

/// Where policies are for.
pub(crate) fn platforms(_: &mut SchemaGenerator) -> Schema {
    one_of(Platform::ALL.iter().map(|platform| platform.as_str()))
}

/// Where a deploy request asks for its policy.
pub(crate) fn environments(_: &mut SchemaGenerator) -> Schema {
    one_of(Environment::ALL.iter().map(|one| one.as_str()))
}

/// What a policy can be.
pub(crate) fn policy_states(_: &mut SchemaGenerator) -> Schema {
    one_of(PolicyState::ALL.iter().map(|state| state.as_str()))
}

/// What a deploy request can be.
pub(crate) fn deploy_states(_: &mut SchemaGenerator) -> Schema {
    one_of(DeployState::ALL.iter().map(|state| state.as_str()))
}

/// Says how a member looks that an object's schema has already.
pub(super) fn member(schema: &mut Schema, name: &str, shape: Value) {
    if let Some(properties) = schema.get_mut("properties") {
        properties[name] = shape;
    }
}

/// Adds to an object's schema that these members are always there.
pub(super) fn always(schema: &mut Schema, names: &[&str]) {
    if let Some(Value::Array(required)) = schema.get_mut("required") {
        required.extend(names.iter().map(|name| Value::from(*name)));
    }
}

/// Takes members from an object's schema that are never there.
pub(super) fn never(schema: &mut Schema, names: &[&str]) {
    if let Some(Value::Object(properties)) = schema.get_mut("properties") {
        for name in names {
            properties.remove(*name);
        }
    }
}
