//! Forms of values that several members have, for the dialect's document.

use std::borrow::Cow;

use landfall_core::model::{FulfillmentAction, FulfillmentKind, SellerKind};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::json;

/// Any of these texts.
pub(crate) fn one_of(texts: impl IntoIterator<Item = &'static str>) -> Schema {
    json_schema!({ "enum": texts.into_iter().collect::<Vec<_>>() })
}

/// A text with something in it.
pub(crate) fn some_text(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "string", "minLength": 1 })
}

/// A name of an organization.
pub(crate) fn name(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "string", "minLength": 4, "maxLength": 80 })
}

/// A customer's id in the partner's own books.
pub(crate) fn external_id(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "string", "minLength": 1, "maxLength": 35 })
}

/// A country by its ISO 3166-1 code.
pub(crate) fn country(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "string", "pattern": "^[A-Z]{2}$" })
}

/// What fulfillments can be.
pub(crate) fn kinds(_: &mut SchemaGenerator) -> Schema {
    one_of(kinds_of())
}

/// The texts of what fulfillments can be.
pub(crate) fn kinds_of() -> Vec<&'static str> {
    let kinds = SellerKind::ALL.iter().flat_map(|seller| {
        FulfillmentAction::ALL.iter().map(|action| {
            let kind = FulfillmentKind {
                seller: *seller,
                action: *action,
            };
            kind.as_str()
        })
    });
    kinds.collect()
}

/// An id as answers print it.
pub(crate) struct Uuid;

impl JsonSchema for Uuid {
    fn schema_name() -> Cow<'static, str> {
        "Uuid".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let hex = |digits: u8| format!("[0-9a-f]{{{digits}}}");
        let groups = [8, 4, 4, 4, 12].map(hex).join("-");
        json_schema!({ "type": "string", "pattern": format!("^{groups}$") })
    }
}

/// An id as it may be asked for: what has another form is unknown like any other.
pub(crate) fn id_in_path() -> Schema {
    json_schema!({ "type": "string", "pattern": "^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$" })
}

/// Adds to an object's schema that `then` holds where `condition` does, and `otherwise` elsewhere.
pub(crate) fn conditional(
    schema: &mut Schema,
    condition: &serde_json::Value,
    then: &serde_json::Value,
    otherwise: &serde_json::Value,
) {
    schema.insert("if".to_owned(), condition.clone());
    schema.insert("then".to_owned(), then.clone());
    schema.insert("else".to_owned(), otherwise.clone());
}

/// An object that has the member, and one that has not.
pub(crate) fn with_and_without(member: &str) -> [serde_json::Value; 2] {
    let with = json!({ "required": [member] });
    [with.clone(), json!({ "not": with })]
}
