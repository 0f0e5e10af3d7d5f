//! The members of a change: all of them, or only those that are to change.

use std::borrow::Cow;

use serde_json::{Map, Value};

use super::{
    Refused,
    members::{Faults, read_body},
};

/// The members of a change.
#[derive(Debug, Clone)]
pub(super) struct Sent {
    members: Map<String, Value>,
    /// Whatever is not among them stays.
    is_part: bool,
}

impl Sent {
    /// A whole body. It fails only if that is no JSON object.
    pub(super) fn read(body: &[u8]) -> Result<Self, Refused> {
        let members = read_body(body)?;
        let is_part = false;
        Ok(Self { members, is_part })
    }

    /// Those that are to change.
    pub(super) fn part(members: Map<String, Value>) -> Self {
        let is_part = true;
        Self { members, is_part }
    }

    /// What was sent.
    pub(super) fn members(&self) -> &Map<String, Value> {
        &self.members
    }

    /// Whether whatever was not sent stays.
    pub(super) fn is_part(&self) -> bool {
        self.is_part
    }

    /// The whole body: a part is laid over what is shown. Lists are replaced, members of objects one by one.
    pub(super) fn over(&self, shown: &Value) -> Cow<'_, Map<String, Value>> {
        match shown {
            Value::Object(shown) if self.is_part => Cow::Owned(laid_over(shown, &self.members)),
            _ => Cow::Borrowed(&self.members),
        }
    }

    /// Where faults of it are noted: those of a part are told at once.
    pub(super) fn faults(&self) -> Faults {
        if self.is_part {
            Faults::together()
        } else {
            Faults::default()
        }
    }
}

fn laid_over(below: &Map<String, Value>, above: &Map<String, Value>) -> Map<String, Value> {
    let mut all = below.clone();
    for (name, above) in above {
        let value = match (below.get(name), above) {
            (Some(Value::Object(below)), Value::Object(above)) => {
                Value::Object(laid_over(below, above))
            }
            _ => above.clone(),
        };
        all.insert(name.clone(), value);
    }
    all
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_part_leaves_what_it_does_not_name_and_a_whole_body_does_not() {
        let shown = json!({ "a": { "b": 1, "c": [1, 2] }, "d": 3 });
        let sent = json!({ "a": { "c": [], "e": { "f": null } } });
        let sent = sent.as_object().unwrap();
        let part = Sent::part(sent.clone());
        let whole = json!({ "a": { "b": 1, "c": [], "e": { "f": null } }, "d": 3 });
        assert_eq!(&Value::Object(part.over(&shown).into_owned()), &whole);
        let read = Sent::read(json!(sent).to_string().as_bytes()).unwrap();
        assert_eq!(read.over(&shown).as_ref(), sent);
        assert_eq!((part.is_part(), read.is_part()), (true, false));
    }
}
