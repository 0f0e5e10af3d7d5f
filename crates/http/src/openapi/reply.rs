//! What a call is answered with.

use http::StatusCode;
use schemars::SchemaGenerator;
use serde_json::{Map, Value, json};

use super::Shape;

/// A header of an answer.
#[derive(Debug, Clone)]
pub struct ReplyHeader {
    name: &'static str,
    required: bool,
    description: &'static str,
    shape: Shape,
}

impl ReplyHeader {
    /// A header that the answer always has.
    pub fn always(name: &'static str, shape: impl Into<Shape>) -> Self {
        Self {
            name,
            required: true,
            description: "",
            shape: shape.into(),
        }
    }

    /// A header that the answer may have.
    pub fn sometimes(name: &'static str, shape: impl Into<Shape>) -> Self {
        Self {
            required: false,
            ..Self::always(name, shape)
        }
    }

    /// What it says, its unit, when it is there.
    #[must_use]
    pub fn described(self, description: &'static str) -> Self {
        Self {
            description,
            ..self
        }
    }

    fn to_json(&self, generator: &mut SchemaGenerator) -> Value {
        let mut json = Map::new();
        if !self.description.is_empty() {
            json.insert("description".to_owned(), self.description.into());
        }
        if self.required {
            json.insert("required".to_owned(), true.into());
        }
        json.insert("schema".to_owned(), self.shape.schema(generator));
        json.into()
    }
}

/// One answer of a call, by its status.
#[derive(Debug, Clone)]
pub struct Reply {
    pub(super) status: StatusCode,
    description: String,
    headers: Vec<ReplyHeader>,
    bodies: Vec<Contents>,
}

/// A body in one of its media types.
#[derive(Debug, Clone)]
struct Contents {
    media_type: &'static str,
    shape: Shape,
    examples: Vec<(&'static str, &'static str, Value)>,
}

impl Reply {
    /// An answer without a body.
    pub fn new(status: StatusCode, description: impl Into<String>) -> Self {
        Self {
            status,
            description: description.into(),
            headers: Vec::new(),
            bodies: Vec::new(),
        }
    }

    /// It has these headers.
    #[must_use]
    pub fn headers(mut self, headers: impl IntoIterator<Item = ReplyHeader>) -> Self {
        self.headers.extend(headers);
        self
    }

    /// Its body is JSON of this shape.
    #[must_use]
    pub fn json(self, shape: impl Into<Shape>) -> Self {
        self.body("application/json", shape)
    }

    /// Its body, in one of its media types.
    #[must_use]
    pub fn body(mut self, media_type: &'static str, shape: impl Into<Shape>) -> Self {
        self.bodies.push(Contents {
            media_type,
            shape: shape.into(),
            examples: Vec::new(),
        });
        self
    }

    /// An example of the body that was named last: its name, what it shows, and it.
    #[must_use]
    pub fn example(mut self, name: &'static str, shows: &'static str, example: Value) -> Self {
        if let Some(last) = self.bodies.last_mut() {
            last.examples.push((name, shows, example));
        }
        self
    }

    pub(super) fn to_json(&self, generator: &mut SchemaGenerator) -> Value {
        let mut json = Map::new();
        json.insert("description".to_owned(), self.description.clone().into());
        if !self.headers.is_empty() {
            let headers = self.headers.iter();
            let headers: Map<_, _> = headers
                .map(|header| (header.name.to_owned(), header.to_json(generator)))
                .collect();
            json.insert("headers".to_owned(), headers.into());
        }
        if !self.bodies.is_empty() {
            let mut content = Map::new();
            for contents in &self.bodies {
                let mut body = json!({ "schema": contents.shape.schema(generator) });
                for (name, shows, value) in &contents.examples {
                    body["examples"][*name] = json!({ "summary": shows, "value": value });
                }
                content.insert(contents.media_type.to_owned(), body);
            }
            json.insert("content".to_owned(), content.into());
        }
        json.into()
    }
}
