//! Lists as feeds, for older clients (akana contract, section 8).

use std::borrow::Cow;

use serde::Serialize;

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
#[derive(Serialize)]
pub(super) struct JsonFeed<'a> {
    version: &'static str,
    channel: JsonChannel<'a>,
}

#[derive(Serialize)]
struct JsonChannel<'a> {
    title: &'static str,
    item: Vec<JsonItem<'a>>,
}

#[derive(Serialize)]
struct JsonItem<'a> {
    title: &'a str,
    description: &'a str,
    link: &'a str,
    category: Vec<JsonCategory<'a>>,
    guid: JsonGuid<'a>,
}

#[derive(Serialize)]
struct JsonCategory<'a> {
    value: &'a str,
    domain: &'static str,
}

#[derive(Serialize)]
struct JsonGuid<'a> {
    value: Cow<'a, str>,
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
