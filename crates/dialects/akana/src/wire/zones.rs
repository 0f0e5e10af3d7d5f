//! Zones as the dialect's own objects (akana contract, section 6). JSON and XML are written from the same structures.

use std::borrow::Cow;

use axum::response::Response;
use http::{HeaderValue, StatusCode, header::CACHE_CONTROL};
use landfall_core::{
    model::{AccessPoint, Association, Implementation, Protocol},
    rules::zones::OfferedZone,
};
use landfall_http::{openapi, respond::content};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Serialize;

use super::{
    forms::{id as zone_id, permission, some_text},
    json::json,
    media::{Documented, Shape},
    rss, xml,
};

/// What the feed of zones is called.
pub(crate) const TITLE: &str = "Deployment Zones";

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

/// The same for the document.
pub(crate) fn documented() -> Documented {
    Documented {
        json: openapi::Shape::of::<ZoneInfo<'_>>(),
        feed: None,
        xml: "`<DeploymentZoneInfo>` with the same members.",
    }
}

/// The answer to a write: a body about this moment, which nobody keeps.
pub(crate) fn written(media_type: &'static str, body: Vec<u8>) -> Response {
    let mut response = content(StatusCode::OK, media_type, body);
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// The body of what a zone is for. It is never a feed.
pub(crate) fn associations(zone: &OfferedZone, shape: Shape) -> Vec<u8> {
    let associations = Associations::of(zone);
    match shape {
        Shape::Json | Shape::RssJson => json(&associations),
        Shape::Xml | Shape::RssXml => {
            xml::document("DZoneEnvImplAssociations", &associations).into_bytes()
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

/// Zones by name, then id.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "DeploymentZoneInfoList", deny_unknown_fields)]
pub(crate) struct ZoneList<'a> {
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

/// Members in this order (section 6).
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "PascalCase")]
#[schemars(rename = "DeploymentZoneInfo", deny_unknown_fields, transform = host_where_allowed)]
pub(crate) struct ZoneInfo<'a> {
    #[serde(rename = "DeploymentZoneID")]
    #[schemars(schema_with = "zone_id")]
    id: &'a str,
    #[schemars(length(min = 1, max = 100))]
    name: &'a str,
    description: &'a str,
    /// Latitude and longitude; left out when unknown.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "place")]
    location: Option<&'a str>,
    /// The gateway group.
    #[schemars(regex(pattern = "^[A-Za-z0-9_-]+$"))]
    container_key: &'a str,
    container_name: &'a str,
    /// Whether `HostName` stands in place of the gateway's host.
    #[schemars(schema_with = "permission")]
    address_override_behavior: &'static str,
    /// Whether a random prefix goes before the host of a deployed API.
    #[schemars(schema_with = "permission")]
    random_host_name_behavior: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "some_text")]
    host_name: Option<&'a str>,
    virtual_host_supported: bool,
    deployment_zone_access_point: Vec<AccessPointInfo<'a>>,
    #[serde(rename = "DZoneEnvImplAssociations")]
    associations: Associations<'a>,
}

fn place(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "string", "pattern": r"^-?[0-9]+(\.[0-9]+)?, -?[0-9]+(\.[0-9]+)?$" })
}

fn protocol(_: &mut SchemaGenerator) -> Schema {
    let all: Vec<_> = Protocol::ALL
        .iter()
        .map(|protocol| protocol.as_str())
        .collect();
    json_schema!({ "enum": all })
}

fn implementation(_: &mut SchemaGenerator) -> Schema {
    let all: Vec<_> = Implementation::ALL.iter().map(|one| one.as_str()).collect();
    json_schema!({ "enum": all })
}

/// There is a host name where it has a meaning.
fn host_where_allowed(schema: &mut Schema) {
    let with = serde_json::json!({ "required": ["HostName"] });
    let allowed = serde_json::json!({ "const": "com.akana.allow" });
    schema.insert(
        "if".to_owned(),
        serde_json::json!({ "properties": { "AddressOverrideBehavior": allowed } }),
    );
    schema.insert("then".to_owned(), with.clone());
    schema.insert("else".to_owned(), serde_json::json!({ "not": with }));
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
            associations: Associations::of(zone),
        }
    }
}

/// A location is left out when it is unknown, never empty.
fn known(location: Option<&str>) -> Option<&str> {
    location.filter(|location| !location.is_empty())
}

#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "PascalCase")]
#[schemars(deny_unknown_fields, inline)]
struct AccessPointInfo<'a> {
    #[schemars(schema_with = "protocol")]
    protocol: &'static str,
    #[schemars(schema_with = "some_text")]
    name: &'a str,
    #[schemars(regex(pattern = "^https?://[^/]+:[0-9]+$"))]
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

/// What a zone is for.
#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields, inline)]
pub(crate) struct Associations<'a> {
    #[serde(rename = "DZoneEnvImplAssociation")]
    list: Vec<AssociationInfo<'a>>,
}

impl<'a> Associations<'a> {
    fn of(zone: &'a OfferedZone) -> Self {
        Self {
            list: zone.associations.iter().map(AssociationInfo::of).collect(),
        }
    }
}

#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "PascalCase")]
#[schemars(deny_unknown_fields, inline)]
struct AssociationInfo<'a> {
    #[schemars(schema_with = "implementation")]
    implementation: &'static str,
    #[schemars(schema_with = "some_text")]
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
