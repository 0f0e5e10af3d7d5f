//! What a submission may look like, for the dialect's document (metallic contract, section 5). What is checked is in the core.

use schemars::{Schema, json_schema};
use serde_json::{Value, json};

use super::shapes::kinds_of;

/// The body of an order. Unknown members are kept and otherwise ignored.
pub(crate) fn order_body() -> Schema {
    let uuid = json!({ "type": "string", "format": "uuid" });
    json_schema!({
        "type": "object",
        "required": ["account", "service"],
        "properties": {
            "externalId": {
                "type": "string", "minLength": 1, "maxLength": 255,
                "description": "The partner's name for the order; of a cancellation, that of the order whose services are to end.",
            },
            "resellerId": uuid,
            "mspId": uuid,
            "partnerId": uuid,
            "type": { "enum": kinds_of() },
            "account": {
                "oneOf": [
                    {
                        "type": "object",
                        "required": ["id"],
                        "properties": { "id": uuid },
                        "not": { "required": ["name"] },
                    },
                    {
                        "type": "object",
                        "required": ["name", "provisionCountry", "contacts"],
                        "not": { "required": ["id"] },
                        "properties": {
                            "externalId": { "type": "string", "minLength": 1, "maxLength": 35 },
                            "name": { "type": "string", "minLength": 4, "maxLength": 80 },
                            "website": { "type": "string", "minLength": 1, "maxLength": 255 },
                            "provisionCountry": country(),
                            "contacts": { "type": "array", "minItems": 1, "maxItems": 1, "items": contact("admin") },
                        },
                    },
                ],
            },
            "service": {
                "type": "object",
                "required": ["skus"],
                "properties": {
                    "skus": { "type": "array", "minItems": 1, "maxItems": 100, "items": sku() },
                },
            },
        },
    })
}

/// The body of a new reseller. Unknown members are ignored.
pub(crate) fn reseller_body() -> Schema {
    json_schema!({
        "type": "object",
        "required": ["externalId", "name", "contacts"],
        "properties": {
            "externalId": { "type": "string", "minLength": 1, "maxLength": 35 },
            "name": { "type": "string", "minLength": 4, "maxLength": 80 },
            "website": { "type": "string", "minLength": 1, "maxLength": 255 },
            "workloadAccess": { "type": "boolean", "default": false },
            "contacts": { "type": "array", "minItems": 1, "items": contact("primary") },
        },
    })
}

fn sku() -> Value {
    json!({
        "type": "object",
        "required": ["sku"],
        "properties": {
            "sku": { "type": "string", "minLength": 1, "maxLength": 255 },
            "quantity": {
                "type": "integer", "minimum": 1, "maximum": u32::MAX, "default": 1,
                "description": "Not in a cancellation: a line ends whole.",
            },
            "serviceType": { "enum": ["paid", "trial"], "default": "paid" },
            "trialEndDate": {
                "type": "string",
                "description": "A time such as 2030-01-31T00:00:00, or a day; 30 days from now if it is left out.",
            },
        },
    })
}

fn country() -> Value {
    json!({
        "type": "string", "minLength": 2,
        "description": "An ISO 3166-1 code of two letters, or the country's name in English.",
    })
}

fn contact(kind: &str) -> Value {
    let text = json!({ "type": "string", "minLength": 1 });
    json!({
        "type": "object",
        "required": ["type", "email", "firstName", "lastName", "address"],
        "properties": {
            "type": { "const": kind },
            "email": { "type": "string", "format": "email", "maxLength": 240 },
            "firstName": { "type": "string", "minLength": 1, "maxLength": 35 },
            "lastName": { "type": "string", "minLength": 1, "maxLength": 35 },
            "phone": { "type": "string", "maxLength": 40 },
            "address": {
                "type": "object",
                "required": ["addressLine1", "city", "country", "postalCode"],
                "properties": {
                    "addressLine1": text,
                    "addressLine2": { "type": "string" },
                    "city": text,
                    "state": {
                        "type": "string",
                        "description": "A code, or the name of a state of the United States or a province of Canada; required in the United States.",
                    },
                    "country": country(),
                    "postalCode": text,
                },
            },
        },
    })
}
