//! Bodies of writes of customers and resellers, for the document: what everything that is accepted looks like. In a change, what
//! was shown may stand as it was, so that its read-only members are of any form.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::{Value, json};

use super::posted::address;

/// A customer to create.
pub(crate) struct CustomerToCreate;

/// What is to change of a customer.
pub(crate) struct CustomerChange;

/// A reseller to create.
pub(crate) struct ResellerToCreate;

/// What is to change of a reseller.
pub(crate) struct ResellerChange;

/// An object without members.
pub(crate) struct Nothing;

macro_rules! body {
    ($type:ty, $name:literal, $schema:expr) => {
        impl JsonSchema for $type {
            fn schema_name() -> Cow<'static, str> {
                $name.into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                $schema
            }
        }
    };
}

body!(
    CustomerToCreate,
    "CustomerToCreate",
    json_schema!({
        "type": "object",
        "additionalProperties": false,
        "required": ["resellerId", "companyProfile"],
        "properties": {
            "externalReferenceId": reference(),
            "resellerId": { "type": "string" },
            "globalSalesEnabled": { "type": ["boolean", "null"] },
            "companyProfile": profile(&json!({ "marketSegment": one_segment(), "marketSubSegments": sub_segments() }), &["contacts"]),
            "benefits": {
                "type": ["array", "null"],
                "items": { "oneOf": [agency(&json!({})), commitment(&json!({}), &json!({}))] },
            },
            "cotermDate": {
                "description": "More than one and up to three years ahead, four for EDU; at most 23 months for a large government agency.",
                "type": ["string", "null"],
                "pattern": "^([0-9]{4}-[0-9]{2}-[0-9]{2})?$",
            },
        },
    })
);

body!(
    CustomerChange,
    "CustomerChange",
    json_schema!({
        "description": "What is to change; the other members as they were shown, or left out.",
        "type": "object",
        "additionalProperties": false,
        "required": ["companyProfile"],
        "properties": {
            "externalReferenceId": reference(),
            "customerId": kept("string"),
            "resellerId": kept("string"),
            "globalSalesEnabled": { "type": ["boolean", "null"] },
            "companyProfile": profile(&json!({ "marketSegment": one_segment(), "marketSubSegments": sub_segments() }), &[]),
            "discounts": kept("array"),
            "benefits": {
                "type": ["array", "null"],
                "items": { "oneOf": [
                    agency(&json!({ "status": kept("string") })),
                    commitment(
                        &json!({ "commitment": kept("object") }),
                        &json!({ "startDate": kept("string"), "endDate": kept("string"), "status": kept("string") }),
                    ),
                ] },
            },
            "tags": kept("array"),
            "cotermDate": kept("string"),
            "creationDate": kept("string"),
            "status": kept("string"),
            "linkedMembership": {
                "description": "A type and a name make a group that the customer owns; a group that is shown stays as it is.",
                "type": ["object", "null"],
                "additionalProperties": false,
                "properties": {
                    "id": kept("string"),
                    "name": { "type": "string", "maxLength": 80 },
                    "type": { "enum": ["STANDARD", "CONSORTIUM"] },
                    "linkedMembershipType": kept("string"),
                    "creationDate": kept("string"),
                    "country": kept("string"),
                    "benefitTypes": kept("array"),
                },
            },
            "links": kept("object"),
        },
    })
);

body!(
    ResellerToCreate,
    "ResellerToCreate",
    json_schema!({
        "type": "object",
        "additionalProperties": false,
        "required": ["distributorId", "companyProfile"],
        "properties": {
            "distributorId": { "type": "string" },
            "externalReferenceId": reference(),
            "companyProfile": profile(&json!({ "marketSegments": segments(&["array", "null"]) }), &["contacts"]),
        },
    })
);

body!(
    ResellerChange,
    "ResellerChange",
    json_schema!({
        "description": "What is to change; the other members as they were shown, or left out.",
        "type": "object",
        "additionalProperties": false,
        "required": ["companyProfile"],
        "properties": {
            "distributorId": kept("string"),
            "externalReferenceId": reference(),
            "resellerId": kept("string"),
            "companyProfile": profile(&json!({ "marketSegments": segments(&["array"]) }), &["marketSegments"]),
            "creationDate": kept("string"),
            "status": kept("string"),
            "links": kept("object"),
        },
    })
);

