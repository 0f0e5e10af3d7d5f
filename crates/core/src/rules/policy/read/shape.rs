//! Lists and objects of a body, read as they come. What has another form is a finding at its place and passed over, so that the
//! rest of the body is looked at too.

use std::fmt;

use serde::Deserializer;
use serde::de::{DeserializeSeed, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::{
    super::finding::{Findings, Pointer},
    body::Form,
};

/// Where the reader stands and what it has seen so far.
#[derive(Default)]
pub(super) struct Reading {
    pub(super) findings: Findings,
    pub(super) place: Pointer,
    /// Nodes so far, matches and features together.
    pub(super) nodes: usize,
    /// In whose form it is sent.
    pub(super) form: Form,
}

impl Reading {
    /// Adds a finding about the place where the reader stands.
    pub(super) fn find(&mut self, description: impl Into<String>) {
        self.findings.add(&self.place, description);
    }

    /// Adds a finding about a member or an element of that place.
    pub(super) fn find_at(&mut self, step: impl fmt::Display, description: impl Into<String>) {
        self.findings.add(&self.place.at(step), description);
    }
}

/// Something that reads the elements of a list.
pub(super) trait ReadsList<'de> {
    /// What it says when there is no list.
    const WANTED: &'static str;
    fn reading(&mut self) -> &mut Reading;
    fn elements<A: SeqAccess<'de>>(&mut self, list: &mut A) -> Result<(), A::Error>;
}

/// Something that reads the members of an object.
pub(super) trait ReadsObject<'de> {
    /// What it says when there is no object.
    const WANTED: &'static str;
    fn reading(&mut self) -> &mut Reading;
    fn members<A: MapAccess<'de>>(&mut self, object: &mut A) -> Result<(), A::Error>;
}

/// A value that should be a list.
pub(super) struct List<R>(pub(super) R);

/// A value that should be an object.
pub(super) struct Object<R>(pub(super) R);

/// What neither a list nor an object is.
macro_rules! scalars {
    () => {
        fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
            formatter.write_str("JSON")
        }

        fn visit_bool<E>(mut self, _: bool) -> Result<(), E> {
            self.0.reading().find(R::WANTED);
            Ok(())
        }

        fn visit_i64<E>(mut self, _: i64) -> Result<(), E> {
            self.0.reading().find(R::WANTED);
            Ok(())
        }

        fn visit_u64<E>(mut self, _: u64) -> Result<(), E> {
            self.0.reading().find(R::WANTED);
            Ok(())
        }

        fn visit_f64<E>(mut self, _: f64) -> Result<(), E> {
            self.0.reading().find(R::WANTED);
            Ok(())
        }

        fn visit_str<E>(mut self, _: &str) -> Result<(), E> {
            self.0.reading().find(R::WANTED);
            Ok(())
        }

        fn visit_unit<E>(mut self) -> Result<(), E> {
            self.0.reading().find(R::WANTED);
            Ok(())
        }
    };
}

impl<'de, R: ReadsList<'de>> DeserializeSeed<'de> for List<R> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<(), D::Error> {
        json.deserialize_any(self)
    }
}

impl<'de, R: ReadsList<'de>> Visitor<'de> for List<R> {
    type Value = ();

    scalars!();

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut list: A) -> Result<(), A::Error> {
        self.0.elements(&mut list)
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut object: A) -> Result<(), A::Error> {
        self.0.reading().find(R::WANTED);
        while object.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(())
    }
}

impl<'de, R: ReadsObject<'de>> DeserializeSeed<'de> for Object<R> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<(), D::Error> {
        json.deserialize_any(self)
    }
}

impl<'de, R: ReadsObject<'de>> Visitor<'de> for Object<R> {
    type Value = ();

    scalars!();

    fn visit_map<A: MapAccess<'de>>(mut self, mut object: A) -> Result<(), A::Error> {
        self.0.members(&mut object)
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut list: A) -> Result<(), A::Error> {
        self.0.reading().find(R::WANTED);
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(())
    }
}
