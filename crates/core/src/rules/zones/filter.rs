//! Which zones a caller asks for (akana contract, section 5).

use uuid::Uuid;

use super::OfferedZone;

/// The pattern of a gateway group that declares none.
const DEFAULT_PATTERN: &str = "PROXY";

/// What a zone must have to be listed. What is not asked for matches every zone; a value that no zone has matches none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ZoneFilter<'a> {
    /// The implementation of one of its associations, without letter case.
    pub implementation: Option<&'a str>,
    /// The environment of the same association, without letter case.
    pub environment: Option<&'a str>,
    /// A pattern that its gateway group declares, without letter case.
    pub pattern: Option<&'a str>,
    /// Its id is one of these; when there are none, any will do.
    pub ids: Vec<&'a str>,
}

impl ZoneFilter<'_> {
    /// Whether the zone has everything that is asked for.
    pub fn matches(&self, zone: &OfferedZone) -> bool {
        self.has_association(zone) && self.has_pattern(zone) && self.has_id(zone)
    }

    fn has_association(&self, zone: &OfferedZone) -> bool {
        if self.implementation.is_none() && self.environment.is_none() {
            return true;
        }
        zone.associations.iter().any(|pair| {
            wanted(self.implementation, pair.implementation.as_str())
                && wanted(self.environment, &pair.environment)
        })
    }

    fn has_pattern(&self, zone: &OfferedZone) -> bool {
        if zone.patterns.is_empty() {
            return wanted(self.pattern, DEFAULT_PATTERN);
        }
        zone.patterns
            .iter()
            .any(|pattern| wanted(self.pattern, pattern))
    }

    fn has_id(&self, zone: &OfferedZone) -> bool {
        self.ids.is_empty() || self.ids.iter().any(|id| same_id(id, &zone.id))
    }
}

fn wanted(asked: Option<&str>, found: &str) -> bool {
    asked.is_none_or(|asked| {
        asked.eq_ignore_ascii_case(found) || asked.to_lowercase() == found.to_lowercase()
    })
}

/// Whether two zone ids are one: equal, or of one tenant with keys that are the same UUID.
pub fn same_id(one: &str, other: &str) -> bool {
    one == other || matches!((parts(one), parts(other)), (Some(one), Some(other)) if one == other)
}

/// The key of a zone id, if it is a UUID in its usual form, and the tenant.
fn parts(id: &str) -> Option<(Uuid, &str)> {
    let (key, tenant) = id.split_once('.')?;
    let key = (key.len() == 36).then(|| Uuid::try_parse(key).ok())??;
    Some((key, tenant))
}

#[cfg(test)]
mod tests {
    use super::{super::offered::tests::record, *};
    use crate::model::{Association, Implementation};

    const UUID: &str = "c377f0a2-70f5-4e32-aa8e-cf957b385595";

    fn zone(key: &str, pairs: &[(Implementation, &str)]) -> OfferedZone {
        let mut zone = OfferedZone::from(record(key, "Zone"));
        zone.associations = pairs
            .iter()
            .map(|(implementation, environment)| Association {
                implementation: *implementation,
                environment: (*environment).to_owned(),
            })
            .collect();
        zone
    }

    fn pair(
        implementation: Option<&'static str>,
        environment: Option<&'static str>,
    ) -> ZoneFilter<'static> {
        ZoneFilter {
            implementation,
            environment,
            ..ZoneFilter::default()
        }
    }

    #[test]
    fn one_association_has_to_satisfy_both() {
        let zone = zone(
            "a",
            &[
                (Implementation::Live, "Production"),
                (Implementation::Sandbox, "Sandbox"),
            ],
        );
        assert!(pair(Some("live"), Some("PRODUCTION")).matches(&zone));
        assert!(pair(Some("Sandbox"), None).matches(&zone));
        assert!(pair(None, Some("production")).matches(&zone));
        assert!(!pair(Some("Sandbox"), Some("Production")).matches(&zone));
        assert!(!pair(Some("Nope"), None).matches(&zone));
    }

    #[test]
    fn a_zone_without_associations_matches_no_pair_but_every_other_filter() {
        let zone = zone("a", &[]);
        assert!(ZoneFilter::default().matches(&zone));
        assert!(!pair(Some("Live"), None).matches(&zone));
        assert!(!pair(None, Some("Production")).matches(&zone));
    }

    #[test]
    fn a_group_that_declares_no_pattern_has_the_default_one() {
        let mut zone = zone("a", &[]);
        let asked = |pattern| ZoneFilter {
            pattern: Some(pattern),
            ..ZoneFilter::default()
        };
        assert!(asked("PROXY").matches(&zone));
        assert!(asked("proxy").matches(&zone));
        assert!(!asked("ORCHESTRATION").matches(&zone));
        zone.patterns = vec!["Orchestration".to_owned()];
        assert!(asked("ORCHESTRATION").matches(&zone));
        assert!(!asked("PROXY").matches(&zone));
    }

    #[test]
    fn any_of_the_ids_will_do_and_only_uuids_have_no_case() {
        let (named, numbered) = (zone("container-1051", &[]), zone(UUID, &[]));
        let asked = |ids: &[&str], zone: &OfferedZone| {
            let ids = ids.to_vec();
            ZoneFilter {
                ids,
                ..ZoneFilter::default()
            }
            .matches(zone)
        };
        let both = [
            "container-1051.acmepaymentscorp",
            "c377f0a2-70f5-4e32-aa8e-cf957b385595.acmepaymentscorp",
        ];
        assert!(asked(&both, &named) && asked(&both, &numbered));
        assert!(asked(
            &["C377F0A2-70F5-4E32-AA8E-CF957B385595.acmepaymentscorp"],
            &numbered
        ));
        for other in [
            "Container-1051.acmepaymentscorp",
            "container-1051",
            "container-1051.other",
            "C377F0A2-70F5-4E32-AA8E-CF957B385595.AcmePaymentsCorp",
            "c377f0a270f54e32aa8ecf957b385595.acmepaymentscorp",
            "",
        ] {
            assert!(
                !asked(&[other], &named) && !asked(&[other], &numbered),
                "{other:?}"
            );
        }
    }
}
