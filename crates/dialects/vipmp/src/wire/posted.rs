//! Bodies of writes, for the document: what everything that is accepted looks like. `null` for a member that may be left out is
//! as good as leaving it out.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::{Value, json};

/// A deployment to add.
pub(crate) struct DeploymentToAdd;

/// What is to change of a deployment.
pub(crate) struct DeploymentChange;

impl JsonSchema for DeploymentToAdd {
    fn schema_name() -> Cow<'static, str> {
        "DeploymentToAdd".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "object",
            "additionalProperties": false,
            "required": ["companyProfile"],
            "properties": { "companyProfile": profile() },
        })
    }
}

impl JsonSchema for DeploymentChange {
    fn schema_name() -> Cow<'static, str> {
        "DeploymentChange".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "`companyProfile`, `status` or both; the other members as they were shown.",
            "type": "object",
            "additionalProperties": false,
            "anyOf": [{ "required": ["companyProfile"] }, { "required": ["status"] }],
            "properties": {
                "deploymentId": { "type": "string" },
                "companyProfile": profile(),
                "creationDate": { "type": "string" },
                "status": { "enum": ["1000", "1004"] },
                "links": { "type": "object" },
            },
        })
    }
}

/// A profile that holds an address alone.
fn profile() -> Value {
    json!({
        "type": "object",
        "additionalProperties": false,
        "required": ["address"],
        "properties": { "address": address() },
    })
}

/// A whole address.
pub(super) fn address() -> Value {
    let required = |most: u32| {
        json!({
            "type": "string",
            "minLength": 1,
            "maxLength": most,
            "pattern": r#"^[^<>"]*\S[^<>"]*$"#,
        })
    };
    let optional = |most: u32| json!({ "type": ["string", "null"], "maxLength": most, "pattern": r#"^[^<>"]*$"# });
    json!({
        "type": "object",
        "additionalProperties": false,
        "required": ["country", "region", "city", "addressLine1"],
        "properties": {
            "country": {
                "description": "ISO 3166-1 alpha-2, of a country that is served.",
                "type": "string",
                "pattern": "^[A-Z]{2}$",
            },
            "region": {
                "description": "ISO 3166-2 without the country; `00` for none but in the United States and Canada.",
                "type": "string",
                "pattern": "^[A-Z0-9]{1,3}$",
            },
            "city": required(40),
            "addressLine1": required(60),
            "addressLine2": optional(60),
            "postalCode": {
                "description": "In the form of the country; where the codes of a country are not checked it may be left out.",
                "type": ["string", "null"],
                "maxLength": 40,
            },
            "phoneNumber": optional(40),
        },
    })
}
