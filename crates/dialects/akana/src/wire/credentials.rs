//! What somebody sends who wants to sign in (akana contract, section 3).

use landfall_control::secret::Secret;

use super::{
    media::BodyForm,
    node::{Node, NotRead, short},
};
use crate::error::Fault;

const FORM: &str = "The body has to have the members email and password, once each, as text";

/// An e-mail address and a password.
#[derive(Debug)]
pub(crate) struct Credentials {
    pub(crate) email: String,
    pub(crate) password: Secret,
}

impl Credentials {
    /// Reads a body: 400 if it has another form. What it says is not repeated, but for the name of an unknown member.
    pub(crate) fn read(body: &[u8], form: BodyForm) -> Result<Self, Fault> {
        match Node::read(body, form) {
            Ok(Node::Object(members)) => Self::of(members),
            Ok(_) | Err(NotRead::Malformed(_)) => Err(Fault::bad_request(FORM)),
            Err(NotRead::Dtd) => Err(Fault::bad_request(NotRead::Dtd.to_string())),
        }
    }

    fn of(members: Vec<(String, Node)>) -> Result<Self, Fault> {
        let (mut email, mut password) = (None, None);
        for (name, value) in members {
            let place = match name.as_str() {
                "email" => &mut email,
                "password" => &mut password,
                _ => return Err(unknown(&name)),
            };
            match value {
                Node::Text(text) if place.is_none() => *place = Some(text),
                _ => return Err(Fault::bad_request(FORM)),
            }
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

fn unknown(name: &str) -> Fault {
    Fault::bad_request(format!("The body has an unknown member: {}", short(name)))
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
