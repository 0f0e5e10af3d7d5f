//! Taking a body apart, member by member, and noting everything that is wrong on the way.

use super::{
    media::BodyForm,
    node::{Node, short},
};
use crate::error::Fault;

/// How many faults are told.
const MOST: usize = 20;

/// What is wrong with a body, in words, as far as it is told; and how much more there is.
#[derive(Debug, Default)]
pub(super) struct Faults {
    told: Vec<String>,
    left_out: usize,
}

impl Faults {
    /// Notes something.
    pub(super) fn note(&mut self, fault: String) {
        if self.told.len() < MOST {
            self.told.push(fault);
        } else {
            self.left_out += 1;
        }
    }

    /// 400 if something was noted.
    pub(super) fn settle(self) -> Result<(), Fault> {
        if self.told.is_empty() {
            return Ok(());
        }
        Err(Fault::bad_request(joined(&self.told, self.left_out)))
    }
}

/// Several complaints as one text.
pub(super) fn together(mut complaints: Vec<String>) -> String {
    let left_out = complaints.len().saturating_sub(MOST);
    complaints.truncate(MOST);
    joined(&complaints, left_out)
}

fn joined(told: &[String], left_out: usize) -> String {
    let text = told.join("; ");
    if left_out == 0 {
        return text;
    }
    format!("{text}; and {left_out} more")
}

/// An object of the body, with where it stands.
pub(super) struct Members<'b> {
    sent: &'b [(String, Node)],
    path: String,
    form: BodyForm,
}

impl<'b> Members<'b> {
    /// The members of the whole body, which may be those.
    pub(super) fn of_body(
        body: &'b Node,
        form: BodyForm,
        known: &[&str],
        faults: &mut Faults,
    ) -> Option<Self> {
        let found = Self::of(body, String::new(), form, known, faults);
        if found.is_none() {
            faults.note("The body has to be an object".to_owned());
        }
        found
    }

    /// In XML, an element without anything in it is an object without members as well.
    fn of(
        node: &'b Node,
        path: String,
        form: BodyForm,
        known: &[&str],
        faults: &mut Faults,
    ) -> Option<Self> {
        let members: &[(String, Node)] = match node {
            Node::Object(members) => members,
            Node::Text(text) if form == BodyForm::Xml && text.trim_ascii().is_empty() => &[],
            _ => return None,
        };
        let found = Self {
            sent: members,
            path,
            form,
        };
        let mut told: Vec<&str> = Vec::new();
        for (name, _) in members {
            if !known.contains(&name.as_str())
                && !told.contains(&name.as_str())
                && told.len() < MOST
            {
                told.push(name);
                let path = found.path_of(&short(name));
                faults.note(format!("The body has an unknown member: {path}"));
            }
        }
        Some(found)
    }

    fn path_of(&self, name: &str) -> String {
        if self.path.is_empty() {
            name.to_owned()
        } else {
            format!("{}.{name}", self.path)
        }
    }

    fn wrong(&self, name: &str, rule: &str, faults: &mut Faults) {
        faults.note(format!("{} has to be {rule}", self.path_of(name)));
    }

    /// A member that says something, and says it once.
    fn one(&self, name: &str, faults: &mut Faults) -> Option<&'b Node> {
        let mut named = self.sent.iter().filter(|(member, _)| member == name);
        let (_, node) = named.next()?;
        if named.next().is_some() {
            self.wrong(name, "there once", faults);
        }
        Some(node).filter(|node| **node != Node::Null)
    }

    /// A text, if there is one.
    pub(super) fn text(&self, name: &str, faults: &mut Faults) -> Option<String> {
        let node = self.one(name, faults)?;
        if let Node::Text(text) = node {
            return Some(text.clone());
        }
        self.wrong(name, "a text", faults);
        None
    }

    /// Yes or no, if either is said.
    pub(super) fn truth(&self, name: &str, faults: &mut Faults) -> Option<bool> {
        let said = match self.one(name, faults)? {
            Node::Truth(truth) => Some(*truth),
            Node::Text(text) if self.form == BodyForm::Xml => match text.trim_ascii() {
                "true" | "1" => Some(true),
                "false" | "0" => Some(false),
                _ => None,
            },
            _ => None,
        };
        if said.is_none() {
            self.wrong(name, "true or false", faults);
        }
        said
    }

    /// An object, if there is one, whose members may be those.
    pub(super) fn object(
        &self,
        name: &str,
        known: &[&str],
        faults: &mut Faults,
    ) -> Option<Members<'b>> {
        let node = self.one(name, faults)?;
        let found = Self::of(node, self.path_of(name), self.form, known, faults);
        if found.is_none() {
            self.wrong(name, "an object", faults);
        }
        found
    }

    /// A list of objects, if there is one, whose members may be those. In XML it is all elements of that name.
    pub(super) fn list(
        &self,
        name: &str,
        known: &[&str],
        faults: &mut Faults,
    ) -> Option<Vec<Members<'b>>> {
        let nodes: Vec<&Node> = match self.form {
            BodyForm::Json => {
                let node = self.one(name, faults)?;
                let Node::List(nodes) = node else {
                    self.wrong(name, "a list", faults);
                    return None;
                };
                nodes.iter().collect()
            }
            BodyForm::Xml => {
                let named = self.sent.iter().filter(|(member, _)| member == name);
                let nodes: Vec<_> = named.map(|(_, node)| node).collect();
                if nodes.is_empty() {
                    return None;
                }
                nodes
            }
        };
        let mut objects = Vec::with_capacity(nodes.len());
        for (index, node) in nodes.into_iter().enumerate() {
            let name = format!("{name}[{index}]");
            match Self::of(node, self.path_of(&name), self.form, known, faults) {
                Some(object) => objects.push(object),
                None => self.wrong(&name, "an object", faults),
            }
        }
        Some(objects)
    }

    /// A list that has to be there. In XML, none is an empty one.
    pub(super) fn whole_list(
        &self,
        name: &str,
        known: &[&str],
        faults: &mut Faults,
    ) -> Vec<Members<'b>> {
        let is_there = |(member, node): &(String, Node)| member == name && *node != Node::Null;
        let is_missing = !self.sent.iter().any(is_there);
        if is_missing && self.form == BodyForm::Json {
            self.wrong(name, "present", faults);
        }
        self.list(name, known, faults).unwrap_or_default()
    }
}
