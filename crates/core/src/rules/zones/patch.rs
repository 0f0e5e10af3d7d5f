//! Changes of some members of a zone.

use super::{AccessPointForm, AssociationForm, ZoneForm};
use crate::{
    model::{Behavior, Grants, ZoneRecord},
    rules::wish::Wish,
};

/// What is asked of members of a zone; what is not said stays. A host name is all that says whether it replaces the gateway's.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ZonePatch {
    /// Its name.
    pub name: Wish<String>,
    /// Its description.
    pub description: Wish<String>,
    /// `latitude, longitude`.
    pub location: Wish<String>,
    /// The key of its gateway group.
    pub gateway_group_key: Wish<String>,
    /// The host that replaces the gateway's.
    pub host_name: Wish<String>,
    /// Whether deployed APIs get a random prefix.
    pub random_host_name: Wish<bool>,
    /// Whether virtual hosts are supported.
    pub virtual_host: Wish<bool>,
    /// Its access points.
    pub access_points: Wish<Vec<AccessPointForm>>,
    /// What it is for.
    pub associations: Wish<Vec<AssociationForm>>,
    /// To whom it is offered.
    pub grants: Wish<Grants>,
}

impl ZonePatch {
    /// What is asked of a zone altogether: this, and what the zone is in everything else. A new zone is nothing yet.
    pub fn over(&self, now: Option<&ZoneRecord>) -> ZoneForm {
        let now = now.map(form_of).unwrap_or_default();
        let asked = self.clone();
        let host_name = asked.host_name.over(now.host_name);
        let host_name = host_name.filter(|name| !name.is_empty());
        let behavior = |allowed: bool| {
            let behavior = if allowed {
                Behavior::Allow
            } else {
                Behavior::DontAllow
            };
            behavior.as_str().to_owned()
        };
        let random = asked.random_host_name.map(behavior);
        let associations = match asked.associations {
            // A zone in whose form they are not stays for what it is.
            Wish::Default => Some(super::default_forms()),
            wish => wish.over(now.associations),
        };
        ZoneForm {
            name: asked.name.over(now.name),
            description: asked.description.over(now.description),
            location: asked.location.over(now.location),
            container_key: asked.gateway_group_key.over(now.container_key),
            address_override: Some(behavior(host_name.is_some())),
            random_host_name: random.over(now.random_host_name),
            host_name,
            virtual_host: asked.virtual_host.over(now.virtual_host),
            access_points: asked.access_points.over(now.access_points),
            associations,
        }
    }

    /// To whom a zone is offered that is offered to these.
    pub fn grants_over(&self, now: &Grants) -> Grants {
        let grants = self.grants.clone().over(Some(now.clone()));
        grants.unwrap_or(Grants::All)
    }
}

/// A zone as somebody could ask for it. What it is for stays, also what the tenant's environments do not have any more.
fn form_of(record: &ZoneRecord) -> ZoneForm {
    let zone = &record.zone;
    let points = zone.access_points.as_ref().map(|points| {
        let points = points.iter().map(|point| AccessPointForm {
            protocol: Some(point.protocol.to_string()),
            name: Some(point.name.clone()),
            address: Some(point.address.clone()),
        });
        points.collect()
    });
    ZoneForm {
        name: Some(zone.name.clone()),
        description: Some(zone.description.clone()),
        location: zone.location.clone(),
        container_key: Some(record.gateway_group.key.clone()),
        address_override: Some(zone.address_override.to_string()),
        random_host_name: Some(zone.random_host_name.to_string()),
        host_name: zone.host_name.clone(),
        virtual_host: Some(zone.virtual_host),
        access_points: points,
        associations: None,
    }
}

#[cfg(test)]
mod tests {
    use super::{super::offered::tests::record, *};
    use crate::rules::zones::form::tests::environments;

    #[test]
    fn what_is_not_said_stays_and_null_is_the_default() {
        let mut before = record("a", "A");
        before.zone.location = Some("1, 2".to_owned());
        before.zone.host_name = Some("a.example".to_owned());
        before.zone.address_override = Behavior::Allow;
        before.zone.virtual_host = true;
        let at = before.zone.updated_at;
        let after = |patch: &ZonePatch| {
            let terms = patch.over(Some(&before)).read(&environments()).unwrap();
            let group = Some(before.gateway_group.clone());
            terms.replacing(&before.zone, group, at).unwrap().zone
        };
        assert_eq!(after(&ZonePatch::default()), before.zone);
        let patch = ZonePatch {
            name: Wish::Is("B".to_owned()),
            location: Wish::Default,
            host_name: Wish::Is(String::new()),
            virtual_host: Wish::Default,
            random_host_name: Wish::Is(false),
            associations: Wish::Default,
            ..ZonePatch::default()
        };
        let changed = after(&patch);
        assert_eq!(changed.name, "B");
        assert_eq!((changed.location, changed.host_name), (None, None));
        assert_eq!(changed.address_override, Behavior::DontAllow);
        assert_eq!(changed.random_host_name, Behavior::DontAllow);
        assert!(!changed.virtual_host);
        assert_eq!(changed.associations, super::super::default_associations());
    }

    #[test]
    fn a_new_zone_has_a_name_and_a_gateway_group() {
        let findings = ZonePatch::default().over(None).read(&environments());
        let members: Vec<_> = findings
            .unwrap_err()
            .into_iter()
            .map(|it| it.member)
            .collect();
        assert_eq!(members, ["name", "container_key"]);
    }

    #[test]
    fn grants_are_to_all_unless_said() {
        let of = |grants| ZonePatch {
            grants,
            ..ZonePatch::default()
        };
        assert_eq!(of(Wish::Unsaid).grants_over(&Grants::None), Grants::None);
        assert_eq!(of(Wish::Default).grants_over(&Grants::None), Grants::All);
        let none = of(Wish::Is(Grants::None));
        assert_eq!(none.grants_over(&Grants::All), Grants::None);
    }
}
