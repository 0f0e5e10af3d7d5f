//! How values become bytes.

use std::{borrow::Cow, fmt};

use landfall_core::id::{Date, Timestamp};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Serialize, Serializer};
use serde_json::Value;

/// Compact JSON. A customer takes about 1 kB, so one allocation usually does.
pub(crate) fn json(value: &impl Serialize) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(1024);
    serde_json::to_writer(&mut bytes, value)
        .expect("wire types have text for keys, and a vector takes every byte");
    bytes
}

/// The same as a value.
pub(crate) fn value(value: &impl Serialize) -> Value {
    serde_json::to_value(value).expect("wire types have text for keys")
}

/// An array whose elements are made from `items` one at a time, as they are written.
pub(super) struct Each<'a, T, W>(pub(super) &'a [T], pub(super) fn(&'a T) -> W);

impl<T, W> Each<'_, T, W> {
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<T, W: Serialize> Serialize for Each<'_, T, W> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(self.1))
    }
}

/// A value as it is printed: a URI, or a time in the form `2019-05-02T22:49:52Z`.
pub(super) fn printed<S: Serializer>(
    value: &impl fmt::Display,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.collect_str(value)
}

/// `2024-07-17T03:47:35`: only groups have their time so.
pub(super) struct WithoutZone(pub(super) Timestamp);

impl Serialize for WithoutZone {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0.without_zone())
    }
}

/// `2020-05-02`, or the empty text.
pub(super) struct Day(pub(super) Option<Date>);

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Some(date) => serializer.collect_str(&date),
            None => serializer.serialize_str(""),
        }
    }
}

impl<T, W: JsonSchema> JsonSchema for Each<'_, T, W> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        Vec::<W>::schema_name()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        Vec::<W>::json_schema(generator)
    }
}

impl JsonSchema for WithoutZone {
    fn schema_name() -> Cow<'static, str> {
        "TimeWithoutZone".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "description": "The one time of the dialect without a zone; UTC.",
            "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}$",
        })
    }
}

impl JsonSchema for Day {
    fn schema_name() -> Cow<'static, str> {
        "Day".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "pattern": "^([0-9]{4}-[0-9]{2}-[0-9]{2})?$" })
    }
}
