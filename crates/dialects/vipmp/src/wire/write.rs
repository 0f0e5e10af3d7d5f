//! How values become bytes.

use std::fmt;

use landfall_core::id::{Date, Timestamp};
use serde::{Serialize, Serializer};

/// Compact JSON. A customer takes about 1 kB, so one allocation usually does.
pub(crate) fn json(value: &impl Serialize) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(1024);
    serde_json::to_writer(&mut bytes, value)
        .expect("wire types have text for keys, and a vector takes every byte");
    bytes
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
