//! Gateway groups in most POPs, and zones that MSPs offer to their own customers.

use landfall_core::{
    id::{GatewayGroupId, ZoneId},
    model::{
        Association, Behavior, Environment, GatewayGroup, GatewayListener, Grants, Implementation,
        OrganizationKind, Placement, Platform, Protocol, Zone,
    },
};

use super::{draw::Draw, tree::Partners};
use crate::{Record, ids};

const ZONES_OF_AN_MSP: u32 = 3;

/// Adds a gateway group in every POP that has none, and some zones for every MSP.
pub(super) fn define(record: &mut Record, draw: &mut Draw, partners: &Partners) {
    let first = record.gateway_groups.len();
    enrol(record);
    let msps = partners
        .sellers
        .iter()
        .map(|&seller| &record.organizations[seller])
        .filter(|seller| seller.kind == OrganizationKind::Msp);
    let mut zones = Vec::new();
    for msp in msps {
        for _ in 0..draw.number(1, ZONES_OF_AN_MSP) {
            let group = draw.one(&record.gateway_groups[first..]);
            let pop = (record.pops.iter())
                .find(|pop| pop.id == group.placement.pop)
                .expect("a gateway group is in a POP of the inventory");
            let at = draw.between(msp.created_at, draw.now);
            zones.push(Zone {
                id: ZoneId(draw.uuid()),
                tenant: ids::tenant(),
                key: draw.uuid().to_string(),
                owner: msp.id,
                grants: if draw.happens(80) {
                    Grants::All
                } else {
                    Grants::None
                },
                name: format!(
                    "{} {}",
                    pop.place,
                    draw.one(&["APIs", "Partners", "Preview"])
                ),
                description: format!("Offered by {}", msp.name),
                location: Some(format!("{}, {}", pop.latitude, pop.longitude)),
                gateway_group: group.id,
                address_override: Behavior::DontAllow,
                random_host_name: Behavior::Allow,
                host_name: None,
                virtual_host: draw.happens(50),
                access_points: None,
                associations: associations(draw.happens(50)),
                created_at: at,
                updated_at: at,
            });
        }
    }
    record.zones.extend(zones);
}

fn enrol(record: &mut Record) {
    let taken: Vec<_> = (record.gateway_groups.iter())
        .map(|group| group.placement.pop)
        .collect();
    let last = record.gateway_groups.iter().map(|group| group.id.0).max();
    let free = record.pops.iter().filter(|pop| !taken.contains(&pop.id));
    let groups = (last.unwrap_or(0) + 1..).zip(free).map(|(number, pop)| {
        let host = format!(
            "{}.gateway.acmepaymentscorp.example",
            pop.code.to_lowercase()
        );
        let listener = |name: &str, protocol, port| GatewayListener {
            name: name.to_owned(),
            protocol,
            host: host.clone(),
            port,
        };
        GatewayGroup {
            id: GatewayGroupId(number),
            tenant: ids::tenant(),
            key: format!("container-{number}"),
            name: pop.place.clone(),
            placement: Placement {
                pop: pop.id,
                platform: Platform::HttpLarge,
                environment: Environment::Production,
            },
            listeners: vec![
                listener("default-http0", Protocol::Http, 80),
                listener("default-https", Protocol::Https, 443),
            ],
            patterns: vec!["PROXY".to_owned()],
        }
    });
    let groups: Vec<_> = groups.collect();
    record.gateway_groups.extend(groups);
}

fn associations(also_sandbox: bool) -> Vec<Association> {
    let pair = |implementation, environment: &str| Association {
        implementation,
        environment: environment.to_owned(),
    };
    let live = pair(Implementation::Live, "Production");
    if also_sandbox {
        vec![live, pair(Implementation::Sandbox, "Sandbox")]
    } else {
        vec![live]
    }
}
