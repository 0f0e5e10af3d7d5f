//! A zone as it is shown.

use super::access_points;
use crate::model::{AccessPoint, Association, Behavior, Zone, ZoneRecord};

/// A zone as an organization is offered it, whether it was defined or follows from a gateway (akana contract, section 6).
#[derive(Debug, Clone, PartialEq)]
pub struct OfferedZone {
    /// Its DeploymentZoneID: `{key}.{tenant}`.
    pub id: String,
    /// Its name.
    pub name: String,
    /// May be empty.
    pub description: String,
    /// `latitude, longitude`, when known.
    pub location: Option<String>,
    /// The name of its gateway group that zones refer to.
    pub container_key: String,
    /// The name of its gateway group for people.
    pub container_name: String,
    /// Whether the host name replaces the gateway's host.
    pub address_override: Behavior,
    /// Whether deployed APIs get a random prefix before their host.
    pub random_host_name: Behavior,
    /// The host that replaces the gateway's; only when that is allowed.
    pub host_name: Option<String>,
    /// Whether virtual hosts are supported.
    pub virtual_host: bool,
    /// Where users reach it.
    pub access_points: Vec<AccessPoint>,
    /// What it is for.
    pub associations: Vec<Association>,
    /// The API implementation patterns that its gateway group declares.
    pub patterns: Vec<String>,
}

/// The DeploymentZoneID of a zone that was defined.
pub fn zone_id(zone: &Zone) -> String {
    format!("{}.{}", zone.key, zone.tenant)
}

/// A zone that was defined: what follows from its gateway group is filled in.
impl From<ZoneRecord> for OfferedZone {
    fn from(record: ZoneRecord) -> Self {
        let ZoneRecord {
            zone,
            gateway_group,
        } = record;
        let id = zone_id(&zone);
        let allowed = zone.address_override == Behavior::Allow;
        let host_name = zone.host_name.filter(|_| allowed);
        Self {
            id,
            name: zone.name,
            description: zone.description,
            location: zone.location,
            access_points: zone
                .access_points
                .unwrap_or_else(|| access_points(&gateway_group, host_name.as_deref())),
            container_key: gateway_group.key,
            container_name: gateway_group.name,
            address_override: zone.address_override,
            random_host_name: zone.random_host_name,
            host_name,
            virtual_host: zone.virtual_host,
            associations: zone.associations,
            patterns: gateway_group.patterns,
        }
    }
}

/// Puts zones into the order in which they are listed: by name, then by id, by code point (akana contract, section 5).
pub fn in_order(mut zones: Vec<OfferedZone>) -> Vec<OfferedZone> {
    zones.sort_by(|one, other| (&one.name, &one.id).cmp(&(&other.name, &other.id)));
    zones
}

#[cfg(test)]
pub(super) mod tests {
    use super::{super::access_points::tests::group, *};
    use crate::{
        id::{OrganizationId, Timestamp, ZoneId},
        model::{Grants, Implementation, Protocol},
    };

    /// A zone over a gateway group, with one association.
    pub(crate) fn record(key: &str, name: &str) -> ZoneRecord {
        let gateway_group = group(1051, 1);
        ZoneRecord {
            zone: Zone {
                id: ZoneId(uuid::Uuid::nil()),
                tenant: gateway_group.tenant.clone(),
                key: key.to_owned(),
                owner: OrganizationId(uuid::Uuid::nil()),
                grants: Grants::All,
                name: name.to_owned(),
                description: String::new(),
                location: None,
                gateway_group: gateway_group.id,
                address_override: Behavior::DontAllow,
                random_host_name: Behavior::Allow,
                host_name: None,
                virtual_host: false,
                access_points: None,
                associations: vec![Association {
                    implementation: Implementation::Live,
                    environment: "Production".to_owned(),
                }],
                created_at: Timestamp::default(),
                updated_at: Timestamp::default(),
            },
            gateway_group,
        }
    }

    #[test]
    fn a_host_name_shows_only_when_the_override_is_allowed() {
        let mut record = record("a", "A");
        record.zone.host_name = Some("testing.example".to_owned());
        let hidden = OfferedZone::from(record.clone());
        assert_eq!(hidden.host_name, None);
        assert_eq!(
            hidden.access_points[0].address,
            "http://gateway.akana.com:80"
        );
        record.zone.address_override = Behavior::Allow;
        let shown = OfferedZone::from(record);
        assert_eq!(shown.host_name.as_deref(), Some("testing.example"));
        assert_eq!(shown.access_points[0].address, "http://testing.example:80");
    }

    #[test]
    fn access_points_that_were_set_stay_as_they_are() {
        let mut record = record("a", "A");
        let set = vec![AccessPoint {
            protocol: Protocol::Https,
            name: "default-https".to_owned(),
            address: "https://elsewhere.example:8443".to_owned(),
        }];
        record.zone.access_points = Some(set.clone());
        assert_eq!(OfferedZone::from(record).access_points, set);
    }

    #[test]
    fn the_order_is_by_name_then_by_the_whole_id() {
        let zones = [("b", "Z"), ("a", "Z"), ("a-b", "Z"), ("c", "é"), ("d", "z")];
        let zones = zones.map(|(key, name)| OfferedZone::from(record(key, name)));
        let ids: Vec<String> = in_order(zones.to_vec())
            .into_iter()
            .map(|zone| zone.id)
            .collect();
        // A hyphen stands before the dot that ends the key.
        let expected = ["a-b", "a", "b", "d", "c"].map(|key| format!("{key}.acmepaymentscorp"));
        assert_eq!(ids, expected);
    }
}
