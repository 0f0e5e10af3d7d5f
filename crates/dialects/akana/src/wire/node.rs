//! What a body says, in whichever notation it was sent.

use std::fmt;

use serde::{
    Deserialize, Deserializer,
    de::{MapAccess, SeqAccess, Visitor},
};

use super::{
    media::BodyForm,
    xml_input::{self, XmlError},
};

/// What a body, or a part of it, says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Node {
    /// Nothing; JSON alone can say so.
    Null,
    /// A text. In XML that is every element without elements in it.
    Text(String),
    /// Yes or no, in JSON.
    Truth(bool),
    /// A number, in JSON. None is asked for anywhere.
    Number,
    /// A list, in JSON.
    List(Vec<Self>),
    /// Members in the order sent, repeated ones too.
    Object(Vec<(String, Self)>),
}

/// Why a body could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum NotRead {
    /// It has a document type declaration.
    Dtd,
    /// It is not of the notation that it is said to be of.
    Malformed(BodyForm),
}

impl fmt::Display for NotRead {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Dtd => "The body must not have a document type declaration",
            Self::Malformed(BodyForm::Json) => "The body is not JSON",
            Self::Malformed(BodyForm::Xml) => "The body is not XML that can be read",
        })
    }
}

impl Node {
    /// Reads a body.
    pub(crate) fn read(body: &[u8], form: BodyForm) -> Result<Self, NotRead> {
        match form {
            BodyForm::Json => serde_json::from_slice(body).map_err(|_| NotRead::Malformed(form)),
            BodyForm::Xml => xml_input::root(body).map_err(|error| match error {
                XmlError::Dtd => NotRead::Dtd,
                XmlError::Malformed => NotRead::Malformed(form),
            }),
        }
    }
}

/// As much of a name that somebody sent as is repeated.
pub(crate) fn short(name: &str) -> String {
    name.chars().take(80).collect()
}

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(NodeVisitor)
    }
}

struct NodeVisitor;

impl<'de> Visitor<'de> for NodeVisitor {
    type Value = Node;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Node, E> {
        Ok(Node::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Node, E> {
        Ok(Node::Truth(value))
    }

    fn visit_i64<E>(self, _: i64) -> Result<Node, E> {
        Ok(Node::Number)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Node, E> {
        Ok(Node::Number)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Node, E> {
        Ok(Node::Number)
    }

    fn visit_str<E>(self, text: &str) -> Result<Node, E> {
        Ok(Node::Text(text.to_owned()))
    }

    fn visit_string<E>(self, text: String) -> Result<Node, E> {
        Ok(Node::Text(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Node, A::Error> {
        let mut nodes = Vec::new();
        while let Some(node) = list.next_element()? {
            nodes.push(node);
        }
        Ok(Node::List(nodes))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Node, A::Error> {
        let mut members = Vec::new();
        while let Some(member) = map.next_entry()? {
            members.push(member);
        }
        Ok(Node::Object(members))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_is_read_with_what_is_said_twice() {
        let body = r#"{"a":"x","a":[true,null,1,-1,0.5,{}]}"#;
        let list = vec![
            Node::Truth(true),
            Node::Null,
            Node::Number,
            Node::Number,
            Node::Number,
            Node::Object(vec![]),
        ];
        let members = [("a", Node::Text("x".to_owned())), ("a", Node::List(list))];
        let members = members.map(|(name, node)| (name.to_owned(), node));
        let read = Node::read(body.as_bytes(), BodyForm::Json);
        assert_eq!(read, Ok(Node::Object(members.to_vec())));
    }

    #[test]
    fn what_is_not_of_the_notation_is_malformed() {
        let deep = format!("{}{}", "[".repeat(1000), "]".repeat(1000));
        for body in ["", "{", "{} x", "<a/>", "{\"a\":\"\u{1}\"}", &deep] {
            let read = Node::read(body.as_bytes(), BodyForm::Json);
            assert_eq!(read, Err(NotRead::Malformed(BodyForm::Json)), "{body}");
        }
        let read = Node::read(b"{}", BodyForm::Xml);
        assert_eq!(read, Err(NotRead::Malformed(BodyForm::Xml)));
        let read = Node::read(b"<!DOCTYPE a><a/>", BodyForm::Xml);
        assert_eq!(read, Err(NotRead::Dtd));
    }
}
