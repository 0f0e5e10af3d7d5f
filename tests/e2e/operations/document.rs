//! What a document says: its operations, and whether an answer is one of those that it names.

use std::collections::BTreeMap;

use jsonschema::Validator;
use serde_json::{Value, json};

use crate::support::{RawAnswer, command};

/// A face's document.
pub(crate) struct Document {
    /// The face.
    pub(crate) name: &'static str,
    json: Value,
}

/// An operation of a document.
pub(crate) struct Operation<'d> {
    /// Its method.
    pub(crate) method: String,
    /// Its path, with names in braces.
    pub(crate) path: &'d str,
    json: &'d Value,
    document: &'d Value,
}

/// The schemas of answers, each made ready once: by operation, status and media type.
#[derive(Default)]
pub(crate) struct Held(BTreeMap<(String, u16, String), Validator>);

impl Document {
    /// The document of a face, as the binary makes it.
    pub(crate) fn made(name: &'static str) -> Self {
        let output = command().args(["openapi", name]).output().unwrap();
        assert!(output.status.success(), "{output:?}");
        let json = serde_json::from_slice(&output.stdout).unwrap();
        Self { name, json }
    }

    /// The same with another operation, which nothing answers.
    pub(crate) fn with(mut self, operation: &str) -> Self {
        let of_no_path = json!({ "operationId": operation, "responses": {} });
        self.json["paths"]["/of/no/path"] = json!({ "get": of_no_path });
        self
    }

    /// The operations by their ids.
    pub(crate) fn operations(&self) -> BTreeMap<&str, Operation<'_>> {
        let mut operations = BTreeMap::new();
        for (path, item) in self.json["paths"].as_object().unwrap() {
            for (method, json) in item.as_object().unwrap() {
                let operation = Operation {
                    method: method.to_ascii_uppercase(),
                    path,
                    json,
                    document: &self.json,
                };
                let id = json["operationId"].as_str().unwrap();
                let before = operations.insert(id, operation);
                assert!(before.is_none(), "{id} twice in {}", self.name);
            }
        }
        operations
    }
}

impl Operation<'_> {
    /// Whether it can be called without credentials.
    pub(crate) fn is_open(&self) -> bool {
        let said = self.json.get("security");
        let ways = said.or_else(|| self.document.get("security"));
        let ways = ways.and_then(Value::as_array);
        let none = |way: &Value| way.as_object().is_some_and(serde_json::Map::is_empty);
        ways.is_none_or(|ways| ways.is_empty() || ways.iter().any(none))
    }

    /// Whether its path has something that varies.
    pub(crate) fn names_an_object(&self) -> bool {
        self.path.contains('{')
    }

    /// Whether a target is one of this path.
    pub(crate) fn fits(&self, target: &str) -> bool {
        let path = target.split('?').next().unwrap();
        let (mut named, mut given) = (self.path.split('/'), path.split('/'));
        loop {
            match (named.next(), given.next()) {
                (None, None) => return true,
                (Some(named), Some(given)) if named.starts_with('{') || named == given => {}
                _ => return false,
            }
        }
    }

    /// What is wrong with an answer, if anything is: its status, media type, headers and body as the document has them.
    pub(crate) fn fault_of(&self, answer: &RawAnswer) -> Option<String> {
        self.fault_held(answer, &mut Held::default())
    }

    /// The same, for who looks at many answers.
    pub(crate) fn fault_held(&self, answer: &RawAnswer, held: &mut Held) -> Option<String> {
        let reply = self.resolved(&self.json["responses"][answer.status.to_string()]);
        if !reply.is_object() {
            return Some(format!("{} is not a documented status", answer.status));
        }
        for (name, header) in reply["headers"].as_object().into_iter().flatten() {
            let name = name.to_ascii_lowercase();
            let there = answer.headers.iter().any(|(given, _)| *given == name);
            if self.resolved(header)["required"] == true && !there {
                return Some(format!("the header {name} is missing"));
            }
        }
        let Some(contents) = reply["content"].as_object() else {
            let empty = answer.body.is_empty();
            return (!empty).then(|| "a body where none is documented".to_owned());
        };
        let media_type = answer.header("content-type");
        let Some(content) = contents.get(&media_type) else {
            return Some(format!("{media_type:?} is not a documented media type"));
        };
        let body = answer.text();
        let values = if media_type.contains("json") {
            match serde_json::from_str(&body) {
                Ok(value) => vec![value],
                Err(error) => return Some(format!("{error}: {body}")),
            }
        } else if media_type == "text/event-stream" {
            events(&body)
        } else {
            vec![Value::String(body)]
        };
        let key = (
            format!("{} {}", self.method, self.path),
            answer.status,
            media_type,
        );
        let validator = (held.0.entry(key)).or_insert_with(|| self.validator(&content["schema"]));
        if values.is_empty() {
            return Some("a stream without an event".to_owned());
        }
        values.iter().find_map(|value| {
            let error = validator.iter_errors(value).next()?;
            Some(format!("{error} in {value}"))
        })
    }

    fn validator(&self, schema: &Value) -> Validator {
        let mut schema = schema.clone();
        // References lead into the document.
        schema["components"] = self.document["components"].clone();
        jsonschema::draft202012::new(&schema).unwrap()
    }

    fn resolved<'v>(&'v self, value: &'v Value) -> &'v Value {
        match value["$ref"].as_str() {
            Some(place) => {
                let found = self.document.pointer(place.trim_start_matches('#'));
                found.unwrap_or_else(|| panic!("{place} leads nowhere"))
            }
            None => value,
        }
    }
}

/// The events of a stream that has ended, each as an object of its fields.
fn events(stream: &str) -> Vec<Value> {
    let blocks = stream.split("\n\n").map(|block| {
        let fields = block.lines().filter(|line| !line.starts_with(':'));
        let fields = fields.filter_map(|line| line.split_once(": "));
        fields
            .map(|(name, value)| (name.to_owned(), Value::from(value)))
            .collect::<serde_json::Map<_, _>>()
    });
    blocks
        .filter(|fields| !fields.is_empty())
        .map(Value::Object)
        .collect()
}
