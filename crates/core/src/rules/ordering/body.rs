//! Taking a body apart by paths, and noting every member that does not fit. Members that are not known are passed over, and `null` is as
//! good as absent.

use serde_json::{Map, Value};

use crate::rules::shown::Unfit;

/// What was read, or every member that does not fit.
pub(super) type Read<T> = Result<T, Vec<Unfit>>;

/// How many members are told of at most.
const MOST: usize = 1_000;

/// Members that do not fit, in the order in which they were looked at.
#[derive(Debug, Default)]
pub(super) struct Faults(Vec<Unfit>);

impl Faults {
    /// What was read, if it could be; whatever did not fit is noted.
    pub(super) fn of<T>(&mut self, read: Read<T>) -> Option<T> {
        read.map_err(|unfit| {
            let room = MOST.saturating_sub(self.0.len());
            self.0.extend(unfit.into_iter().take(room));
        })
        .ok()
    }

    /// The same of a list: what could be read of it.
    pub(super) fn each<T>(&mut self, list: impl Iterator<Item = Read<T>>) -> Vec<T> {
        list.filter_map(|read| self.of(read)).collect()
    }

    /// Everything that was read, unless something did not fit.
    pub(super) fn end<T>(self, read: Option<T>) -> Read<T> {
        match read {
            Some(read) if self.0.is_empty() => Ok(read),
            _ => Err(self.0),
        }
    }
}

/// An element of a list: its path, and its members.
pub(super) type Element<'b> = (String, &'b Map<String, Value>);

/// An object of the body with its path.
#[derive(Clone, Copy)]
pub(super) struct Object<'b> {
    members: &'b Map<String, Value>,
    path: &'b str,
}

impl<'b> Object<'b> {
    /// The object at that path; the body's own path is empty.
    pub(super) fn at(members: &'b Map<String, Value>, path: &'b str) -> Self {
        Self { members, path }
    }

    /// The path of a member.
    pub(super) fn path(&self, name: &str) -> String {
        if self.path.is_empty() {
            return name.to_owned();
        }
        format!("{}.{name}", self.path)
    }

    /// A member that is there.
    pub(super) fn get(&self, name: &str) -> Option<&'b Value> {
        self.members.get(name).filter(|value| !value.is_null())
    }

    /// Whether one of these is there.
    pub(super) fn has_any(&self, names: &[&str]) -> bool {
        names.iter().any(|name| self.get(name).is_some())
    }

    /// Refuses a member.
    pub(super) fn refused(
        &self,
        name: &str,
        rule: impl Into<std::borrow::Cow<'static, str>>,
    ) -> Vec<Unfit> {
        unfit(self.path(name), rule)
    }

    /// A text, if there is one.
    pub(super) fn text(&self, name: &str) -> Read<Option<&'b str>> {
        match self.get(name) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(self.refused(name, "a text")),
        }
    }

    /// A text that is there and not blank.
    pub(super) fn required(&self, name: &str) -> Read<&'b str> {
        let text = self.text(name)?.filter(|text| !text.trim().is_empty());
        text.ok_or_else(|| self.refused(name, "required"))
    }

    /// A text of so many characters, on one line, if there is one.
    pub(super) fn line(&self, name: &str, most: usize) -> Read<Option<&'b str>> {
        let text = self.text(name)?;
        let fits = |text: &str| {
            let length = text.chars().count();
            (1..=most).contains(&length) && crate::rules::shown::is_line(text)
        };
        match text {
            Some(text) if !fits(text) => {
                Err(self.refused(name, format!("a line of 1 to {most} characters")))
            }
            text => Ok(text),
        }
    }

    /// An id, if there is one.
    pub(super) fn id<I: std::str::FromStr>(&self, name: &str) -> Read<Option<I>> {
        let Some(text) = self.text(name)? else {
            return Ok(None);
        };
        let id = text.parse().map_err(|_| self.refused(name, "a UUID"))?;
        Ok(Some(id))
    }

    /// An object that is there.
    pub(super) fn object(&self, name: &str) -> Read<&'b Map<String, Value>> {
        match self.get(name) {
            None => Err(self.refused(name, "required")),
            Some(Value::Object(object)) => Ok(object),
            Some(_) => Err(self.refused(name, "an object")),
        }
    }

    /// A list of objects that is there, with the path of each.
    pub(super) fn objects(&self, name: &str) -> Read<Vec<Element<'b>>> {
        let list = match self.get(name) {
            None => return Err(self.refused(name, "required")),
            Some(Value::Array(list)) => list,
            Some(_) => return Err(self.refused(name, "a list")),
        };
        let mut faults = Faults::default();
        let each = list.iter().enumerate().map(|(index, element)| {
            let path = self.path(&format!("{name}[{index}]"));
            match element {
                Value::Object(object) => Ok((path, object)),
                _ => Err(unfit(path, "an object")),
            }
        });
        let read = faults.each(each);
        faults.end(Some(read))
    }
}

/// One member that does not fit.
pub(super) fn unfit(
    member: impl Into<String>,
    rule: impl Into<std::borrow::Cow<'static, str>>,
) -> Vec<Unfit> {
    vec![Unfit {
        member: member.into(),
        rule: rule.into(),
    }]
}
