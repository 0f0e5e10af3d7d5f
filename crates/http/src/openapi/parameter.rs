//! What a call takes beside its body.

use schemars::SchemaGenerator;
use serde_json::{Map, Value, json};

use super::Shape;

/// A part of the path, of the query, or a header.
#[derive(Debug, Clone)]
pub struct Parameter {
    name: &'static str,
    place: &'static str,
    required: bool,
    commas: bool,
    description: String,
    shape: Shape,
    examples: Vec<(&'static str, Value)>,
}

impl Parameter {
    /// A segment of the path.
    pub fn path(name: &'static str, shape: impl Into<Shape>) -> Self {
        Self::new(name, "path", true, shape.into())
    }

    /// A parameter of the query; it may be left out.
    pub fn query(name: &'static str, shape: impl Into<Shape>) -> Self {
        Self::new(name, "query", false, shape.into())
    }

    /// A header; it may be left out.
    pub fn header(name: &'static str, shape: impl Into<Shape>) -> Self {
        Self::new(name, "header", false, shape.into())
    }

    fn new(name: &'static str, place: &'static str, required: bool, shape: Shape) -> Self {
        Self {
            name,
            place,
            required,
            commas: false,
            description: String::new(),
            shape,
            examples: Vec::new(),
        }
    }

    /// It must be given.
    #[must_use]
    pub fn required(self) -> Self {
        Self {
            required: true,
            ..self
        }
    }

    /// A list whose parts stand in one value, with commas between them.
    #[must_use]
    pub fn with_commas(self) -> Self {
        Self {
            commas: true,
            ..self
        }
    }

    /// What it is, and what its form does not say.
    #[must_use]
    pub fn described(self, description: impl Into<String>) -> Self {
        Self {
            description: description.into(),
            ..self
        }
    }

    /// A value that works against the demonstration.
    #[must_use]
    pub fn example(mut self, name: &'static str, value: impl Into<Value>) -> Self {
        self.examples.push((name, value.into()));
        self
    }

    pub(super) fn to_json(&self, generator: &mut SchemaGenerator) -> Value {
        let mut json = Map::new();
        json.insert("name".to_owned(), self.name.into());
        json.insert("in".to_owned(), self.place.into());
        if self.required {
            json.insert("required".to_owned(), true.into());
        }
        if !self.description.is_empty() {
            json.insert("description".to_owned(), self.description.clone().into());
        }
        if self.commas {
            json.insert("style".to_owned(), "form".into());
            json.insert("explode".to_owned(), false.into());
        }
        json.insert("schema".to_owned(), self.shape.schema(generator));
        if !self.examples.is_empty() {
            let examples = self.examples.iter();
            let examples: Map<_, _> = examples
                .map(|(name, value)| ((*name).to_owned(), json!({ "value": value })))
                .collect();
            json.insert("examples".to_owned(), examples.into());
        }
        json.into()
    }
}
