//! The body of a policy that is created or changed.

use serde::de::{DeserializeSeed, IgnoredAny, MapAccess};
use serde_json::value::RawValue;

use super::super::finding::{Finding, Pointer};
use super::{
    members::{Names, id, is_server_s, one_of, text},
    rule::{NewRule, Rules},
    shape::{List, Object, Reading, ReadsObject},
};
use crate::{
    id::PolicyId,
    model::{Platform, PolicyState},
};

/// The longest name, in characters.
const LONGEST_NAME: usize = 50;

/// A policy as a client sends it to be created.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPolicy {
    /// Its name, 1 to 50 characters.
    pub name: String,
    /// A text for people, if one was sent.
    pub description: Option<String>,
    /// Whether it is a draft, or to be verified and locked.
    pub state: PolicyState,
    /// What it is for.
    pub platform: Platform,
    /// Its rules, at least one.
    pub rules: Vec<NewRule>,
}

/// What a client wants changed. What is none was not sent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PolicyPatch {
    /// The policy's own number, where the body repeats it.
    pub id: Option<PolicyId>,
    /// Its name, 1 to 50 characters.
    pub name: Option<String>,
    /// A text for people.
    pub description: Option<String>,
    /// Its state.
    pub state: Option<PolicyState>,
    /// What it is for.
    pub platform: Option<Platform>,
    /// Rules to replace, by their ids, and to append. None of them has the id of another.
    pub rules: Option<Vec<NewRule>>,
}

/// In whose form a policy is sent.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Form {
    /// That of rulesv4.
    #[default]
    Rulesv4,
    /// That of the native API: what has no value may be null, and `account_id`, which the caller of this code reads, says whose
    /// the policy is.
    Native,
}

/// Reads a policy that is to be created. Everything that is wrong is found, unless the text is no JSON.
pub fn read_new(body: &[u8], form: Form) -> Result<NewPolicy, Vec<Finding>> {
    let mut reading = Reading {
        form,
        ..Reading::default()
    };
    let sent = read(body, false, &mut reading).map_err(|finding| vec![finding])?;
    if reading.findings.is_empty()
        && let PolicyPatch {
            name: Some(name),
            description,
            state: Some(state),
            platform: Some(platform),
            rules: Some(rules),
            ..
        } = sent
    {
        return Ok(NewPolicy {
            name,
            description,
            state,
            platform,
            rules,
        });
    }
    Err(reading.findings.into_vec())
}

/// Reads what is to be changed of a policy. Everything that is wrong is found, unless the text is no JSON.
pub fn read_patch(body: &[u8], form: Form) -> Result<PolicyPatch, Vec<Finding>> {
    let mut reading = Reading {
        form,
        ..Reading::default()
    };
    let sent = read(body, true, &mut reading).map_err(|finding| vec![finding])?;
    if reading.findings.is_empty() {
        Ok(sent)
    } else {
        Err(reading.findings.into_vec())
    }
}

/// What the body holds; an error when it is no JSON at all.
fn read(body: &[u8], is_patch: bool, reading: &mut Reading) -> Result<PolicyPatch, Finding> {
    let no_json = |reason: &dyn std::fmt::Display| Finding {
        pointer: Pointer::default().to_string(),
        description: format!("The body is not JSON: {reason}."),
    };
    let body = std::str::from_utf8(body).map_err(|reason| no_json(&reason))?;
    let body = body.strip_prefix('\u{feff}').unwrap_or(body);
    let mut sent = PolicyPatch::default();
    let mut json = serde_json::Deserializer::from_str(body);
    let object = Object(Body {
        reading,
        sent: &mut sent,
        is_patch,
    });
    let read = object.deserialize(&mut json).and_then(|()| json.end());
    read.map_err(|reason| no_json(&reason))?;
    Ok(sent)
}

/// Reads the members of a policy.
struct Body<'r> {
    reading: &'r mut Reading,
    sent: &'r mut PolicyPatch,
    is_patch: bool,
}

impl<'de> ReadsObject<'de> for Body<'_> {
    const WANTED: &'static str = "The body must be a JSON object.";

    fn reading(&mut self) -> &mut Reading {
        self.reading
    }

    fn members<A: MapAccess<'de>>(&mut self, object: &mut A) -> Result<(), A::Error> {
        let mut names = Names::default();
        while let Some(name) = object.next_key::<String>()? {
            let is_native = self.reading.form == Form::Native;
            if is_server_s(&name)
                || name == "id" && !self.is_patch
                || name == "account_id" && is_native
            {
                object.next_value::<IgnoredAny>()?;
                continue;
            }
            if name == "rules" {
                names.add(&name, self.reading);
                self.rules(object)?;
                continue;
            }
            let value: &RawValue = object.next_value()?;
            if is_native && value.get() == "null" {
                continue;
            }
            names.add(&name, self.reading);
            let Self { reading, sent, .. } = self;
            match name.as_str() {
                "id" => sent.id = id(&name, value, reading),
                "@type" => {
                    text(&name, value, reading);
                }
                "name" => {
                    sent.name = text(&name, value, reading);
                    let length = sent.name.as_ref().map(|name| name.chars().count());
                    if length.is_some_and(|length| !(1..=LONGEST_NAME).contains(&length)) {
                        let wanted = format!("A name has 1 to {LONGEST_NAME} characters.");
                        reading.find_at(&name, wanted);
                    }
                }
                "description" => sent.description = text(&name, value, reading),
                "state" => {
                    let choices = texts(PolicyState::ALL.iter().map(|state| state.as_str()));
                    sent.state = one_of(&name, value, &choices, reading);
                }
                "platform" => {
                    let choices = texts(Platform::ALL.iter().map(|platform| platform.as_str()));
                    sent.platform = one_of(&name, value, &choices, reading);
                }
                _ => reading.find_at(&name, "A policy has no such key."),
            }
        }
        if !self.is_patch {
            names.require(&["name", "state", "platform", "rules"], self.reading);
        }
        Ok(())
    }
}

impl Body<'_> {
    fn rules<'de, A: MapAccess<'de>>(&mut self, object: &mut A) -> Result<(), A::Error> {
        let mut rules = Vec::new();
        let mark = self.reading.place.mark();
        self.reading.place.push("rules");
        let findings = self.reading.findings.count();
        object.next_value_seed(List(Rules {
            reading: self.reading,
            list: &mut rules,
            replaces: self.is_patch,
        }))?;
        let is_list = findings == self.reading.findings.count();
        if rules.is_empty() && is_list && !self.is_patch {
            self.reading.find("A policy needs at least one rule.");
        }
        self.reading.place.back(mark);
        self.sent.rules = Some(rules);
        Ok(())
    }
}

fn texts<'t>(choices: impl Iterator<Item = &'t str>) -> String {
    let choices: Vec<&str> = choices.collect();
    choices.join(", ")
}
