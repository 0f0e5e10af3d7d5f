//! A problem that a server has answered with (RFC 9457), told with what to do next.

use std::fmt;

use serde::Deserialize;

/// What a server has refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refused {
    /// The HTTP status.
    pub(crate) status: u16,
    /// The last part of the problem's type, such as `not-found`; empty if what answered is no Landfall.
    pub(crate) kind: String,
    /// What is the matter this time.
    pub(crate) detail: String,
    /// Everything that is wrong with what was sent.
    pub(crate) errors: Vec<Fault>,
    /// The path that was called.
    pub(super) instance: String,
    /// Whether the caller is the operator of the installation.
    pub(super) local: bool,
}

/// Something that is wrong with what was sent.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(crate) struct Fault {
    /// The parameter of the query.
    #[serde(default)]
    pub(crate) parameter: Option<String>,
    /// The place in the body, a JSON pointer.
    #[serde(default)]
    pub(crate) pointer: Option<String>,
    /// What is wrong.
    pub(crate) detail: String,
}

#[derive(Deserialize)]
struct Document {
    #[serde(rename = "type")]
    kind: String,
    detail: String,
    #[serde(default)]
    instance: String,
    #[serde(default)]
    errors: Vec<Fault>,
}

impl Refused {
    /// Reads an answer.
    pub(super) fn read(status: u16, body: &[u8], local: bool) -> Self {
        match serde_json::from_slice::<Document>(body) {
            Ok(document) => Self {
                status,
                kind: document
                    .kind
                    .rsplit('/')
                    .next()
                    .unwrap_or_default()
                    .to_owned(),
                detail: document.detail,
                errors: document.errors,
                instance: document.instance,
                local,
            },
            Err(_) => Self {
                status,
                kind: String::new(),
                detail: format!(
                    "the server answered {status} and not as Landfall does; is --url the address of a Landfall server, of this version?"
                ),
                errors: Vec::new(),
                instance: String::new(),
                local,
            },
        }
    }

    /// What to do about it.
    fn advice(&self) -> Option<&'static str> {
        match (self.kind.as_str(), self.local) {
            ("unauthenticated", _) => Some(
                "The server wants another token in --token-file or LANDFALL_TOKEN; an operator makes one with `landfall token create --client ID --dialect native`.",
            ),
            ("forbidden", true) => Some(
                "Name somebody who may with --user EMAIL; `landfall user list` shows users and their roles.",
            ),
            ("forbidden", false) => Some(
                "The token is of a client that may not; an operator makes one that may with `landfall client create ID --grant native=write`.",
            ),
            ("unavailable", _) => Some("Try again in a moment."),
            ("internal", _) => Some("The server's log says why."),
            _ => None,
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = self.pointer.as_ref().or(self.parameter.as_ref());
        match place.filter(|place| !place.is_empty()) {
            Some(place) => write!(f, "{place}: {}", self.detail),
            None => f.write_str(&self.detail),
        }
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.detail)?;
        if self.kind == "not-found" && !self.instance.is_empty() {
            write!(f, " ({})", self.instance)?;
        }
        for fault in &self.errors {
            write!(f, "\n  {fault}")?;
        }
        if let Some(advice) = self.advice() {
            write!(f, "\n{advice}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Refused {}

/// A refusal with that document.
#[cfg(test)]
pub(crate) fn refused_for_tests(status: u16, body: &str) -> crate::error::CommandError {
    Box::new(Refused::read(status, body.as_bytes(), false)).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_is_told_with_its_faults_and_what_to_do() {
        let body = br#"{"type":"/landfall/docs/problems/invalid-body","title":"The body is not valid","status":400,
            "detail":"It cannot be read.","instance":"/landfall/v1/policies",
            "errors":[{"pointer":"/rules/0","detail":"is empty"},{"parameter":"x","detail":"is unknown","position":3}]}"#;
        let refused = Refused::read(400, body, false);
        assert_eq!(refused.kind, "invalid-body");
        assert_eq!(
            refused.to_string(),
            "It cannot be read.\n  /rules/0: is empty\n  x: is unknown"
        );
        let body = br#"{"type":"/landfall/docs/problems/forbidden","detail":"No."}"#;
        assert!(
            Refused::read(403, body, true)
                .to_string()
                .contains("--user EMAIL")
        );
        assert!(
            Refused::read(403, body, false)
                .to_string()
                .contains("native=write")
        );
        let other = Refused::read(502, b"<html>", false);
        assert!(other.to_string().contains("answered 502"), "{other}");
        assert_eq!(other.kind, "");
    }
}
