//! Taking a body apart by paths. The first member that does not fit refuses the body; members that are not known are passed over,
//! and `null` is as good as absent.

use serde_json::{Map, Value};

use super::refused::Refused;

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
    ) -> Refused {
        Refused::unfit(self.path(name), rule)
    }

    /// A text, if there is one.
    pub(super) fn text(&self, name: &str) -> Result<Option<&'b str>, Refused> {
        match self.get(name) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(self.refused(name, "a text")),
        }
    }

    /// A text that is there and not blank.
    pub(super) fn required(&self, name: &str) -> Result<&'b str, Refused> {
        let text = self.text(name)?.filter(|text| !text.trim().is_empty());
        text.ok_or_else(|| self.refused(name, "required"))
    }

    /// A text of so many characters, on one line, if there is one.
    pub(super) fn line(&self, name: &str, most: usize) -> Result<Option<&'b str>, Refused> {
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
    pub(super) fn id<I: std::str::FromStr>(&self, name: &str) -> Result<Option<I>, Refused> {
        let Some(text) = self.text(name)? else {
            return Ok(None);
        };
        let id = text.parse().map_err(|_| self.refused(name, "a UUID"))?;
        Ok(Some(id))
    }

    /// An object that is there.
    pub(super) fn object(&self, name: &str) -> Result<&'b Map<String, Value>, Refused> {
        match self.get(name) {
            None => Err(self.refused(name, "required")),
            Some(Value::Object(object)) => Ok(object),
            Some(_) => Err(self.refused(name, "an object")),
        }
    }

    /// A list of objects that is there, with the path of each.
    pub(super) fn objects(&self, name: &str) -> Result<Vec<Element<'b>>, Refused> {
        let list = match self.get(name) {
            None => return Err(self.refused(name, "required")),
            Some(Value::Array(list)) => list,
            Some(_) => return Err(self.refused(name, "a list")),
        };
        let each = list.iter().enumerate().map(|(index, element)| {
            let path = self.path(&format!("{name}[{index}]"));
            match element {
                Value::Object(object) => Ok((path, object)),
                _ => Err(Refused::unfit(path, "an object")),
            }
        });
        each.collect()
    }
}
