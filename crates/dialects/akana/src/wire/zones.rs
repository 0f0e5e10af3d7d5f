//! Zones as the dialect's own objects (akana contract, section 6). JSON and XML are written from the same structures.

use landfall_core::{
    model::{AccessPoint, Association},
    rules::zones::OfferedZone,
};
use serde::Serialize;

use super::{media::Shape, rss, xml};

/// The body of a list of zones in that shape.
pub(crate) fn body(zones: &[OfferedZone], shape: Shape) -> Vec<u8> {
    match shape {
        Shape::Json => json(&ZoneList::of(zones)),
        Shape::Xml => xml::document("DeploymentZoneInfoList", &ZoneList::of(zones)).into_bytes(),
        Shape::RssJson => json(&rss::JsonFeed::of(zones)),
        Shape::RssXml => xml::document("rss", &rss::XmlFeed::of(zones)).into_bytes(),
    }
}

fn json<T: Serialize>(value: &T) -> Vec<u8> {
    serde_json::to_vec(value).expect("what the dialect shows has only fixed member names and texts")
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
