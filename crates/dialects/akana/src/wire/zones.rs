//! Zones as the dialect's own objects (akana contract, section 6). JSON and XML are written from the same structures.

use std::borrow::Cow;

use landfall_core::{
    model::{AccessPoint, Association, Protocol},
    rules::zones::OfferedZone,
};
use serde::Serialize;

use super::{json::json, media::Shape, rss, xml};

/// What the feed of zones is called.
const TITLE: &str = "Deployment Zones";

/// The body of a list of zones in that shape.
pub(crate) fn list(zones: &[OfferedZone], shape: Shape) -> Vec<u8> {
    match shape {
        Shape::Json => json(&ZoneList::of(zones)),
        Shape::Xml => xml::document("DeploymentZoneInfoList", &ZoneList::of(zones)).into_bytes(),
        Shape::RssJson => json(&rss::JsonFeed::of(TITLE, zones.iter().map(entry))),
        Shape::RssXml => {
            xml::document("rss", &rss::XmlFeed::of(TITLE, zones.iter().map(entry))).into_bytes()
        }
    }
}

/// The body of one zone. It is never a feed.
pub(crate) fn one(zone: &OfferedZone, shape: Shape) -> Vec<u8> {
    match shape {
        Shape::Json | Shape::RssJson => json(&ZoneInfo::of(zone)),
        Shape::Xml | Shape::RssXml => {
            xml::document("DeploymentZoneInfo", &ZoneInfo::of(zone)).into_bytes()
        }
    }
}

/// A zone in a feed: its link is the first secure access point, or else the first.
fn entry(zone: &OfferedZone) -> rss::Entry<'_> {
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
    rss::Entry {
        title: &zone.name,
        description: &zone.description,
        link: secure.or(points.first()).map_or("", |point| &point.address),
        environments,
        id: Cow::Borrowed(&zone.id),
    }
}

#[derive(Serialize)]
struct ZoneList<'a> {
    #[serde(rename = "DeploymentZoneInfo")]
    zones: Vec<ZoneInfo<'a>>,
}

impl<'a> ZoneList<'a> {
    fn of(zones: &'a [OfferedZone]) -> Self {
        Self {
            zones: zones.iter().map(ZoneInfo::of).collect(),
        }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct ZoneInfo<'a> {
    #[serde(rename = "DeploymentZoneID")]
    id: &'a str,
    name: &'a str,
    description: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    location: Option<&'a str>,
    container_key: &'a str,
    container_name: &'a str,
    address_override_behavior: &'static str,
    random_host_name_behavior: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    host_name: Option<&'a str>,
    virtual_host_supported: bool,
    deployment_zone_access_point: Vec<AccessPointInfo<'a>>,
    #[serde(rename = "DZoneEnvImplAssociations")]
    associations: Associations<'a>,
}

impl<'a> ZoneInfo<'a> {
    fn of(zone: &'a OfferedZone) -> Self {
        Self {
            id: &zone.id,
            name: &zone.name,
            description: &zone.description,
            location: known(zone.location.as_deref()),
            container_key: &zone.container_key,
            container_name: &zone.container_name,
            address_override_behavior: zone.address_override.as_str(),
            random_host_name_behavior: zone.random_host_name.as_str(),
            host_name: zone.host_name.as_deref(),
            virtual_host_supported: zone.virtual_host,
            deployment_zone_access_point: zone
                .access_points
                .iter()
                .map(AccessPointInfo::of)
                .collect(),
            associations: Associations {
                list: zone.associations.iter().map(AssociationInfo::of).collect(),
            },
        }
    }
}

/// A location is left out when it is unknown, never empty.
fn known(location: Option<&str>) -> Option<&str> {
    location.filter(|location| !location.is_empty())
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct AccessPointInfo<'a> {
    protocol: &'static str,
    name: &'a str,
    address: &'a str,
}

impl<'a> AccessPointInfo<'a> {
    fn of(point: &'a AccessPoint) -> Self {
        Self {
            protocol: point.protocol.as_str(),
            name: &point.name,
            address: &point.address,
        }
    }
}

#[derive(Serialize)]
struct Associations<'a> {
    #[serde(rename = "DZoneEnvImplAssociation")]
    list: Vec<AssociationInfo<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct AssociationInfo<'a> {
    implementation: &'static str,
    environment: &'a str,
}

impl<'a> AssociationInfo<'a> {
    fn of(association: &'a Association) -> Self {
        Self {
            implementation: association.implementation.as_str(),
            environment: &association.environment,
        }
    }
}
