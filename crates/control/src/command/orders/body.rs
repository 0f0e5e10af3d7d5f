//! The body of a write: the text as it was sent, what it says, and a form in which equal bodies are equal.

use serde_json::{Map, Value};

/// A body that is a JSON object.
#[derive(Debug, Clone, PartialEq)]
pub struct OrderBody {
    text: String,
    members: Map<String, Value>,
}

impl OrderBody {
    /// Reads a body; none if it is no JSON object.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let text = std::str::from_utf8(bytes).ok()?;
        Some(Self {
            text: text.to_owned(),
            members: serde_json::from_str(text).ok()?,
        })
    }

    /// A body that another face has put into these words.
    pub fn of(members: Map<String, Value>) -> Self {
        Self {
            text: Value::Object(members.clone()).to_string(),
            members,
        }
    }

    /// What it says.
    pub fn members(&self) -> &Map<String, Value> {
        &self.members
    }

    /// The text, character by character.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// A text that equal bodies have in common: without blanks, members by name.
    pub fn canonical(&self) -> String {
        let mut text = String::with_capacity(self.text.len());
        object(&self.members, &mut text);
        text
    }
}

fn object(members: &Map<String, Value>, text: &mut String) {
    let mut names: Vec<&String> = members.keys().collect();
    names.sort_unstable();
    text.push('{');
    for name in names {
        text.push_str(&Value::from(name.as_str()).to_string());
        text.push(':');
        value(&members[name], text);
        text.push(',');
    }
    text.push('}');
}

fn value(of: &Value, text: &mut String) {
    match of {
        Value::Object(members) => object(members, text),
        Value::Array(list) => {
            text.push('[');
            for element in list {
                value(element, text);
                text.push(',');
            }
            text.push(']');
        }
        // 1 and 1.0 are one number.
        Value::Number(number) => match number.as_f64() {
            Some(float) if !number.is_i64() && !number.is_u64() => {
                text.push_str(&float.to_string());
            }
            _ => text.push_str(&number.to_string()),
        },
        other => text.push_str(&other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_values_have_one_form() {
        let form = |text: &str| OrderBody::read(text.as_bytes()).unwrap().canonical();
        let one = form(r#"{"a":1,"b":{"c":[1,2.0,"x"],"d":null}}"#);
        assert_eq!(
            form("{\"b\": {\"d\":null, \"c\":[1, 2,\n\"\\u0078\"]}, \"a\":1.0 }"),
            one
        );
        for other in [
            r#"{"a":2,"b":{"c":[1,2.0,"x"],"d":null}}"#,
            r#"{"a":"1","b":{"c":[1,2.0,"x"],"d":null}}"#,
            r#"{"a":1,"b":{"c":[2,1,"x"],"d":null}}"#,
            r#"{"a":1,"b":{"c":[1,2.0,"x"]}}"#,
        ] {
            assert_ne!(form(other), one, "{other}");
        }
    }

    #[test]
    fn only_an_object_is_a_body() {
        for bad in ["", "[]", "null", "\"{}\"", "{", "{} {}", "{\"a\":1,}"] {
            assert_eq!(OrderBody::read(bad.as_bytes()), None, "{bad}");
        }
        assert_eq!(OrderBody::read(b"{\"a\":\"\xFF\"}"), None);
    }
}
