//! Zones as a feed, for older clients (akana contract, section 8).

use landfall_core::{model::Protocol, rules::zones::OfferedZone};
use serde::Serialize;

const VERSION: &str = "1.0";
const TITLE: &str = "Deployment Zones";
const DOMAIN: &str = "Environment";

/// What an entry of the feed says.
struct Entry<'a> {
    title: &'a str,
    description: &'a str,
    link: &'a str,
    environments: Vec<&'a str>,
    id: &'a str,
}

impl<'a> Entry<'a> {
    fn of(zone: &'a OfferedZone) -> Self {
        let mut environments: Vec<&str> = Vec::new();
        for association in &zone.associations {
            if !environments.contains(&association.environment.as_str()) {
                environments.push(&association.environment);
            }
        }
        let points = &zone.access_points;
        let secure = points
            .iter()
            .find(|point| point.protocol == Protocol::Https);
        Self {
            title: &zone.name,
            description: &zone.description,
            link: secure.or(points.first()).map_or("", |point| &point.address),
            environments,
            id: &zone.id,
        }
    }
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
    value: &'a str,
}

impl<'a> JsonFeed<'a> {
    pub(super) fn of(zones: &'a [OfferedZone]) -> Self {
        let item = |zone| {
            let entry = Entry::of(zone);
            JsonItem {
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
            }
        };
        Self {
            version: VERSION,
            channel: JsonChannel {
                title: TITLE,
                item: zones.iter().map(item).collect(),
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
    guid: &'a str,
}

#[derive(Serialize)]
struct XmlCategory<'a> {
    #[serde(rename = "@domain")]
    domain: &'static str,
    #[serde(rename = "$text")]
    value: &'a str,
}

impl<'a> XmlFeed<'a> {
    pub(super) fn of(zones: &'a [OfferedZone]) -> Self {
        let item = |zone| {
            let entry = Entry::of(zone);
            XmlItem {
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
            }
        };
        Self {
            version: VERSION,
            channel: XmlChannel {
                title: TITLE,
                item: zones.iter().map(item).collect(),
            },
        }
    }
}