body!(
    Nothing,
    "Nothing",
    json_schema!({ "type": "object", "additionalProperties": false })
);

fn reference() -> Value {
    json!({ "type": ["string", "null"], "maxLength": 35, "pattern": r#"^[^<>"]*$"# })
}

/// A member that the server sets.
fn kept(kind: &str) -> Value {
    json!({ "description": "As it was shown.", "type": [kind, "null"] })
}

fn one_segment() -> Value {
    json!({ "enum": ["COM", "EDU", "GOV", null] })
}

fn segments(types: &[&str]) -> Value {
    json!({
        "type": types,
        "minItems": 1,
        "uniqueItems": true,
        "items": { "enum": ["COM", "EDU", "GOV"] },
    })
}

fn sub_segments() -> Value {
    json!({
        "type": ["array", "null"],
        "uniqueItems": true,
        "items": { "enum": ["K_12", "HIGHER_ED", "NON_PROFIT", "FEDERAL", "STATE"] },
    })
}

/// A profile with these members beside those of every one, of which some are required too.
fn profile(others: &Value, required: &[&str]) -> Value {
    let mut properties = json!({
        "companyName": { "type": "string", "minLength": 4, "maxLength": 80 },
        "preferredLanguage": { "type": "string", "pattern": "^[a-z]{2}-[A-Z]{2,4}$" },
        "address": address(),
        "contacts": {
            "description": "The first is the primary contact. Contacts are told apart by their addresses.",
            "type": ["array", "null"],
            "items": contact(),
        },
    });
    for (name, schema) in others.as_object().into_iter().flatten() {
        properties[name] = schema.clone();
    }
    let all = ["companyName", "preferredLanguage", "address"];
    let required = [&all[..], required].concat();
    json!({
        "type": "object",
        "additionalProperties": false,
        "required": required,
        "properties": properties,
    })
}

fn contact() -> Value {
    json!({
        "type": "object",
        "additionalProperties": false,
        "required": ["firstName", "lastName", "email"],
        "properties": {
            "firstName": { "type": "string", "minLength": 1, "maxLength": 35 },
            "lastName": { "type": "string", "minLength": 1, "maxLength": 35 },
            "email": { "type": "string", "pattern": r"^[^@\s]+@[^@\s]+$", "maxLength": 240 },
            "phoneNumber": { "type": ["string", "null"], "maxLength": 40, "pattern": r#"^[^<>"]*$"# },
        },
    })
}

fn agency(others: &Value) -> Value {
    benefit("LARGE_GOVERNMENT_AGENCY", &[others])
}

/// A request for a commitment, with what may stand beside the requests and in each of them.
fn commitment(beside: &Value, within: &Value) -> Value {
    let mut request = json!({ "minimumQuantities": {
        "type": "array",
        "items": {
            "type": "object",
            "additionalProperties": false,
            "required": ["offerType", "quantity"],
            "properties": {
                "offerType": { "enum": ["LICENSE", "CONSUMABLES"] },
                "quantity": { "type": "integer", "description": "At least 10 of LICENSE and 1000 of CONSUMABLES." },
            },
        },
    } });
    for (name, schema) in within.as_object().into_iter().flatten() {
        request[name] = schema.clone();
    }
    let request = json!({
        "type": ["object", "null"],
        "additionalProperties": false,
        "required": ["minimumQuantities"],
        "properties": request,
    });
    let requests = json!({ "commitmentRequest": request.clone(), "recommitmentRequest": request });
    benefit("THREE_YEAR_COMMIT", &[beside, &requests])
}

fn benefit(kind: &str, members: &[&Value]) -> Value {
    let mut properties = json!({ "type": { "const": kind } });
    for (name, schema) in members.iter().filter_map(|of| of.as_object()).flatten() {
        properties[name] = schema.clone();
    }
    json!({
        "type": "object",
        "additionalProperties": false,
        "required": ["type"],
        "properties": properties,
    })
}
