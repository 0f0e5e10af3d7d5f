//! What clients send about deploy requests. Every fault is told at once, with where it is.

use serde_json::{Map, Value};

use crate::{
    id::PolicyId,
    model::{DeployState, Environment},
    rules::policy::Finding,
};

/// Characters of a message.
const LONGEST_MESSAGE: usize = 1024;

/// What an answer has and a client may send back; it is not looked at.
const SERVER_OWNED: [&str; 13] = [
    "@id",
    "@type",
    "@links",
    "id",
    "customer_id",
    "state",
    "is_visible",
    "created_at",
    "updated_at",
    "policies",
    "history",
    "user",
    "links",
];

fn fault(pointer: &str, description: impl Into<String>) -> Finding {
    Finding {
        pointer: pointer.to_owned(),
        description: description.into(),
    }
}

/// "Apply this policy in this environment", as it is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSubmission {
    /// The policy.
    pub policy: PolicyId,
    /// Where to apply it.
    pub environment: Environment,
    /// Why; may be empty.
    pub message: String,
}

/// Reads the body of a submit.
pub fn read_submission(body: &[u8]) -> Result<NewSubmission, Vec<Finding>> {
    let members = object(body)?;
    let mut faults = unknown(&members, &["policy_id", "environment", "message"]);
    let policy = policy(members.get("policy_id")).map_err(|error| faults.push(error));
    let environment = environment(members.get("environment")).map_err(|error| faults.push(error));
    let message = message(members.get("message")).map_err(|error| faults.push(error));
    match (policy, environment, message) {
        (Ok(policy), Ok(environment), Ok(message)) if faults.is_empty() => Ok(NewSubmission {
            policy,
            environment,
            message,
        }),
        _ => Err(faults),
    }
}

/// Reads the body of a cancellation: `{"state":"canceled"}` and nothing else.
pub fn read_cancel(body: &[u8]) -> Result<(), Vec<Finding>> {
    let members = object(body)?;
    let mut faults = unknown(&members, &[]);
    let canceled = DeployState::Canceled.as_str();
    if members.get("state").and_then(Value::as_str) != Some(canceled) {
        let description = format!("A deploy request can only be set to the state {canceled}.");
        faults.push(fault("/state", description));
    }
    if faults.is_empty() {
        Ok(())
    } else {
        Err(faults)
    }
}

fn object(body: &[u8]) -> Result<Map<String, Value>, Vec<Finding>> {
    match serde_json::from_slice(body) {
        Ok(Value::Object(members)) => Ok(members),
        Ok(_) => Err(vec![fault("", "The body has to be a JSON object.")]),
        Err(error) => Err(vec![fault("", format!("The body is not JSON: {error}."))]),
    }
}

fn unknown(members: &Map<String, Value>, known: &[&str]) -> Vec<Finding> {
    let names = members.keys().map(String::as_str);
    let unknown = names.filter(|name| !known.contains(name) && !SERVER_OWNED.contains(name));
    unknown
        .take(20)
        .map(|name| {
            let pointer = format!("/{}", name.replace('~', "~0").replace('/', "~1"));
            fault(&pointer, "A deploy request has no such member.")
        })
        .collect()
}

fn policy(value: Option<&Value>) -> Result<PolicyId, Finding> {
    let id = match value {
        Some(Value::Number(number)) => number.to_string().parse().ok(),
        Some(Value::String(text)) => text.parse().ok(),
        _ => None,
    };
    id.ok_or_else(|| {
        let description = match value {
            None => "The policy has to be named by its number.",
            Some(_) => "A policy's number is a positive whole number below 2^53.",
        };
        fault("/policy_id", description)
    })
}

fn environment(value: Option<&Value>) -> Result<Environment, Finding> {
    let environment = value.and_then(Value::as_str);
    let environment = environment.and_then(|text| text.parse().ok());
    environment.ok_or_else(|| fault("/environment", "The environment is production or staging."))
}

