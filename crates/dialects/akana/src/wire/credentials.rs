//! What somebody sends who wants to sign in (akana contract, section 3).

use std::fmt;

use landfall_control::secret::Secret;
use serde::{
    Deserialize, Deserializer,
    de::{IgnoredAny, MapAccess, Visitor},
};

use super::{
    media::BodyForm,
    xml_input::{self, XmlError},
};
use crate::error::Fault;

const FORM: &str = "The body has to have the members email and password, once each, as text";
const DTD: &str = "The body must not have a document type declaration";

/// An e-mail address and a password.
#[derive(Debug)]
pub(crate) struct Credentials {
    pub(crate) email: String,
    pub(crate) password: Secret,
}

impl Credentials {
    /// Reads a body: 400 if it has another form. What it says is not repeated, but for the name of an unknown member.
    pub(crate) fn read(body: &[u8], form: BodyForm) -> Result<Self, Fault> {
        let members = match form {
            BodyForm::Json => {
                let JsonMembers(members) =
                    serde_json::from_slice(body).map_err(|_| Fault::bad_request(FORM))?;
                members
            }
            BodyForm::Xml => {
                let members = xml_input::members(body).map_err(|error| match error {
                    XmlError::Dtd => Fault::bad_request(DTD),
                    XmlError::Malformed => Fault::bad_request(FORM),
                })?;
                let text = |(name, text)| (name, Some(text));
                members.into_iter().map(text).collect()
            }
        };
        Self::of(members)
    }

    fn of(members: Vec<Member>) -> Result<Self, Fault> {
        let (mut email, mut password) = (None, None);
        for (name, text) in members {
            let place = match name.as_str() {
                "email" => &mut email,
                "password" => &mut password,
                _ => return Err(unknown(&name)),
            };
            if place.is_some() || text.is_none() {
                return Err(Fault::bad_request(FORM));
            }
            *place = text;
        }
        match (email, password) {
            (Some(email), Some(password)) => Ok(Self {
                email,
                password: Secret::known(password),
            }),
            _ => Err(Fault::bad_request(FORM)),
        }
    }
}

/// The name of a member, and its value if that is a text.
type Member = (String, Option<String>);

/// The members of a JSON object in the order sent, repeated ones too.
struct JsonMembers(Vec<Member>);

#[derive(Deserialize)]
#[serde(untagged)]
enum JsonValue {
    Text(String),
    Other(IgnoredAny),
}

impl<'de> Deserialize<'de> for JsonMembers {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(MemberVisitor)
    }
}

struct MemberVisitor;

impl<'de> Visitor<'de> for MemberVisitor {
    type Value = JsonMembers;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<JsonMembers, A::Error> {
        let mut members = Vec::new();
        while let Some((name, value)) = map.next_entry()? {
            let text = match value {
                JsonValue::Text(text) => Some(text),
                JsonValue::Other(_) => None,
            };
            members.push((name, text));
        }
        Ok(JsonMembers(members))
    }
}

fn unknown(name: &str) -> Fault {
    let name: String = name.chars().take(80).collect();
    Fault::bad_request(format!("The body has an unknown member: {name}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn json(body: &str) -> Option<(String, String)> {
        read(body, BodyForm::Json)
    }

    fn read(body: &str, form: BodyForm) -> Option<(String, String)> {
        let credentials = Credentials::read(body.as_bytes(), form).ok()?;
        let password = credentials.password.reveal().to_owned();
        Some((credentials.email, password))
    }

    #[test]
    fn both_notations_are_read() {
        let expected = Some(("a@b.example".to_owned(), "p<".to_owned()));
        assert_eq!(
            json(r#" {"password":"p\u003c","email":"a@b.example"} "#),
            expected
        );
        let xml = "<login><email>a@b.example</email><password>p&lt;</password></login>";
        assert_eq!(read(xml, BodyForm::Xml), expected);
    }

    #[test]
    fn other_forms_are_refused() {
        for body in [
            "",
            "null",
            "[]",
            r#"["a","b"]"#,
            "{}",
            r#"{"email":"a"}"#,
            r#"{"email":"a","password":1}"#,
            r#"{"email":null,"password":"b"}"#,
            r#"{"email":"a","email":"a","password":"b"}"#,
            r#"{"email":"a","password":"b","other":[1]}"#,
            r#"{"email":"a","password":"b"} x"#,
            r#"{"Email":"a","password":"b"}"#,
        ] {
            assert_eq!(json(body), None, "{body}");
        }
        let repeated = "<l><email>a</email><email>a</email><password>b</password></l>";
        assert_eq!(read(repeated, BodyForm::Xml), None);
        assert_eq!(read("<l><email>a</email></l>", BodyForm::Xml), None);
    }
}
