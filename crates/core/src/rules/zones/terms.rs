//! What a zone becomes by what somebody asks of it (akana contract, section 7).

use super::default_associations;
use crate::{
    id::{OrganizationId, TenantId, Timestamp, ZoneId},
    model::{AccessPoint, Association, Behavior, GatewayGroup, Grants, Zone, ZoneRecord},
    rules::{
        differing::differing,
        shown::{Findings, Unfit},
    },
};

/// What is asked of a zone, with defaults in place of what was left out: it can be, as far as that is known without the record.
#[derive(Debug, Clone, PartialEq)]
pub struct ZoneTerms {
    pub(super) name: String,
    pub(super) description: String,
    pub(super) location: Option<String>,
    pub(super) container_key: String,
    pub(super) address_override: Behavior,
    pub(super) random_host_name: Behavior,
    pub(super) host_name: Option<String>,
    pub(super) virtual_host: bool,
    pub(super) access_points: Option<Vec<AccessPoint>>,
    pub(super) associations: Option<Vec<Association>>,
}

/// Where a zone comes from that is not there yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewZone {
    /// Its id; its key is that as text.
    pub id: ZoneId,
    /// The tenant it belongs to.
    pub tenant: TenantId,
    /// The organization that defines it.
    pub owner: OrganizationId,
    /// When.
    pub at: Timestamp,
}

impl ZoneTerms {
    /// How the gateway group is called.
    pub fn container_key(&self) -> &str {
        &self.container_key
    }

    /// A new zone, which is granted to all below its owner. `group` is what its gateway group is called by, if there is one.
    pub fn new_zone(
        &self,
        new: NewZone,
        group: Option<GatewayGroup>,
    ) -> Result<ZoneRecord, Vec<Unfit>> {
        let gateway_group = self.offer(group)?;
        let zone = Zone {
            id: new.id,
            tenant: new.tenant,
            key: new.id.to_string(),
            owner: new.owner,
            grants: Grants::All,
            name: self.name.clone(),
            description: self.description.clone(),
            location: self.location.clone(),
            gateway_group: gateway_group.id,
            address_override: self.address_override,
            random_host_name: self.random_host_name,
            host_name: self.host_name.clone(),
            virtual_host: self.virtual_host,
            access_points: self.access_points.clone(),
            associations: (self.associations.clone()).unwrap_or_else(default_associations),
            created_at: new.at,
            updated_at: new.at,
        };
        Ok(ZoneRecord {
            zone,
            gateway_group,
        })
    }

    /// A zone in place of what `zone` is now; it stays for what it is for unless something else is asked. If nothing differs, it
    /// is `zone` itself.
    pub fn replacing(
        &self,
        zone: &Zone,
        group: Option<GatewayGroup>,
        now: Timestamp,
    ) -> Result<ZoneRecord, Vec<Unfit>> {
        let birth = NewZone {
            id: zone.id,
            tenant: zone.tenant.clone(),
            owner: zone.owner,
            at: zone.created_at,
        };
        let asked = self.new_zone(birth, group)?;
        let associations = self.associations.as_ref().unwrap_or(&zone.associations);
        let after = Zone {
            key: zone.key.clone(),
            grants: zone.grants.clone(),
            associations: associations.clone(),
            updated_at: zone.updated_at,
            ..asked.zone
        };
        Ok(ZoneRecord {
            zone: touched(zone, after, now),
            gateway_group: asked.gateway_group,
        })
    }

    /// The gateway group, if there is one with listeners and the access points are theirs.
    fn offer(&self, group: Option<GatewayGroup>) -> Result<GatewayGroup, Vec<Unfit>> {
        let mut findings = Findings::default();
        let group = group.filter(|group| !group.listeners.is_empty());
        let Some(group) = group else {
            let rule = "the key of a gateway group that has listeners";
            findings.unless(false, "container_key", rule);
            return Err(findings.into_vec());
        };
        let points = self.access_points.as_deref().unwrap_or_default();
        findings.each("access_points", points, |findings, point| {
            let mut listeners = group.listeners.iter();
            let is_there = listeners.any(|listener| listener.name == point.name);
            let rule = "the name of a listener of the gateway group";
            findings.unless(is_there, "name", rule);
        });
        if findings.is_empty() {
            Ok(group)
        } else {
            Err(findings.into_vec())
        }
    }
}

/// A zone for other implementations and environments. If nothing differs, it is `zone` itself.
pub fn associated(zone: &Zone, associations: &[Association], now: Timestamp) -> Zone {
    let after = Zone {
        associations: associations.to_vec(),
        ..zone.clone()
    };
    touched(zone, after, now)
}

fn touched(before: &Zone, after: Zone, now: Timestamp) -> Zone {
    if *before == after {
        return after;
    }
    Zone {
        updated_at: now,
        ..after
    }
}

