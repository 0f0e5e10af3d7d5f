//! Secrets that a run has used, and the search for them in what its processes have written: as they are, and in the forms that a
//! log may put them into.

mod forms;

use std::{
    collections::{BTreeMap, HashMap},
    sync::{Mutex, MutexGuard, PoisonError},
};

use serde_json::Value;

/// Shorter ones open nothing, and would be found in any text.
const SHORTEST: usize = 8;
/// Members of answers, and of what commands print, that open something.
const MEMBERS: [&str; 7] = [
    "access_token",
    "client_secret",
    "credential",
    "csrf_token",
    "password",
    "secret",
    "token",
];
/// What every text is looked up by.
const BEGINNING: usize = 8;
/// How much of a line is shown.
const SHOWN: usize = 160;

/// A form of a secret, what the secret is, and which form this is.
type Form<'s> = (Vec<u8>, &'s str, &'static str);

/// Everything secret that was used so far, with what it is.
#[derive(Debug, Default)]
pub struct Secrets(Mutex<BTreeMap<Vec<u8>, String>>);

impl Secrets {
    /// None yet.
    pub const fn new() -> Self {
        Self(Mutex::new(BTreeMap::new()))
    }

    fn known(&self) -> MutexGuard<'_, BTreeMap<Vec<u8>, String>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Remembers one.
    pub fn keep(&self, what: &str, value: impl AsRef<[u8]>) {
        let value = value.as_ref();
        if value.len() >= SHORTEST {
            self.known()
                .entry(value.to_vec())
                .or_insert_with(|| what.to_owned());
        }
    }

    /// Remembers those that an object has, wherever they stand in it.
    pub fn keep_members(&self, value: &Value) {
        match value {
            Value::Object(members) => {
                for (name, value) in members {
                    match value.as_str() {
                        Some(text) if MEMBERS.contains(&name.as_str()) => {
                            self.keep_text(name, text);
                        }
                        _ => self.keep_members(value),
                    }
                }
            }
            Value::Array(values) => {
                for value in values {
                    self.keep_members(value);
                }
            }
            _ => {}
        }
    }

    /// An invitation has its secret between fingerprints that are none.
    fn keep_text(&self, name: &str, text: &str) {
        let parts: Vec<&str> = text.split('.').collect();
        if let ("token", [_, secret, _, _]) = (name, &parts[..]) {
            self.keep("a join token", secret);
        } else {
            self.keep(name, text);
        }
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.known().len()
    }

    /// Which of them is in a text, and where.
    pub fn found_in(&self, text: &str) -> Option<String> {
        let known = self.known();
        let mut forms: HashMap<[u8; BEGINNING], Vec<Form<'_>>> = HashMap::new();
        for (secret, what) in known.iter() {
            for (form, how) in forms::of(secret) {
                let beginning = form[..BEGINNING].try_into().expect("none is shorter");
                forms.entry(beginning).or_default().push((form, what, how));
            }
        }
        let mut begins = vec![false; 1 << 16];
        for beginning in forms.keys() {
            begins[pair(beginning)] = true;
        }
        let bytes = text.as_bytes();
        for (place, window) in bytes.windows(BEGINNING).enumerate() {
            if !begins[pair(window)] {
                continue;
            }
            let Some(candidates) = forms.get(window) else {
                continue;
            };
            let found = candidates
                .iter()
                .find(|(form, ..)| bytes[place..].starts_with(form));
            if let Some((_, what, how)) = found {
                return Some(format!("{what} ({how}): {}", around(bytes, place)));
            }
        }
        None
    }
}

fn pair(bytes: &[u8]) -> usize {
    usize::from(bytes[0]) << 8 | usize::from(bytes[1])
}

/// What stands around a place, within its line.
fn around(bytes: &[u8], place: usize) -> String {
    let before = bytes[..place].iter().rposition(|&byte| byte == b'\n');
    let begin = before.map_or(0, |end| end + 1);
    let begin = begin.max(place.saturating_sub(SHOWN));
    let end = bytes.len().min(place + SHOWN);
    String::from_utf8_lossy(&bytes[begin..end])
        .lines()
        .next()
        .unwrap_or_default()
        .to_owned()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const SECRET: &str = "Qm9-x_7/Zz+k%Lw=\"'\\";

    fn kept() -> Secrets {
        let secrets = Secrets::new();
        secrets.keep("a password", SECRET);
        secrets
    }

    #[test]
    fn a_secret_is_found_in_every_form() {
        let secrets = kept();
        let list: Vec<String> = SECRET.bytes().map(|byte| byte.to_string()).collect();
        let digits: Vec<String> = SECRET.bytes().map(|byte| format!("{byte:02x}")).collect();
        let hexadecimal = digits.concat();
        for written in [
            SECRET.to_owned(),
            format!("{SECRET:?}"),
            format!("{:?}", format!("password {SECRET:?}")),
            json!({ "password": SECRET }).to_string(),
            SECRET.to_lowercase(),
            // As of a client's name and secret in one, and each further by one.
            "UW05LXhfNy9aeitrJUx3PSInXA==".to_owned(),
            "YTpRbTkteF83L1p6K2slTHc9Iidc".to_owned(),
            "YWI6UW05LXhfNy9aeitrJUx3PSInXA".to_owned(),
            "?secret=Qm9%2Dx%5F7%2FZz%2Bk%25Lw%3D%22%27%5C&x".to_owned(),
            "?secret=Qm9-x_7%2FZz%2Bk%25Lw%3D%22%27%5C&x".to_owned(),
            "?secret=Qm9-x_7%2fZz%2bk%25Lw%3d%22%27%5c&x".to_owned(),
            hexadecimal.clone(),
            hexadecimal.to_uppercase(),
            format!("[{}]", list.join(", ")),
            format!("[{}]", list.join(",")),
        ] {
            let log = format!("first line\n{{\"message\":\"{written} and more\"}}\nlast line");
            let found = secrets.found_in(&log);
            assert!(found.is_some(), "{written}");
            assert!(!found.unwrap().contains("last line"));
        }
    }

    #[test]
    fn what_is_no_secret_is_not_found() {
        let secrets = kept();
        let part = &SECRET[1..];
        for written in ["", "password", part, "Qm9-x_7", "UW05LXhfNy9aeitrJUx4"] {
            assert_eq!(secrets.found_in(written), None, "{written}");
        }
    }

    #[test]
    fn answers_and_what_commands_print_tell_their_secrets() {
        let secrets = Secrets::new();
        secrets.keep_members(&json!({
            "client_id": "public-name",
            "secret": "of-a-client",
            "administrator": { "email": "root@acme.example", "password": "of-a-person" },
            "tokens": [{ "token": "of-a-caller" }, { "token": "lf1.of-a-server.fingerprint-of-a-key.-" }],
            "next_page_token": "of-no-value",
            "token": "short",
        }));
        assert_eq!(secrets.count(), 4);
        for secret in ["of-a-client", "of-a-person", "of-a-caller", "of-a-server"] {
            assert!(secrets.found_in(secret).is_some(), "{secret}");
        }
        for public in ["public-name", "fingerprint-of-a-key", "of-no-value"] {
            assert_eq!(secrets.found_in(public), None, "{public}");
        }
    }
}
