//! The zones of a tenant that has defined none (akana contract, section 5).

use super::{OfferedZone, access_points, default_associations};
use crate::{
    id::GatewayGroupId,
    model::{Behavior, GatewayGroup, Pop},
    rules::pop_name::pop_names,
};

/// One zone for each POP that has a gateway group, called as the POP is. It is of the group with the lowest number there,
/// so that a group that is enrolled later changes nothing. `inventory` are all POPs of the tenant.
pub fn transient_zones(mut groups: Vec<GatewayGroup>, inventory: &[Pop]) -> Vec<OfferedZone> {
    groups.sort_by_key(|group| (group.placement.pop, group.id));
    groups.dedup_by_key(|group| group.placement.pop);
    let names = pop_names(inventory);
    inventory
        .iter()
        .zip(&names)
        .filter_map(|(pop, name)| {
            let found = groups.binary_search_by_key(&pop.id, |group| group.placement.pop);
            Some(transient(&groups[found.ok()?], pop, name))
        })
        .collect()
}

/// The key of the transient zone of a gateway group, which is also what it calls the group.
fn transient_key(group: GatewayGroupId) -> String {
    format!("container-{group}")
}

/// The gateway group that a transient zone calls by that name, whatever the group's own key is.
pub fn group_of_transient(key: &str) -> Option<GatewayGroupId> {
    let group = key.strip_prefix("container-")?.parse().ok()?;
    (transient_key(group) == key).then_some(group)
}

fn transient(group: &GatewayGroup, pop: &Pop, name: &str) -> OfferedZone {
    let key = transient_key(group.id);
    OfferedZone {
        id: format!("{key}.{}", group.tenant),
        name: name.to_owned(),
        description: String::new(),
        location: Some(format!("{}, {}", pop.latitude, pop.longitude)),
        container_key: key,
        container_name: name.to_owned(),
        address_override: Behavior::DontAllow,
        random_host_name: Behavior::Allow,
        host_name: None,
        virtual_host: false,
        access_points: access_points(group, None),
        associations: default_associations(),
        patterns: group.patterns.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::{super::access_points::tests::group, *};
    use crate::id::PopId;

    fn pop(number: u64, place: &str, code: &str) -> Pop {
        Pop {
            id: PopId(number),
            tenant: "acmepaymentscorp".parse().unwrap(),
            region: "North America".to_owned(),
            place: place.to_owned(),
            code: code.to_owned(),
            latitude: 37.339_835,
            longitude: -121.886_15,
            position: 0,
        }
    }

    #[test]
    fn what_a_transient_zone_calls_its_group_names_the_group() {
        let number = |key| group_of_transient(key).map(|group| group.0);
        assert_eq!(number("container-1051"), Some(1051));
        for other in [
            "container-",
            "container-01",
            "container-x",
            "1051",
            "Container-1",
            "",
        ] {
            assert_eq!(number(other), None, "{other}");
        }
    }

    #[test]
    fn one_for_each_pop_of_its_lowest_group() {
        let groups = vec![group(1060, 1), group(1052, 3), group(1051, 1)];
        let inventory = [
            pop(1, "San Jose", "SJC"),
            pop(2, "Boston", "BOS"),
            pop(3, "Los Angeles", "LAX"),
            pop(4, "Los Angeles", "LAA"),
        ];
        let zones = transient_zones(groups, &inventory);
        let shown: Vec<(&str, &str)> = zones
            .iter()
            .map(|zone| (zone.id.as_str(), zone.name.as_str()))
            .collect();
        assert_eq!(
            shown,
            [
                (
                    "container-1051.acmepaymentscorp",
                    "North America : San Jose"
                ),
                (
                    "container-1052.acmepaymentscorp",
                    "North America : Los Angeles (LAX)"
                ),
            ]
        );
        let zone = &zones[0];
        assert_eq!(zone.container_key, "container-1051");
        assert_eq!(zone.container_name, zone.name);
        assert_eq!(zone.location.as_deref(), Some("37.339835, -121.88615"));
        assert_eq!(zone.access_points.len(), 2);
        assert_eq!(zone.associations.len(), 2);
    }
}
