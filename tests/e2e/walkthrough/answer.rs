//! A printed answer against a real one. `…` stands for whatever differs from run to run, in a text or as a whole value.

use serde_json::Value;

/// What stands for anything.
const ANYTHING: &str = "…";

/// Compares them as JSON if the printed one is JSON, or else line by line.
pub(super) fn compare(printed: &str, answered: &str) -> Result<(), String> {
    match serde_json::from_str::<Value>(printed) {
        Ok(printed) => {
            let answered = serde_json::from_str::<Value>(answered)
                .map_err(|error| format!("the answer is not one JSON value: {error}"))?;
            same("", &printed, &answered)
        }
        Err(_) => lines(printed, answered),
    }
}

fn lines(printed: &str, answered: &str) -> Result<(), String> {
    let (printed, answered): (Vec<_>, Vec<_>) =
        (printed.lines().collect(), answered.lines().collect());
    if printed.len() != answered.len() {
        return Err(format!(
            "{} lines are printed and {} answered",
            printed.len(),
            answered.len()
        ));
    }
    let differing = printed.iter().zip(&answered);
    match differing.into_iter().find(|(one, other)| !fits(one, other)) {
        Some((one, other)) => Err(format!("printed is {one:?}, answered {other:?}")),
        None => Ok(()),
    }
}

fn same(path: &str, printed: &Value, answered: &Value) -> Result<(), String> {
    let differ = || {
        Err(format!(
            "at {path:?} printed is {printed}, answered {answered}"
        ))
    };
    match (printed, answered) {
        (Value::String(text), _) if text == ANYTHING => Ok(()),
        (Value::String(one), Value::String(other)) if fits(one, other) => Ok(()),
        (Value::Array(one), Value::Array(other)) if one.len() == other.len() => {
            let mut pairs = one.iter().zip(other).enumerate();
            pairs.try_for_each(|(at, (one, other))| same(&format!("{path}/{at}"), one, other))
        }
        (Value::Object(one), Value::Object(other)) => {
            // Members in the order in which they are printed: that is part of the contracts.
            if !one.keys().eq(other.keys()) {
                return differ();
            }
            let mut members = one.iter();
            members
                .try_for_each(|(name, value)| same(&format!("{path}/{name}"), value, &other[name]))
        }
        _ if printed == answered => Ok(()),
        _ => differ(),
    }
}

/// Whether a text is as printed, whatever stands for `…`.
fn fits(printed: &str, answered: &str) -> bool {
    let mut parts = printed.split(ANYTHING);
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = answered.strip_prefix(first) else {
        return false;
    };
    let parts: Vec<&str> = parts.collect();
    let Some((last, between)) = parts.split_last() else {
        return rest.is_empty();
    };
    for part in between {
        let Some(at) = rest.find(part) else {
            return false;
        };
        rest = &rest[at + part.len()..];
    }
    rest.ends_with(last)
}

#[test]
fn what_differs_is_found() {
    let fits = |printed: &str, answered: &str| compare(printed, answered).is_ok();
    for (printed, answered) in [
        (
            r#"{"id":"…","a":[1,"x-…-y"]}"#,
            r#"{"id":7,"a":[1,"x-3-y"]}"#,
        ),
        ("a … c\nd", "a b c\nd\n"),
        ("plain", "plain"),
    ] {
        assert!(fits(printed, answered), "{printed} {answered}");
    }
    for (printed, answered) in [
        (r#"{"id":"…"}"#, r#"{"id":7,"more":1}"#),
        (r#"{"a":1,"b":2}"#, r#"{"b":2,"a":1}"#),
        ("[1]", "[1,2]"),
        (r#"{"a":"x…y"}"#, r#"{"a":"xz"}"#),
        (r#"{"a":1}"#, "no JSON"),
        ("a … c", "a b d"),
        ("a", "a\nb"),
        ("ab…b", "ab"),
    ] {
        assert!(!fits(printed, answered), "{printed} {answered}");
    }
}
