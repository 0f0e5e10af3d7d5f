//! What a value looks like: the schema of a type, or one written out.

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde_json::Value;

/// The shape of a body, a parameter or a header.
#[derive(Debug, Clone)]
pub enum Shape {
    /// A type's. One with a name of its own is referred to, and defined once in the document.
    Of(fn(&mut SchemaGenerator) -> Schema),
    /// This one.
    Written(Schema),
}

impl Shape {
    /// The shape of a type.
    pub fn of<T: JsonSchema>() -> Self {
        Self::Of(SchemaGenerator::subschema_for::<T>)
    }

    pub(super) fn schema(&self, generator: &mut SchemaGenerator) -> Value {
        match self {
            Self::Of(shape) => shape(generator).to_value(),
            Self::Written(schema) => schema.clone().to_value(),
        }
    }
}

impl From<Schema> for Shape {
    fn from(schema: Schema) -> Self {
        Self::Written(schema)
    }
}