fn message(value: Option<&Value>) -> Result<String, Finding> {
    let wrong = |description: &str| Err(fault("/message", description));
    match value {
        None => Ok(String::new()),
        Some(Value::String(text)) if text.contains('\0') => {
            wrong("The message has a character that cannot be kept, U+0000.")
        }
        Some(Value::String(text)) if text.chars().count() > LONGEST_MESSAGE => {
            wrong("The message has more than 1024 characters.")
        }
        Some(Value::String(text)) => Ok(text.clone()),
        Some(_) => wrong("The message is a text."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pointers(body: &str) -> Vec<String> {
        let faults = read_submission(body.as_bytes()).unwrap_err();
        faults.into_iter().map(|fault| fault.pointer).collect()
    }

    #[test]
    fn a_submit_is_read_with_either_form_of_the_number() {
        for id in ["4409533", "\"4409533\""] {
            let body = format!(r#"{{"policy_id":{id},"environment":"staging","message":"why"}}"#);
            let expected = NewSubmission {
                policy: PolicyId(4_409_533),
                environment: Environment::Staging,
                message: "why".to_owned(),
            };
            assert_eq!(read_submission(body.as_bytes()), Ok(expected), "{id}");
        }
    }

    #[test]
    fn the_message_may_be_empty_or_absent_and_what_answers_have_is_passed_over() {
        for more in [
            "",
            r#","message":"""#,
            r#","@type":"deploy-request-submit","state":"submitted","id":"7","@links":[]"#,
        ] {
            let body = format!(r#"{{"policy_id":1,"environment":"production"{more}}}"#);
            assert_eq!(read_submission(body.as_bytes()).unwrap().message, "");
        }
        let longest = "ß".repeat(LONGEST_MESSAGE);
        let body = format!(r#"{{"policy_id":1,"environment":"production","message":"{longest}"}}"#);
        assert_eq!(read_submission(body.as_bytes()).unwrap().message, longest);
    }

    #[test]
    fn every_fault_is_told_at_once() {
        assert_eq!(pointers("{}"), ["/policy_id", "/environment"]);
        assert_eq!(
            pointers(r#"{"policy_id":-1,"environment":"live","message":7,"why/not~":1}"#),
            ["/why~1not~0", "/policy_id", "/environment", "/message"]
        );
        for id in [
            "0",
            "1.5",
            "9007199254740992",
            "1e3",
            "\"\"",
            "\"1 \"",
            "true",
            "null",
        ] {
            let body = format!(r#"{{"policy_id":{id},"environment":"staging"}}"#);
            assert_eq!(pointers(&body), ["/policy_id"], "{id}");
        }
        for message in [
            format!("\"{}\"", "x".repeat(1025)),
            "\"\\u0000\"".to_owned(),
        ] {
            let body = format!(r#"{{"policy_id":1,"environment":"staging","message":{message}}}"#);
            assert_eq!(pointers(&body), ["/message"]);
        }
        for body in ["", "[]", "7", "{", "\u{feff}{}"] {
            assert_eq!(pointers(body), [""], "{body:?}");
        }
    }

    #[test]
    fn only_one_state_can_be_asked_for() {
        assert_eq!(read_cancel(br#"{"state":"canceled"}"#), Ok(()));
        assert_eq!(read_cancel(br#"{"@type":"x","state":"canceled"}"#), Ok(()));
        for (body, pointer) in [
            ("{}", "/state"),
            (r#"{"state":"cancelled"}"#, "/state"),
            (r#"{"state":"deployed"}"#, "/state"),
            (r#"{"state":7}"#, "/state"),
            (r#"{"state":"canceled","message":"x"}"#, "/message"),
            ("[]", ""),
        ] {
            let faults = read_cancel(body.as_bytes()).unwrap_err();
            assert_eq!(faults[0].pointer, pointer, "{body}");
        }
    }
}