/// The members in which two states of a zone differ.
pub fn changed_members(before: &Zone, after: &Zone) -> Vec<&'static str> {
    differing([
        ("grants", before.grants != after.grants),
        ("name", before.name != after.name),
        ("description", before.description != after.description),
        ("location", before.location != after.location),
        ("gateway_group", before.gateway_group != after.gateway_group),
        (
            "address_override",
            before.address_override != after.address_override,
        ),
        (
            "random_host_name",
            before.random_host_name != after.random_host_name,
        ),
        ("host_name", before.host_name != after.host_name),
        ("virtual_host", before.virtual_host != after.virtual_host),
        ("access_points", before.access_points != after.access_points),
        ("associations", before.associations != after.associations),
    ])
}

#[cfg(test)]
mod tests {
    use super::{
        super::{
            AccessPointForm, AssociationForm, ZoneForm,
            access_points::tests::group,
            form::tests::{environments, least},
        },
        *,
    };
    use crate::model::Implementation;

    fn new() -> NewZone {
        NewZone {
            id: "c377f0a2-70f5-4e32-aa8e-cf957b385595".parse().unwrap(),
            tenant: "acmepaymentscorp".parse().unwrap(),
            owner: "89535988-cfe8-44e0-8fdb-15f8ebf2109f".parse().unwrap(),
            at: Timestamp::from_seconds(100),
        }
    }

    fn terms(form: &ZoneForm) -> ZoneTerms {
        form.read(&environments()).unwrap()
    }

    fn made(form: &ZoneForm) -> Zone {
        let made = terms(form).new_zone(new(), Some(group(1051, 1)));
        made.unwrap().zone
    }

    fn later() -> Timestamp {
        Timestamp::from_seconds(200)
    }

    #[test]
    fn a_new_zone_is_called_by_its_id_and_for_both_implementations() {
        let zone = made(&least());
        assert_eq!(zone.key, "c377f0a2-70f5-4e32-aa8e-cf957b385595");
        assert_eq!(zone.grants, Grants::All);
        assert_eq!(zone.associations, default_associations());
        assert_eq!((zone.created_at, zone.updated_at), (new().at, new().at));
    }

    #[test]
    fn what_is_left_out_returns_to_its_default_but_for_what_it_is_for() {
        let full = ZoneForm {
            description: Some("d".to_owned()),
            location: Some("1.5, -2".to_owned()),
            address_override: Some("com.akana.allow".to_owned()),
            random_host_name: Some("com.akana.dontallow".to_owned()),
            host_name: Some("a.example".to_owned()),
            virtual_host: Some(true),
            access_points: Some(vec![]),
            associations: Some(vec![AssociationForm {
                implementation: Some("Live".to_owned()),
                environment: Some("Sandbox".to_owned()),
            }]),
            ..least()
        };
        let before = Zone {
            key: "container-1051".to_owned(),
            grants: Grants::None,
            ..made(&full)
        };
        let replacing = |form: &ZoneForm| {
            let record = terms(form).replacing(&before, Some(group(1051, 1)), later());
            record.unwrap().zone
        };
        let after = replacing(&least());
        let expected = Zone {
            key: before.key.clone(),
            grants: Grants::None,
            associations: before.associations.clone(),
            updated_at: later(),
            ..made(&least())
        };
        assert_eq!(after, expected);
        let changed = changed_members(&before, &after);
        assert_eq!(
            changed,
            [
                "description",
                "location",
                "address_override",
                "random_host_name",
                "host_name",
                "virtual_host",
                "access_points"
            ]
        );
        assert_eq!(replacing(&full), before);
    }

    #[test]
    fn a_group_without_listeners_is_as_good_as_none() {
        let mut empty = group(1051, 1);
        empty.listeners.clear();
        for group in [None, Some(empty)] {
            let refused = terms(&least()).new_zone(new(), group).unwrap_err();
            assert_eq!(refused[0].member, "container_key");
        }
    }

    #[test]
    fn access_points_have_the_names_of_listeners() {
        let named = |name: &str| ZoneForm {
            access_points: Some(vec![AccessPointForm {
                protocol: Some("https".to_owned()),
                name: Some(name.to_owned()),
                address: Some("https://a.example:443".to_owned()),
            }]),
            ..least()
        };
        let zone = made(&named("default-https"));
        assert_eq!(zone.access_points.unwrap().len(), 1);
        let refused = terms(&named("other")).new_zone(new(), Some(group(1051, 1)));
        assert_eq!(refused.unwrap_err()[0].member, "access_points[0].name");
    }

    #[test]
    fn other_associations_are_all_that_changes() {
        let before = made(&least());
        let pair = Association {
            implementation: Implementation::Live,
            environment: "Sandbox".to_owned(),
        };
        let after = associated(&before, &[pair], later());
        assert_eq!(changed_members(&before, &after), ["associations"]);
        assert_eq!(after.updated_at, later());
        assert_eq!(associated(&before, &before.associations, later()), before);
        assert!(associated(&before, &[], later()).associations.is_empty());
    }
}
