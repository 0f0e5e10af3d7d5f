//! A policy as a JSON text whose members can be set while the others stay word for word.

use std::fmt;

use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{MapAccess, Visitor},
};
use serde_json::value::RawValue;

/// The members of a JSON object, in their order. A name may be there twice; who reads the policy finds that.
#[derive(Debug, Clone)]
pub(crate) struct Document {
    members: Vec<(String, Box<RawValue>)>,
}

impl Document {
    /// Reads a text. The error is for people and says where.
    pub(crate) fn read(text: &[u8]) -> Result<Self, String> {
        let bom: &[u8] = "\u{feff}".as_bytes();
        let text = text.strip_prefix(bom).unwrap_or(text);
        serde_json::from_slice(text).map_err(|error| format!("this is no JSON object: {error}"))
    }

    /// A member that is a text.
    pub(crate) fn text(&self, name: &str) -> Option<String> {
        let (_, value) = self.members.iter().find(|(known, _)| known == name)?;
        serde_json::from_str(value.get()).ok()
    }

    /// Whether there is such a member.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.members.iter().any(|(known, _)| known == name)
    }

    /// Sets a member to a text.
    pub(crate) fn set(&mut self, name: &str, text: &str) {
        let value = serde_json::value::to_raw_value(text).expect("a text can be written");
        match self.members.iter_mut().find(|(known, _)| known == name) {
            Some((_, old)) => *old = value,
            None => self.members.push((name.to_owned(), value)),
        }
    }

    /// The text of it.
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        serde_json::to_vec(self).expect("what was read can be written")
    }
}

impl Serialize for Document {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.members.iter().map(|(name, value)| (name, value)))
    }
}

impl<'de> Deserialize<'de> for Document {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Members)
    }
}

struct Members;

impl<'de> Visitor<'de> for Members {
    type Value = Document;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a policy, which is an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Document, A::Error> {
        let mut members = Vec::new();
        while let Some(member) = map.next_entry()? {
            members.push(member);
        }
        Ok(Document { members })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_set_stays_word_for_word() {
        let text = "\u{feff}{ \"state\": \"draft\", \"rules\": [ 1.0, 1e3 ], \"x\": 1, \"x\": 2 }";
        let mut document = Document::read(text.as_bytes()).unwrap();
        assert_eq!(document.text("state").as_deref(), Some("draft"));
        assert!(!document.has("name") && document.has("rules"));
        document.set("state", "locked");
        document.set("name", "a \"b\"");
        let written = String::from_utf8(document.to_bytes()).unwrap();
        assert_eq!(
            written,
            r#"{"state":"locked","rules":[ 1.0, 1e3 ],"x":1,"x":2,"name":"a \"b\""}"#
        );
    }

    #[test]
    fn other_texts_are_refused_with_where_they_go_wrong() {
        for (text, part) in [("[1]", "object"), ("{\n\"a\" 1}", "line 2"), ("", "EOF")] {
            let refused = Document::read(text.as_bytes()).unwrap_err();
            assert!(refused.contains(part), "{refused}");
        }
    }
}
