//! Where a policy comes from: a number on a server, a file, or standard input.

use std::{
    io::Read,
    path::{Path as File, PathBuf},
    str::FromStr,
};

use landfall_core::{
    id::PolicyId,
    rules::policy::{Finding, Form, NewPolicy, read_new},
};
use serde_json::value::RawValue;

use super::document::Document;
use crate::{
    error::CommandError,
    output,
    remote::{Path, Remote},
};

/// Bytes of a policy that a server takes.
const LARGEST: u64 = 10 << 20;

/// Where a policy comes from. Digits are a number; `./123` is a file of that name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Source {
    /// A policy of a server.
    Stored(PolicyId),
    /// A file.
    File(PathBuf),
    /// Standard input.
    Input,
}

/// A policy that was read.
pub(crate) struct Loaded {
    /// How people know it: `policy 4409533`, or the file's name.
    pub(crate) label: String,
    /// As it was sent or stored, with the members that were set for it.
    pub(crate) document: Document,
    /// What it says.
    pub(crate) policy: NewPolicy,
}

impl FromStr for Source {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text == "-" {
            return Ok(Self::Input);
        }
        if text.bytes().all(|byte| byte.is_ascii_digit()) {
            let id = text.parse().map(Self::Stored);
            return id.map_err(|_| {
                "takes the number of a policy, the name of a file, or - for standard input"
                    .to_owned()
            });
        }
        Ok(Self::File(text.into()))
    }
}

impl Source {
    /// Whether it is on a server.
    pub(crate) fn is_stored(&self) -> bool {
        matches!(self, Self::Stored(_))
    }

    /// The text of a file or of standard input; none for what is on a server.
    pub(crate) fn text(&self) -> Result<Option<Vec<u8>>, CommandError> {
        let read = |reader: &mut dyn Read, path: &File| {
            let mut text = Vec::new();
            let read = reader.take(LARGEST + 1).read_to_end(&mut text);
            read.map_err(CommandError::file(path))?;
            if text.len() as u64 > LARGEST {
                return Err(CommandError::Usage(format!(
                    "{}: a policy has at most 10 MiB",
                    path.display()
                )));
            }
            Ok(Some(text))
        };
        match self {
            Self::Stored(_) => Ok(None),
            Self::Input => read(&mut std::io::stdin().lock(), File::new("standard input")),
            Self::File(path) => {
                let mut file = std::fs::File::open(path).map_err(CommandError::file(path))?;
                read(&mut file, path)
            }
        }
    }

    /// How people know it.
    pub(crate) fn label(&self) -> String {
        match self {
            Self::Stored(id) => format!("policy {id}"),
            Self::File(path) => path.display().to_string(),
            Self::Input => "standard input".to_owned(),
        }
    }

    /// Reads the policy. `remote` is asked for only where a server is needed.
    pub(crate) async fn load(
        &self,
        remote: impl FnOnce() -> Result<Remote, CommandError>,
    ) -> Result<Loaded, CommandError> {
        match self {
            Self::Stored(id) => stored(&remote()?, *id).await,
            _ => self.load_file(|_| ()),
        }
    }

    /// Reads a file or standard input, with members set by `set`. A state that is missing is `draft`.
    pub(crate) fn load_file(
        &self,
        set: impl FnOnce(&mut Document),
    ) -> Result<Loaded, CommandError> {
        let label = self.label();
        let text = self.text()?.ok_or_else(|| {
            CommandError::Usage(format!(
                "{label} is on a server; this takes a file, or - for standard input"
            ))
        })?;
        let mut document = Document::read(&text)
            .map_err(|fault| CommandError::Faults(format!("{label}: {fault}")))?;
        if !document.has("state") {
            document.set("state", "draft");
        }
        set(&mut document);
        understood(label, document)
    }
}

/// Reads a policy of a server.
pub(crate) async fn stored(remote: &Remote, id: PolicyId) -> Result<Loaded, CommandError> {
    let number = id.to_string();
    let shown: Box<RawValue> = remote.get_json(&Path::to(["policies", &number])).await?;
    let document = Document::read(shown.get().as_bytes())
        .map_err(|fault| CommandError::Server(format!("policy {id}: {fault}")))?;
    understood(format!("policy {id}"), document)
}

fn understood(label: String, document: Document) -> Result<Loaded, CommandError> {
    match read_new(&document.to_bytes(), Form::Native) {
        Ok(policy) => Ok(Loaded {
            label,
            document,
            policy,
        }),
        Err(findings) => Err(faults(&label, &findings)),
    }
}

impl Loaded {
    /// The match nodes of its rules.
    pub(crate) fn matches(&self) -> Vec<&str> {
        let rules = self.policy.rules.iter();
        rules.map(|rule| rule.matches.as_str()).collect()
    }
}

/// What is wrong with a policy, as an error.
fn faults(label: &str, findings: &[Finding]) -> CommandError {
    let mut text = match findings.len() {
        1 => format!("{label} has a fault:"),
        count => format!("{label} has {count} faults:"),
    };
    for finding in findings {
        text.push_str("\n  ");
        if !finding.pointer.is_empty() {
            text.push_str(&finding.pointer);
            text.push_str(": ");
        }
        text.push_str(&finding.description);
    }
    CommandError::Faults(text)
}

/// What a server has found in a policy, as an error that says so; other errors stay.
pub(crate) fn judged(label: &str, error: CommandError, as_json: bool) -> CommandError {
    let CommandError::Refused(refused) = &error else {
        return error;
    };
    if refused.kind != "invalid-body" {
        return error;
    }
    let findings: Vec<Finding> = refused
        .errors
        .iter()
        .map(|fault| Finding {
            pointer: fault.pointer.clone().unwrap_or_default(),
            description: fault.detail.clone(),
        })
        .collect();
    told(label, &findings, as_json)
}

/// What is wrong with a policy, printed if it is to be JSON, and as an error.
pub(crate) fn told(label: &str, findings: &[Finding], as_json: bool) -> CommandError {
    if as_json {
        let told: Vec<_> = findings
            .iter()
            .map(
                |one| serde_json::json!({ "pointer": one.pointer, "description": one.description }),
            )
            .collect();
        // What cannot be printed is told as the error anyway.
        let _ = output::json(&serde_json::json!({ "faults": told }));
    }
    faults(label, findings)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_a_number_and_a_dash_is_the_input() {
        assert_eq!("4409533".parse(), Ok(Source::Stored(PolicyId(4_409_533))));
        assert_eq!("-".parse(), Ok(Source::Input));
        assert_eq!("./4409533".parse(), Ok(Source::File("./4409533".into())));
        assert_eq!("shop.json".parse(), Ok(Source::File("shop.json".into())));
        assert!("99999999999999999999".parse::<Source>().is_err());
        assert!("".parse::<Source>().is_err());
    }

    #[test]
    fn what_a_server_finds_ends_as_faults() {
        let refused = |kind: &str| {
            let body = format!(
                r#"{{"type":"/landfall/docs/problems/{kind}","detail":"No.","errors":[{{"pointer":"/rules/0","detail":"is wrong"}}]}}"#
            );
            crate::remote::refused_for_tests(400, &body)
        };
        let error = judged("shop.json", refused("invalid-body"), false);
        assert_eq!(
            error.to_string(),
            "shop.json has a fault:\n  /rules/0: is wrong"
        );
        assert!(matches!(error, CommandError::Faults(_)));
        let other = judged("shop.json", refused("conflict"), false);
        assert!(matches!(other, CommandError::Refused(_)));
    }
}
