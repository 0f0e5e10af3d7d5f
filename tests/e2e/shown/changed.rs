//! Objects with something else in a few of their members. Most changes keep the kind of a value, so that many are objects still.

use serde_json::Value;

/// Words that some member somewhere takes, and others that none does.
const WORDS: [&str; 40] = [
    "",
    " ",
    "a",
    "xx-YY",
    "de-DE",
    "NOPE",
    "K_12",
    "STATE",
    "COM",
    "EDU",
    "GOV",
    "LICENSE",
    "CONSUMABLES",
    "05",
    "T1",
    "US",
    "CA",
    "XX",
    "de",
    "00",
    "BY",
    "<b>",
    "\"quoted\"",
    "a/b",
    "a.b",
    "tab\there",
    "line\nbreak",
    "\u{1}",
    "\u{fffe}",
    "\u{feff}",
    "null",
    "1000",
    "1012",
    "REQUESTED",
    "http://a.example",
    "https://a.example:443",
    "12.5, 13.5",
    "{}",
    "[]",
    "０００",
];

/// A source of changes.
pub(super) struct Changes {
    random: fastrand::Rng,
}

impl Changes {
    pub(super) fn new(seed: u64) -> Self {
        Self {
            random: fastrand::Rng::with_seed(seed),
        }
    }

    /// Yes once in so many times.
    pub(super) fn one_in(&mut self, times: usize) -> bool {
        self.random.usize(..times.max(1)) == 0
    }

    /// The same object but for one to three changes.
    pub(super) fn of(&mut self, object: &Value) -> Value {
        let mut object = object.clone();
        for _ in 0..self.random.usize(1..=3) {
            let mut places = Vec::new();
            places_of(&object, "", &mut places);
            let place = &places[self.random.usize(..places.len())];
            if self.one_in(6) {
                leave_out(&mut object, place);
                continue;
            }
            let value = object.pointer_mut(place).unwrap();
            *value = self.instead_of(value);
        }
        object
    }

    fn instead_of(&mut self, value: &Value) -> Value {
        match value {
            Value::String(text) => self.text(text).into(),
            Value::Number(number) if number.is_f64() => (self.random.f64() * 400.0 - 200.0).into(),
            Value::Number(number) => match self.random.usize(..3) {
                0 => number.as_u64().unwrap_or(0).saturating_add(1).into(),
                1 => self.random.u64(..3).into(),
                _ => (self.random.u64(..) >> self.random.u32(..64)).into(),
            },
            Value::Bool(truth) => (!truth).into(),
            Value::Array(_) => Value::Array(Vec::new()),
            other => other.clone(),
        }
    }

    fn text(&mut self, text: &str) -> String {
        match self.random.usize(..10) {
            0 => text.chars().skip(1).collect(),
            1 => text.to_lowercase(),
            2 => text.to_uppercase(),
            3 => format!("{text} {text}"),
            4 => text.repeat(self.random.usize(2..60)),
            5 => self.character().to_string(),
            6 => format!("{text}{}", self.character()),
            7 => format!("{text}{}", self.random.u8(..10)),
            8 => format!("{}{text}", self.random.alphabetic()),
            _ => WORDS[self.random.usize(..WORDS.len())].to_owned(),
        }
    }

    fn character(&mut self) -> char {
        match self.random.usize(..3) {
            0 => char::from(self.random.u8(1..128)),
            1 => self.random.char('\u{80}'..'\u{3000}'),
            _ => self.random.char('\u{1}'..),
        }
    }
}

/// The places of all values that hold no others, and of lists.
fn places_of(value: &Value, path: &str, to: &mut Vec<String>) {
    match value {
        Value::Object(members) if !members.is_empty() => {
            for (name, value) in members {
                places_of(value, &format!("{path}/{name}"), to);
            }
        }
        Value::Array(values) if !values.is_empty() => {
            for (number, value) in values.iter().enumerate() {
                places_of(value, &format!("{path}/{number}"), to);
            }
        }
        _ => to.push(path.to_owned()),
    }
}

fn leave_out(object: &mut Value, place: &str) {
    let (parent, name) = place.rsplit_once('/').unwrap();
    match object.pointer_mut(parent) {
        Some(Value::Object(members)) => {
            members.remove(name);
        }
        Some(Value::Array(values)) => {
            values.remove(name.parse().unwrap());
        }
        _ => {}
    }
}
