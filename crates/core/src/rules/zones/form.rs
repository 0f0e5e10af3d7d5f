//! What somebody asks of a zone, as far as that can be judged without the record.

use std::collections::BTreeSet;

use super::{AssociationForm, ZoneTerms, associations};
use crate::{
    model::{AccessPoint, Behavior, Protocol},
    rules::shown::{Findings, Unfit, ZoneMembers, check_zone_members},
};

/// What somebody asks of a zone: every member may be left out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ZoneForm {
    /// Its name, which it has to have.
    pub name: Option<String>,
    /// Its description; none without one.
    pub description: Option<String>,
    /// `latitude, longitude`; an empty one is unknown.
    pub location: Option<String>,
    /// The key of its gateway group, which it has to have; or what a transient zone calls the group.
    pub container_key: Option<String>,
    /// Whether the host name replaces the gateway's host; it does not, if nothing is said.
    pub address_override: Option<String>,
    /// Whether deployed APIs get a random prefix; they do, if nothing is said.
    pub random_host_name: Option<String>,
    /// The host that replaces the gateway's; without the permission for that it is passed over.
    pub host_name: Option<String>,
    /// Whether virtual hosts are supported; they are not, if nothing is said.
    pub virtual_host: Option<bool>,
    /// Its access points; if nothing is said they follow from the gateway's listeners.
    pub access_points: Option<Vec<AccessPointForm>>,
    /// What it is for; if nothing is said, a zone stays for what it is.
    pub associations: Option<Vec<AssociationForm>>,
}

/// An access point as somebody asks for it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AccessPointForm {
    /// What it speaks.
    pub protocol: Option<String>,
    /// The name of a listener.
    pub name: Option<String>,
    /// A URL with its port.
    pub address: Option<String>,
}

impl ZoneForm {
    /// What is asked for, if it can be; everything that cannot, otherwise. `environments` are the tenant's.
    pub fn read(&self, environments: &[String]) -> Result<ZoneTerms, Vec<Unfit>> {
        let mut findings = Findings::default();
        for (member, text) in [
            ("name", self.name.as_ref()),
            ("container_key", self.container_key.as_ref()),
        ] {
            findings.unless(text.is_some(), member, "present");
        }
        let address_override = behavior(
            ("address_override", self.address_override.as_ref()),
            Behavior::DontAllow,
            &mut findings,
        );
        let random_host_name = behavior(
            ("random_host_name", self.random_host_name.as_ref()),
            Behavior::Allow,
            &mut findings,
        );
        let is_allowed = address_override == Some(Behavior::Allow);
        let terms = ZoneTerms {
            name: self.name.clone().unwrap_or_else(|| "-".to_owned()),
            description: self.description.clone().unwrap_or_default(),
            location: given(self.location.as_ref()),
            container_key: self.container_key.clone().unwrap_or_default(),
            address_override: address_override.unwrap_or(Behavior::DontAllow),
            random_host_name: random_host_name.unwrap_or(Behavior::Allow),
            host_name: given(self.host_name.as_ref()).filter(|_| is_allowed),
            virtual_host: self.virtual_host.unwrap_or(false),
            access_points: self
                .access_points
                .as_ref()
                .map(|asked| points(asked, &mut findings)),
            associations: self
                .associations
                .as_ref()
                .map(|asked| associations::read(asked, environments, &mut findings)),
        };
        let members = ZoneMembers {
            name: &terms.name,
            description: &terms.description,
            location: terms.location.as_deref(),
            address_override: terms.address_override,
            host_name: terms.host_name.as_deref(),
            // What could not be read would stand at other places here.
            access_points: (terms.access_points.as_deref())
                .filter(|read| Some(read.len()) == self.access_points.as_ref().map(Vec::len))
                .unwrap_or_default(),
            associations: terms.associations.as_deref().unwrap_or_default(),
        };
        check_zone_members(&members, &mut findings);
        if findings.is_empty() {
            Ok(terms)
        } else {
            Err(findings.into_vec())
        }
    }
}

/// A text that says something.
fn given(text: Option<&String>) -> Option<String> {
    text.filter(|text| !text.is_empty()).cloned()
}

fn behavior(
    (member, text): (&str, Option<&String>),
    default: Behavior,
    findings: &mut Findings,
) -> Option<Behavior> {
    let Some(text) = text else {
        return Some(default);
    };
    let read = text.parse().ok();
    let rule = "com.akana.allow or com.akana.dontallow";
    findings.unless(read.is_some(), member, rule);
    read
}

