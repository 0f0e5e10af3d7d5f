//! Match nodes as answers show them: what the client sent, with the place of each node in its list (rulesv4 contract,
//! sections 5 and 8, T3 and T4).
//!
//! Members keep their order and values keep their text, so `1.50` stays `1.50`. Two things are the server's own: `ordinal`,
//! which is counted anew, and the one name of `select.first-match`.

use std::{
    borrow::Cow,
    fmt::{self, Write as _},
};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserializer;
use serde::de::{DeserializeSeed, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::{json, value::RawValue};

const ORDINAL: &str = "ordinal";
const TYPE: &str = "type";
/// Another name of `select.first-match`, as JSON.
const OTHER_SELECT: &str = r#""match.select.first-match""#;
const SELECT: &str = r#""select.first-match""#;

/// A match node, for the document.
pub(super) struct MatchNode;

impl JsonSchema for MatchNode {
    fn schema_name() -> Cow<'static, str> {
        "Match".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let ordinal = json!({ "type": "integer", "minimum": 1 });
        json_schema!({
            "description": "As the client sent it, with `ordinal`.",
            "type": "object",
            "required": [ORDINAL],
            "properties": {
                (ORDINAL): ordinal,
                "matches": { "type": "array", "items": generator.subschema_for::<Self>() },
                "features": {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "required": [ORDINAL],
                        "properties": { (ORDINAL): ordinal },
                    },
                },
            },
        })
    }
}

/// The nodes of a rule with their ordinals; an error if they are not a list of match nodes.
pub(super) fn shown(matches: &str) -> serde_json::Result<Box<RawValue>> {
    let mut out = String::with_capacity(matches.len() + matches.len() / 4);
    let mut json = serde_json::Deserializer::from_str(matches);
    let list = List {
        out: &mut out,
        kind: Kind::Match,
    };
    list.deserialize(&mut json)?;
    json.end()?;
    RawValue::from_string(out)
}

/// What a list is of. Only matches have lists of their own.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Match,
    Feature,
}

impl Kind {
    /// What the list in a member of such a node is of, if there is one.
    fn of_member(self, name: &str) -> Option<Self> {
        match (self, name) {
            (Self::Match, "matches") => Some(Self::Match),
            (Self::Match, "features") => Some(Self::Feature),
            _ => None,
        }
    }
}

/// A list of nodes, which is written while it is read.
struct List<'o> {
    out: &'o mut String,
    kind: Kind,
}

impl<'de> DeserializeSeed<'de> for List<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<(), D::Error> {
        json.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for List<'_> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a list of nodes")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut nodes: A) -> Result<(), A::Error> {
        self.out.push('[');
        let mut ordinal = 1;
        loop {
            let node = Node {
                out: self.out,
                kind: self.kind,
                ordinal,
            };
            if nodes.next_element_seed(node)?.is_none() {
                break;
            }
            ordinal += 1;
        }
        self.out.push(']');
        Ok(())
    }
}

/// A node at a place of its list.
struct Node<'o> {
    out: &'o mut String,
    kind: Kind,
    ordinal: usize,
}

impl<'de> DeserializeSeed<'de> for Node<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<(), D::Error> {
        json.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Node<'_> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a node")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        let Self { out, kind, ordinal } = self;
        let separator = if ordinal == 1 { "" } else { "," };
        write!(out, r#"{separator}{{"{ORDINAL}":{ordinal}"#).map_err(Error::custom)?;
        while let Some(name) = members.next_key::<String>()? {
            if name == ORDINAL {
                members.next_value::<IgnoredAny>()?;
                continue;
            }
            let written = serde_json::to_string(&name).map_err(Error::custom)?;
            out.push(',');
            out.push_str(&written);
            out.push(':');
            if let Some(kind) = kind.of_member(&name) {
                members.next_value_seed(List { out, kind })?;
                continue;
            }
            let value = members.next_value::<&RawValue>()?.get();
            let renamed = kind == Kind::Match && name == TYPE && value == OTHER_SELECT;
            out.push_str(if renamed { SELECT } else { value });
        }
        out.push('}');
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn becomes(sent: &str, expected: &str) {
        assert_eq!(shown(sent).unwrap().get(), expected);
    }

    #[test]
    fn nodes_are_counted_in_each_list() {
        becomes("[]", "[]");
        becomes(
            r#"[{"type":"match.always","features":[{"type":"a"},{"type":"b"}]},{"matches":[{},{"features":[]}]}]"#,
            r#"[{"ordinal":1,"type":"match.always","features":[{"ordinal":1,"type":"a"},{"ordinal":2,"type":"b"}]},{"ordinal":2,"matches":[{"ordinal":1},{"ordinal":2,"features":[]}]}]"#,
        );
    }

    #[test]
    fn values_keep_their_text_and_members_their_order() {
        becomes(
            r#"[{"z":1.50,"a":1e3,"type":"match.always","s":"\u0041\/","o":{"ordinal":7,"x":[ 1 ]},"n":null,"b":"True"}]"#,
            r#"[{"ordinal":1,"z":1.50,"a":1e3,"type":"match.always","s":"\u0041\/","o":{"ordinal":7,"x":[ 1 ]},"n":null,"b":"True"}]"#,
        );
    }

    #[test]
    fn an_ordinal_that_was_sent_is_counted_anew() {
        becomes(
            r#"[{"type":"match.always","ordinal":9,"features":[{"ordinal":"x","type":"a"}]}]"#,
            r#"[{"ordinal":1,"type":"match.always","features":[{"ordinal":1,"type":"a"}]}]"#,
        );
    }

    #[test]
    fn first_match_has_one_name_and_features_have_no_lists() {
        becomes(
            r#"[{"type":"match.select.first-match","matches":[{"value":"match.select.first-match"}]},{"features":[{"type":"match.select.first-match","matches":3}]}]"#,
            r#"[{"ordinal":1,"type":"select.first-match","matches":[{"ordinal":1,"value":"match.select.first-match"}]},{"ordinal":2,"features":[{"ordinal":1,"type":"match.select.first-match","matches":3}]}]"#,
        );
    }

    #[test]
    fn what_is_no_list_of_nodes_is_refused() {
        for text in [
            "",
            "{}",
            "[1]",
            r#"[{"matches":{}}]"#,
            "[] []",
            r#"[{"a":}]"#,
        ] {
            assert!(shown(text).is_err(), "{text}");
        }
    }
}
