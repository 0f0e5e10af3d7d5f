//! A face's document as a whole.

use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};

use super::Operation;

/// How callers name themselves, by the name that operations refer to and as the specification writes it.
#[derive(Debug, Clone)]
pub struct SecurityScheme {
    /// The name.
    pub name: &'static str,
    /// A security scheme object.
    pub scheme: Value,
}

/// What stands in a document beside its calls.
#[derive(Debug, Clone)]
pub struct Document {
    /// The name of the interface.
    pub title: &'static str,
    /// It in a line.
    pub summary: &'static str,
    /// What holds for all calls.
    pub description: &'static str,
    /// The groups of calls and what they are, in the order of reading.
    pub tags: &'static [(&'static str, &'static str)],
    /// The ways to name oneself.
    pub security: Vec<SecurityScheme>,
}

impl Document {
    /// The OpenAPI document with these calls.
    pub(super) fn to_json(&self, operations: &[Operation]) -> Value {
        let mut settings = SchemaSettings::draft2020_12().for_serialize();
        settings.definitions_path = "/components/schemas".into();
        let mut generator = settings.into_generator();
        let mut paths: Map<String, Value> = Map::new();
        for operation in operations {
            let item = paths.entry(operation.path).or_insert_with(|| json!({}));
            let method = operation.method.as_str().to_ascii_lowercase();
            item[method.as_str()] = operation.to_json(&mut generator);
        }
        let schemes = self.security.iter();
        let schemes: Map<_, _> = schemes
            .map(|scheme| (scheme.name.to_owned(), scheme.scheme.clone()))
            .collect();
        let tags = self.tags.iter();
        let tags =
            tags.map(|(name, description)| json!({ "name": name, "description": description }));
        json!({
            "openapi": "3.1.0",
            "info": {
                "title": self.title,
                "version": "1",
                "summary": self.summary,
                "description": self.description,
                "license": { "name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0" },
            },
            "servers": [{ "url": "http://127.0.0.1:8080", "description": "landfall demo" }],
            "tags": tags.collect::<Value>(),
            "paths": paths,
            "components": {
                "securitySchemes": schemes,
                "schemas": generator.take_definitions(true),
            },
        })
    }
}
