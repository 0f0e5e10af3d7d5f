//! Match nodes and features: their keys and types. They are written anew while they are read: members keep their order and
//! values their text; the server's own keys are left out and `select.first-match` has one name (rulesv4 contract, sections 5 and
//! 7).

use serde::de::{DeserializeSeed, IgnoredAny, MapAccess, SeqAccess};
use serde_json::value::RawValue;

use super::super::limits::{DEEPEST, MOST_NODES, too_deep, too_many_nodes};
use super::{
    members::{Names, is_server_s},
    shape::{List, Object, Reading, ReadsList, ReadsObject},
    sound,
};

const OTHER_SELECT: &str = "match.select.first-match";
const SELECT: &str = r#""select.first-match""#;

/// What a node is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Match,
    Feature,
}

/// Reads the match nodes of a rule and writes what is kept of them.
pub(super) struct Nodes<'r> {
    reading: &'r mut Reading,
    out: &'r mut String,
    kind: Kind,
    /// How many match nodes these stand in.
    depth: usize,
}

/// The match nodes of a rule: a list with at least one.
pub(super) fn of_rule<'r>(reading: &'r mut Reading, out: &'r mut String) -> List<Nodes<'r>> {
    List(Nodes {
        reading,
        out,
        kind: Kind::Match,
        depth: 0,
    })
}

impl<'de> ReadsList<'de> for Nodes<'_> {
    const WANTED: &'static str = "This must be a list of nodes.";

    fn reading(&mut self) -> &mut Reading {
        self.reading
    }

    fn elements<A: SeqAccess<'de>>(&mut self, list: &mut A) -> Result<(), A::Error> {
        self.out.push('[');
        let mark = self.reading.place.mark();
        let mut index = 0;
        loop {
            let enough = self.reading.nodes > MOST_NODES || self.reading.findings.is_full();
            let too_deep_here = self.kind == Kind::Match && self.depth >= DEEPEST;
            if enough || too_deep_here {
                if too_deep_here && list.next_element::<IgnoredAny>()?.is_some() {
                    self.reading.find_at(index, too_deep());
                }
                while list.next_element::<IgnoredAny>()?.is_some() {}
                break;
            }
            self.reading.place.push(index);
            if index > 0 {
                self.out.push(',');
            }
            let there_is_one = self.element(list)?;
            self.reading.place.back(mark);
            if !there_is_one {
                break;
            }
            index += 1;
        }
        if index > 0 {
            // The comma before an element that was not there.
            self.out.pop();
        } else if self.depth == 0 && self.kind == Kind::Match {
            self.reading.find("A rule needs at least one match node.");
        }
        self.out.push(']');
        Ok(())
    }
}

impl Nodes<'_> {
    /// Reads an element if there is one.
    fn element<'de, A: SeqAccess<'de>>(&mut self, list: &mut A) -> Result<bool, A::Error> {
        let node = Object(Node {
            reading: self.reading,
            out: self.out,
            kind: self.kind,
            depth: self.depth,
        });
        Ok(list.next_element_seed(node)?.is_some())
    }
}

/// Reads one node.
struct Node<'r> {
    reading: &'r mut Reading,
    out: &'r mut String,
    kind: Kind,
    depth: usize,
}

impl<'de> ReadsObject<'de> for Node<'_> {
    const WANTED: &'static str = "A node must be an object.";

    fn reading(&mut self) -> &mut Reading {
        self.reading
    }

    fn members<A: MapAccess<'de>>(&mut self, object: &mut A) -> Result<(), A::Error> {
        self.reading.nodes += 1;
        if self.reading.nodes == MOST_NODES + 1 {
            self.reading.find(too_many_nodes());
        }
        let mut names = Names::default();
        self.out.push('{');
        let start = self.out.len();
        while let Some(name) = object.next_key::<String>()? {
            if is_server_s(&name) {
                object.next_value::<IgnoredAny>()?;
                continue;
            }
            // `_` stands for `-`, so that both forms of one key are the same key.
            names.add_as(&name.replace('_', "-"), &name, self.reading);
            if self.out.len() > start {
                self.out.push(',');
            }
            self.out.push_str(&quoted(&name));
            self.out.push(':');
            let mark = self.reading.place.mark();
            self.reading.place.push(&name);
            match (self.kind, name.as_str()) {
                (Kind::Match, "matches") => {
                    self.nested(object, Kind::Match, self.depth + 1)?;
                }
                (Kind::Match, "features") => self.nested(object, Kind::Feature, self.depth)?,
                (_, "type") => self.node_type(object.next_value()?),
                _ => self.attribute(object.next_value()?),
            }
            self.reading.place.back(mark);
        }
        self.out.push('}');
        names.require(&["type"], self.reading);
        Ok(())
    }
}

impl Node<'_> {
    fn nested<'de, A: MapAccess<'de>>(
        &mut self,
        object: &mut A,
        kind: Kind,
        depth: usize,
    ) -> Result<(), A::Error> {
        let nodes = Nodes {
            reading: self.reading,
            out: self.out,
            kind,
            depth,
        };
        object.next_value_seed(Nested(nodes))
    }

    fn node_type(&mut self, value: &RawValue) {
        let (wanted, prefixes): (_, &[&str]) = match self.kind {
            Kind::Match => ("\"match.\" or \"select.\"", &["match.", "select."]),
            Kind::Feature => ("\"feature.\"", &["feature."]),
        };
        match serde_json::from_str::<String>(value.get()) {
            Ok(name) if self.kind == Kind::Match && name == OTHER_SELECT => {
                self.out.push_str(SELECT);
            }
            Ok(name) if prefixes.iter().any(|prefix| name.starts_with(prefix)) => {
                self.out.push_str(value.get());
            }
            Ok(_) => {
                let wanted = format!("The type of such a node begins with {wanted}.");
                self.reading.find(wanted);
            }
            Err(_) => self.reading.find("This must be a string."),
        }
    }

    fn attribute(&mut self, value: &RawValue) {
        if let Some(fault) = sound::fault(value.get()) {
            self.reading.find(fault);
        }
        self.out.push_str(value.get());
    }
}

/// A list of nodes within a node.
struct Nested<'r>(Nodes<'r>);

impl<'de> DeserializeSeed<'de> for Nested<'_> {
    type Value = ();

    fn deserialize<D: serde::Deserializer<'de>>(self, json: D) -> Result<(), D::Error> {
        List(self.0).deserialize(json)
    }
}

/// A name as JSON.
fn quoted(name: &str) -> String {
    serde_json::Value::from(name).to_string()
}