/// Those of the access points that can be read.
fn points(asked: &[AccessPointForm], findings: &mut Findings) -> Vec<AccessPoint> {
    let (mut read, mut names) = (Vec::new(), BTreeSet::new());
    findings.each("access_points", asked, |findings, asked| {
        let text = asked.protocol.as_deref().unwrap_or_default();
        let protocol: Option<Protocol> = text.parse().ok();
        findings.unless(protocol.is_some(), "protocol", "http or https");
        findings.unless(asked.name.is_some(), "name", "present");
        findings.unless(asked.address.is_some(), "address", "present");
        if let (Some(protocol), Some(name), Some(address)) = (protocol, &asked.name, &asked.address)
        {
            findings.unless(names.insert(name.clone()), "name", "each name once");
            read.push(AccessPoint {
                protocol,
                name: name.clone(),
                address: address.clone(),
            });
        }
    });
    read
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::model::Implementation;

    pub(crate) fn environments() -> Vec<String> {
        ["Production", "Sandbox"].map(str::to_owned).to_vec()
    }

    /// What has to be said.
    pub(crate) fn least() -> ZoneForm {
        ZoneForm {
            name: Some("bhJNQX".to_owned()),
            container_key: Some("container-1051".to_owned()),
            ..ZoneForm::default()
        }
    }

    #[expect(
        clippy::unnecessary_wraps,
        reason = "members of a form are there or not"
    )]
    fn text(text: &str) -> Option<String> {
        Some(text.to_owned())
    }

    fn unfit(form: &ZoneForm) -> Vec<String> {
        let findings = form.read(&environments()).unwrap_err();
        findings.into_iter().map(|unfit| unfit.member).collect()
    }

    #[test]
    fn what_is_left_out_has_its_default() {
        let terms = least().read(&environments()).unwrap();
        assert_eq!(terms.description, "");
        assert_eq!(terms.location, None);
        assert_eq!(terms.address_override, Behavior::DontAllow);
        assert_eq!(terms.random_host_name, Behavior::Allow);
        assert_eq!(terms.host_name, None);
        assert!(!terms.virtual_host);
        assert_eq!(terms.access_points, None);
        assert_eq!(terms.associations, None);
    }

    #[test]
    fn a_host_name_is_wanted_where_it_is_allowed_and_passed_over_where_not() {
        let allowed = ZoneForm {
            address_override: text("com.akana.allow"),
            host_name: text("testing.acmepaymentscorp.com"),
            ..least()
        };
        let read = allowed.read(&environments()).unwrap().host_name;
        assert_eq!(read.as_deref(), Some("testing.acmepaymentscorp.com"));
        for host_name in [None, text("")] {
            let without = ZoneForm {
                host_name,
                ..allowed.clone()
            };
            assert_eq!(unfit(&without), ["host_name"]);
        }
        for address_override in [None, text("com.akana.dontallow")] {
            let dropped = ZoneForm {
                address_override,
                host_name: text("not a host"),
                ..least()
            };
            assert_eq!(dropped.read(&environments()).unwrap().host_name, None);
        }
    }

    #[test]
    fn everything_that_cannot_be_is_named_at_once() {
        let form = ZoneForm {
            name: None,
            container_key: None,
            description: text("a\u{0}"),
            location: text("north"),
            address_override: text("allow"),
            random_host_name: text("com.akana.Allow"),
            access_points: Some(vec![
                AccessPointForm::default(),
                AccessPointForm {
                    protocol: text("http"),
                    name: text("a"),
                    address: text("http://a.example"),
                },
            ]),
            associations: Some(vec![AssociationForm::default()]),
            ..ZoneForm::default()
        };
        let expected = [
            "name",
            "container_key",
            "address_override",
            "random_host_name",
            "access_points[0].protocol",
            "access_points[0].name",
            "access_points[0].address",
            "associations[0].implementation",
            "associations[0].environment",
            "description",
            "location",
        ];
        assert_eq!(unfit(&form), expected);
        let long = ZoneForm {
            name: Some("é".repeat(101)),
            ..least()
        };
        assert_eq!(unfit(&long), ["name"]);
        let most = ZoneForm {
            name: Some("é".repeat(100)),
            ..least()
        };
        assert!(most.read(&environments()).is_ok());
    }

    #[test]
    fn access_points_are_read_with_their_addresses() {
        let point = |name: &str, address: &str| AccessPointForm {
            protocol: text("https"),
            name: text(name),
            address: text(address),
        };
        let of = |points: &[AccessPointForm]| ZoneForm {
            access_points: Some(points.to_vec()),
            ..least()
        };
        let good = point("a", "https://a.example:443");
        let read = of(std::slice::from_ref(&good))
            .read(&environments())
            .unwrap();
        let read = read.access_points.unwrap();
        assert_eq!(read[0].address, "https://a.example:443");
        let none = of(&[]).read(&environments()).unwrap();
        assert_eq!(none.access_points, Some(vec![]));
        assert_eq!(unfit(&of(&[good.clone(), good])), ["access_points[1].name"]);
        for address in [
            "https://a.example",
            "http://a.example:80",
            "https://a:0",
            "",
        ] {
            let bad = unfit(&of(&[point("a", address)]));
            assert_eq!(bad, ["access_points[0].address"], "{address}");
        }
    }

    #[test]
    fn associations_are_read_once_each() {
        let pair = AssociationForm {
            implementation: text("live"),
            environment: text("Sandbox"),
        };
        let form = ZoneForm {
            associations: Some(vec![pair.clone(), pair]),
            ..least()
        };
        let read = form.read(&environments()).unwrap().associations.unwrap();
        assert_eq!(read.len(), 1);
        assert_eq!(read[0].implementation, Implementation::Live);
    }
}
