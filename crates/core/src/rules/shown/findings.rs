//! What does not fit about an object, all of it.

use std::{borrow::Cow, fmt};

/// A member that does not fit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unfit {
    /// Its path in the object, such as `profile.contacts[0].email`.
    pub member: String,
    /// What it has to be.
    pub rule: Cow<'static, str>,
}

impl fmt::Display for Unfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.member, self.rule)
    }
}

/// How many members are told of at most: whoever sends a million that do not fit needs no million sentences.
const MOST: usize = 1_000;

/// What does not fit about an object, in the order of its members; the first thousand of it.
#[derive(Debug, Default)]
pub struct Findings {
    /// Where in the object the checks are.
    place: String,
    found: Vec<Unfit>,
}

impl Findings {
    /// Finds that the member `name` of the object at this place has to be something else, unless it `fits`.
    pub fn unless(&mut self, fits: bool, name: &str, rule: impl Into<Cow<'static, str>>) {
        if fits || self.found.len() >= MOST {
            return;
        }
        let member = match (self.place.as_str(), name) {
            ("", name) => name.to_owned(),
            (place, "") => place.to_owned(),
            (place, name) => format!("{place}.{name}"),
        };
        self.found.push(Unfit {
            member,
            rule: rule.into(),
        });
    }

    /// Finds that a text has another length than from `least` to `most` characters.
    pub fn length(&mut self, name: &str, text: &str, least: usize, most: usize) {
        // Bytes are never fewer than characters, so most texts need no count.
        let fits = (least..=most).contains(&text.len()) && text.is_ascii()
            || (least..=most).contains(&text.chars().count());
        if !fits {
            let rule = format!("{least} to {most} characters");
            self.unless(false, name, rule);
        }
    }

    /// Looks at what the member `name` holds.
    pub fn within(&mut self, name: &str, look: impl FnOnce(&mut Self)) {
        let before = self.place.len();
        if before > 0 {
            self.place.push('.');
        }
        self.place.push_str(name);
        look(self);
        self.place.truncate(before);
    }

    /// Looks at each element of the list that the member `name` holds.
    pub fn each<T>(&mut self, name: &str, list: &[T], mut look: impl FnMut(&mut Self, &T)) {
        for (index, element) in list.iter().enumerate() {
            self.within(&format!("{name}[{index}]"), |findings| {
                look(findings, element);
            });
        }
    }

    /// Whether nothing was found.
    pub fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// What was found.
    pub fn into_vec(self) -> Vec<Unfit> {
        self.found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_more_is_found_than_anybody_reads() {
        let mut findings = Findings::default();
        findings.each("points", &[(); 3 * MOST], |findings, ()| {
            findings.unless(false, "name", "present");
        });
        assert_eq!(findings.into_vec().len(), MOST);
    }
}
