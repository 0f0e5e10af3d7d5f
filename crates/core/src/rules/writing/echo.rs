//! What was shown and is sent back as it was: no fault can be found with it.

use serde_json::Value;

use super::members::Faults;

/// The address's country, which is told without its path while it is unknown.
const COUNTRY: (&str, &str) = ("country", "companyProfile.address.country");

/// The value at a path such as `companyProfile.contacts[0].email`.
pub(super) fn at<'v>(value: &'v Value, path: &str) -> Option<&'v Value> {
    let mut value = value;
    for step in path.split('.') {
        let (name, rest) = step.split_at(step.find('[').unwrap_or(step.len()));
        value = value.get(name)?;
        for index in rest.split(['[', ']']).filter(|part| !part.is_empty()) {
            value = value.get(index.parse::<usize>().ok()?)?;
        }
    }
    Some(value)
}

/// Whether a member was sent back as it was shown.
pub(super) fn is_echo(path: &str, sent: &Value, shown: &Value) -> bool {
    let path = if path == COUNTRY.0 { COUNTRY.1 } else { path };
    at(sent, path).is_some_and(|sent| at(shown, path) == Some(sent))
}

/// Whether a read-only member, if it was sent, is as it is shown. One of which nothing is shown is as good as empty.
pub(super) fn is_kept(name: &str, sent: &Value, shown: &Value) -> bool {
    match sent.get(name) {
        None | Some(Value::Null) => true,
        Some(sent) => match shown.get(name) {
            Some(shown) => sent == shown,
            None => sent.as_array().is_some_and(Vec::is_empty),
        },
    }
}

impl Faults {
    /// What is left of the faults when what was shown may stay as it is, but for the values at these paths.
    pub(super) fn besides_echoes(&self, sent: &Value, shown: &Value, but: &[&str]) -> Self {
        let mut left = self.clone();
        left.missing.retain(|path| !is_echo(path, sent, shown));
        left.bad
            .retain(|(path, _)| but.contains(&path.as_str()) || !is_echo(path, sent, shown));
        left.long_reference &= !is_echo(super::members::REFERENCE, sent, shown);
        left
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_value_is_found_by_its_path() {
        let value = json!({ "a": { "b": [{ "c": 1 }, [2, 3]] } });
        assert_eq!(at(&value, "a.b[0].c"), Some(&json!(1)));
        assert_eq!(at(&value, "a.b[1][1]"), Some(&json!(3)));
        for none in ["b", "a.b[2]", "a.b[x]", "a.b.c", "a[0]", ""] {
            assert_eq!(at(&value, none), None, "{none}");
        }
    }

    #[test]
    fn nothing_shown_is_as_good_as_empty() {
        let shown = json!({ "id": "1" });
        for (sent, kept) in [
            (json!({}), true),
            (json!({ "id": null, "tags": null }), true),
            (json!({ "id": "1", "tags": [] }), true),
            (json!({ "id": "2" }), false),
            (json!({ "tags": ["x"] }), false),
        ] {
            assert_eq!(
                is_kept("id", &sent, &shown) && is_kept("tags", &sent, &shown),
                kept
            );
        }
    }
}
