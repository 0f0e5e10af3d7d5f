//! Lists as feeds, for older clients (akana contract, section 8).

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Serialize;

use super::forms::some_text;

const VERSION: &str = "1.0";
const DOMAIN: &str = "Environment";

/// What an entry of a feed says.
pub(super) struct Entry<'a> {
    pub(super) title: &'a str,
    pub(super) description: &'a str,
    pub(super) link: &'a str,
    pub(super) environments: Vec<&'a str>,
    pub(super) id: Cow<'a, str>,
}

/// The feed in JSON. `item` and `category` are arrays also for none and for one.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Feed", deny_unknown_fields)]
pub(crate) struct JsonFeed<'a> {
    #[schemars(extend("const" = "1.0"))]
    version: &'static str,
    channel: JsonChannel<'a>,
}

#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields, inline)]
struct JsonChannel<'a> {
    #[schemars(schema_with = "title")]
    title: &'static str,
    item: Vec<JsonItem<'a>>,
}

#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields, inline)]
struct JsonItem<'a> {
    title: &'a str,
    description: &'a str,
    #[schemars(schema_with = "link")]
    link: &'a str,
    #[schemars(extend("uniqueItems" = true))]
    category: Vec<JsonCategory<'a>>,
    guid: JsonGuid<'a>,
}

#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields, inline)]
struct JsonCategory<'a> {
    #[schemars(schema_with = "some_text")]
    value: &'a str,
    #[schemars(extend("const" = "Environment"))]
    domain: &'static str,
}

#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields, inline)]
struct JsonGuid<'a> {
    #[schemars(schema_with = "some_text")]
    value: Cow<'a, str>,
}

fn link(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "string", "pattern": "^(https?://[^/]+:[0-9]+)?$" })
}

fn title(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "enum": [super::zones::TITLE, super::businesses::TITLE] })
}

impl<'a> JsonFeed<'a> {
    pub(super) fn of(title: &'static str, entries: impl Iterator<Item = Entry<'a>>) -> Self {
        let item = |entry: Entry<'a>| JsonItem {
            title: entry.title,
            description: entry.description,
            link: entry.link,
            category: entry
                .environments
                .into_iter()
                .map(|value| JsonCategory {
                    value,
                    domain: DOMAIN,
                })
                .collect(),
            guid: JsonGuid { value: entry.id },
        };
        Self {
            version: VERSION,
            channel: JsonChannel {
                title,
                item: entries.map(item).collect(),
            },
        }
    }
}

/// The feed in XML.
#[derive(Serialize)]
pub(super) struct XmlFeed<'a> {
    #[serde(rename = "@version")]
    version: &'static str,
    channel: XmlChannel<'a>,
}

#[derive(Serialize)]
struct XmlChannel<'a> {
    title: &'static str,
    item: Vec<XmlItem<'a>>,
}

#[derive(Serialize)]
struct XmlItem<'a> {
    title: &'a str,
    description: &'a str,
    link: &'a str,
    category: Vec<XmlCategory<'a>>,
    guid: Cow<'a, str>,
}

#[derive(Serialize)]
struct XmlCategory<'a> {
    #[serde(rename = "@domain")]
    domain: &'static str,
    #[serde(rename = "$text")]
    value: &'a str,
}

impl<'a> XmlFeed<'a> {
    pub(super) fn of(title: &'static str, entries: impl Iterator<Item = Entry<'a>>) -> Self {
        let item = |entry: Entry<'a>| XmlItem {
            title: entry.title,
            description: entry.description,
            link: entry.link,
            category: entry
                .environments
                .into_iter()
                .map(|value| XmlCategory {
                    domain: DOMAIN,
                    value,
                })
                .collect(),
            guid: entry.id,
        };
        Self {
            version: VERSION,
            channel: XmlChannel {
                title,
                item: entries.map(item).collect(),
            },
        }
    }
}
