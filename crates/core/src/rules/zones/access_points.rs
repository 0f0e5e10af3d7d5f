//! Where users reach what a gateway group offers (akana contract, section 7).

use crate::model::{AccessPoint, GatewayGroup};

/// The access points that follow from the group's listeners: one for each, by name. `host_name` takes the place of every
/// listener's host when there is one.
pub fn access_points(group: &GatewayGroup, host_name: Option<&str>) -> Vec<AccessPoint> {
    let mut points: Vec<AccessPoint> = group
        .listeners
        .iter()
        .map(|listener| AccessPoint {
            protocol: listener.protocol,
            name: listener.name.clone(),
            address: format!(
                "{}://{}:{}",
                listener.protocol,
                host_name.unwrap_or(&listener.host),
                listener.port
            ),
        })
        .collect();
    points.sort_by(|one, other| one.name.cmp(&other.name));
    points
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::{
        id::{GatewayGroupId, PopId},
        model::{Environment, GatewayListener, Placement, Platform, Protocol},
    };

    /// A gateway group with two listeners, out of order.
    pub(crate) fn group(number: u64, pop: u64) -> GatewayGroup {
        let listener = |name: &str, protocol, port| GatewayListener {
            name: name.to_owned(),
            protocol,
            host: "gateway.akana.com".to_owned(),
            port,
        };
        GatewayGroup {
            id: GatewayGroupId(number),
            tenant: "acmepaymentscorp".parse().unwrap(),
            key: format!("container-{number}"),
            name: format!("Group {number}"),
            placement: Placement {
                pop: PopId(pop),
                platform: Platform::HttpLarge,
                environment: Environment::Production,
            },
            listeners: vec![
                listener("default-https", Protocol::Https, 443),
                listener("default-http0", Protocol::Http, 80),
            ],
            patterns: vec![],
        }
    }

    fn addresses(host_name: Option<&str>) -> Vec<(String, String)> {
        access_points(&group(1, 1), host_name)
            .into_iter()
            .map(|point| (point.name, point.address))
            .collect()
    }

    #[test]
    fn one_for_each_listener_by_name_with_its_port() {
        let expected = [
            ("default-http0", "http://gateway.akana.com:80"),
            ("default-https", "https://gateway.akana.com:443"),
        ];
        assert_eq!(
            addresses(None),
            expected.map(|(name, address)| (name.to_owned(), address.to_owned()))
        );
    }

    #[test]
    fn a_host_name_replaces_the_host_and_not_the_port() {
        let found = addresses(Some("testing.acmepaymentscorp.com"));
        assert_eq!(found[0].1, "http://testing.acmepaymentscorp.com:80");
        assert_eq!(found[1].1, "https://testing.acmepaymentscorp.com:443");
    }
}
