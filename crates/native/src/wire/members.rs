//! Taking a body apart, member by member, and noting everything that is wrong on the way.

use landfall_core::rules::wish::Wish;
use serde_json::{Map, Value};

use crate::error::{InputError, Problem};

/// How many members of a body are told of at most.
const MOST_FAULTS: usize = 1_000;

/// An object of a body, with where it stands.
pub(super) struct Members<'b> {
    object: &'b Map<String, Value>,
    pointer: String,
}

/// A body as an object.
pub(super) fn object(body: &[u8]) -> Result<Map<String, Value>, Problem> {
    let fault = |detail: String| Problem::body(vec![InputError::member("", detail)]);
    match serde_json::from_slice(body) {
        Ok(Value::Object(members)) => Ok(members),
        Ok(_) => Err(fault("has to be a JSON object".to_owned())),
        Err(error) => Err(fault(format!("is not JSON: {error}"))),
    }
}

/// What was read, unless something was wrong.
pub(super) fn settled<T>(read: T, errors: Vec<InputError>) -> Result<T, Problem> {
    if errors.is_empty() {
        Ok(read)
    } else {
        Err(Problem::body(errors))
    }
}

impl<'b> Members<'b> {
    /// The members of an object, which may be those. What the server gives may be sent back, and is not looked at.
    pub(super) fn new(
        object: &'b Map<String, Value>,
        pointer: impl Into<String>,
        known: &[&str],
        errors: &mut Vec<InputError>,
    ) -> Self {
        let this = Self {
            object,
            pointer: pointer.into(),
        };
        let unknown = object.keys().filter(|name| !known.contains(&name.as_str()));
        for name in unknown.take(10) {
            let name: String = name.chars().take(80).collect();
            let detail = format!("is no member of this; there are: {}", known.join(", "));
            this.fault(&escaped(&name), detail, errors);
        }
        this
    }

    fn fault(&self, name: &str, detail: impl Into<String>, errors: &mut Vec<InputError>) {
        if errors.len() >= MOST_FAULTS {
            return;
        }
        errors.push(InputError::member(
            &format!("{}/{name}", self.pointer),
            detail,
        ));
    }

    fn read<T>(
        &self,
        name: &str,
        expected: &str,
        errors: &mut Vec<InputError>,
        read: impl FnOnce(&'b Value) -> Option<T>,
    ) -> Wish<T> {
        match self.object.get(name) {
            None => Wish::Unsaid,
            Some(Value::Null) => Wish::Default,
            Some(value) => read(value).map_or_else(
                || {
                    self.fault(name, format!("has to be {expected}"), errors);
                    Wish::Unsaid
                },
                Wish::Is,
            ),
        }
    }

    /// A text.
    pub(super) fn text(&self, name: &str, errors: &mut Vec<InputError>) -> Wish<String> {
        self.read(name, "a string", errors, |value| {
            value.as_str().map(ToOwned::to_owned)
        })
    }

    /// Yes or no.
    pub(super) fn truth(&self, name: &str, errors: &mut Vec<InputError>) -> Wish<bool> {
        self.read(name, "true or false", errors, Value::as_bool)
    }

    /// A whole number that is not negative.
    pub(super) fn number(&self, name: &str, errors: &mut Vec<InputError>) -> Wish<u64> {
        self.read(name, "a whole number", errors, Value::as_u64)
    }

    /// A member as it was sent, whatever it is, with its pointer.
    pub(super) fn as_sent(&self, name: &str) -> Option<(String, Value)> {
        let value = self.object.get(name)?;
        Some((format!("{}/{name}", self.pointer), value.clone()))
    }

    /// A list of texts.
    pub(super) fn texts(&self, name: &str, errors: &mut Vec<InputError>) -> Wish<Vec<String>> {
        self.read(name, "a list of strings", errors, |value| {
            let texts = value.as_array()?.iter();
            texts
                .map(|text| text.as_str().map(ToOwned::to_owned))
                .collect()
        })
    }

    /// An object, whose members may be those.
    pub(super) fn object(
        &self,
        name: &str,
        known: &[&str],
        errors: &mut Vec<InputError>,
    ) -> Wish<Members<'b>> {
        let found = self.read(name, "an object", errors, Value::as_object);
        found.map(|object| Members::new(object, format!("{}/{name}", self.pointer), known, errors))
    }

    /// A list of objects, whose members may be those.
    pub(super) fn objects(
        &self,
        name: &str,
        known: &[&str],
        errors: &mut Vec<InputError>,
    ) -> Wish<Vec<Members<'b>>> {
        let found = self.read(name, "a list of objects", errors, |value| {
            let objects = value.as_array()?.iter();
            objects.map(Value::as_object).collect::<Option<Vec<_>>>()
        });
        found.map(|objects| {
            let objects = objects.into_iter().enumerate();
            let read = objects.map(|(index, object)| {
                let pointer = format!("{}/{name}/{index}", self.pointer);
                Members::new(object, pointer, known, errors)
            });
            read.collect()
        })
    }
}

/// A name as a step of a JSON pointer.
fn escaped(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_there_is_read_and_what_is_wrong_is_pointed_at() {
        let body = object(
            br#"{"a":"x","b":null,"c":[{"d":1},{"e/~":2}],"f":"no","g":["x",1],"h":{},"i":-1}"#,
        );
        let body = body.ok().unwrap();
        let mut errors = Vec::new();
        let known = ["a", "b", "c", "f", "g", "h", "i"];
        let members = Members::new(&body, "", &known, &mut errors);
        assert_eq!(members.text("a", &mut errors), Wish::Is("x".to_owned()));
        assert_eq!(members.text("b", &mut errors), Wish::Default);
        assert_eq!(members.text("z", &mut errors), Wish::Unsaid);
        let objects = members.objects("c", &["d"], &mut errors).value().unwrap();
        assert_eq!(objects[0].number("d", &mut errors), Wish::Is(1));
        assert_eq!(members.truth("f", &mut errors), Wish::Unsaid);
        assert_eq!(members.texts("g", &mut errors), Wish::Unsaid);
        assert!(members.object("h", &[], &mut errors).value().is_some());
        assert_eq!(members.number("i", &mut errors), Wish::Unsaid);
        let pointers: Vec<_> = errors
            .iter()
            .filter_map(|it| it.pointer.as_deref())
            .collect();
        assert_eq!(pointers, ["/c/1/e~1~0", "/f", "/g", "/i"]);
        assert!(settled((), errors).is_err());
        for bad in [&b"[]"[..], b"{", b""] {
            assert!(object(bad).is_err());
        }
    }
}
