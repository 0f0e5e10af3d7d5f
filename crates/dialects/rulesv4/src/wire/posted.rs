//! Policies as clients send them, for the document: what everything that is accepted looks like. What is refused besides, such
//! as an attribute that a locked policy's node may not have, the reading of a body says with pointers (rulesv4 contract, sections
//! 5 and 7).

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::{Map, Value, json};

use super::shapes::{platforms, policy_states};

/// What the server adds to what it shows. Sent back it is dropped, whatever it says.
const SERVER_S: &[&str] = &[
    "@id",
    "@links",
    "created_at",
    "history",
    "ordinal",
    "policy_type",
    "updated_at",
];

/// A policy to add.
pub(crate) struct PolicyCreate;

/// What is to change of a policy.
pub(crate) struct PolicyUpdate;

struct RuleCreate;

struct RuleUpdate;

/// A match node as it is sent.
struct MatchSent;

impl JsonSchema for PolicyCreate {
    fn schema_name() -> Cow<'static, str> {
        "PolicyCreate".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let rule = generator.subschema_for::<RuleCreate>();
        let rules = json!({ "type": "array", "minItems": 1, "maxItems": 1000, "items": rule });
        let required = ["name", "state", "platform", "rules"];
        object(policy(json!(true), rules, generator), &required)
    }
}

impl JsonSchema for PolicyUpdate {
    fn schema_name() -> Cow<'static, str> {
        "PolicyUpdate".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let rule = generator.subschema_for::<RuleUpdate>();
        let rules = json!({
            "description": "A rule whose `id` the policy has replaces that one in its place; any other is appended. Rules that are not sent stay.",
            "type": "array",
            "maxItems": 1000,
            "items": rule,
        });
        object(policy(id(), rules, generator), &[])
    }
}

impl JsonSchema for RuleCreate {
    fn schema_name() -> Cow<'static, str> {
        "RuleCreate".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        object(rule(json!(true), generator), &["matches"])
    }
}

impl JsonSchema for RuleUpdate {
    fn schema_name() -> Cow<'static, str> {
        "RuleUpdate".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        object(rule(id(), generator), &["matches"])
    }
}

impl JsonSchema for MatchSent {
    fn schema_name() -> Cow<'static, str> {
        "MatchSent".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let feature = json!({
            "type": "object",
            "required": ["type"],
            "properties": { "type": { "type": "string", "pattern": r"^feature\." } },
        });
        json_schema!({
            "description": "Attributes are those of the type; `-` in their names may be `_`.",
            "type": "object",
            "required": ["type"],
            "properties": {
                "type": { "type": "string", "pattern": r"^(match|select)\." },
                "matches": { "type": "array", "items": generator.subschema_for::<Self>() },
                "features": { "type": "array", "items": feature },
            },
        })
    }
}

/// An id in a request: a number, or the same as a text.
fn id() -> Value {
    json!({ "type": ["integer", "string"] })
}

fn policy(id: Value, rules: Value, generator: &mut SchemaGenerator) -> Map<String, Value> {
    Map::from_iter([
        ("@type".to_owned(), json!({ "type": "string" })),
        ("id".to_owned(), id),
        (
            "name".to_owned(),
            json!({ "type": "string", "minLength": 1, "maxLength": 50 }),
        ),
        ("description".to_owned(), json!({ "type": "string" })),
        ("state".to_owned(), policy_states(generator).to_value()),
        ("platform".to_owned(), platforms(generator).to_value()),
        ("rules".to_owned(), rules),
    ])
}

fn rule(id: Value, generator: &mut SchemaGenerator) -> Map<String, Value> {
    let node = generator.subschema_for::<MatchSent>();
    Map::from_iter([
        ("@type".to_owned(), json!({ "type": "string" })),
        ("id".to_owned(), id),
        ("name".to_owned(), json!({ "type": "string" })),
        ("description".to_owned(), json!({ "type": "string" })),
        (
            "matches".to_owned(),
            json!({ "type": "array", "minItems": 1, "items": node }),
        ),
    ])
}

/// An object with these members, and those of the server.
fn object(mut members: Map<String, Value>, required: &[&str]) -> Schema {
    for name in SERVER_S {
        members.insert((*name).to_owned(), json!(true));
    }
    json_schema!({
        "type": "object",
        "additionalProperties": false,
        "required": required,
        "properties": members,
        "patternProperties": { "^raw_": true },
    })
}
