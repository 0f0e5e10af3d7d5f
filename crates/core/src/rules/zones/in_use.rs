//! Whether a zone is used (akana contract, section 7).

use crate::id::ZoneId;

/// Whether a zone is all that serves a deployment. `serving` are the zones that stand behind active deployments of the zone's
/// owner: all that it has defined for itself, and none while it has no active deployment.
///
/// A deployment says where a customer is, not through which zone it is reached. So what serves it are the zones of the customer's
/// own; the last of them is used as long as one of its deployments is active. Zones of other organizations are offers to
/// whoever is below, and nobody depends on one.
pub fn serves_alone(zone: ZoneId, serving: &[ZoneId]) -> bool {
    serving == [zone]
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn only_the_last_one_is_used() {
        let [one, other] = [1, 2].map(|number| ZoneId(Uuid::from_u128(number)));
        assert!(serves_alone(one, &[one]));
        assert!(!serves_alone(one, &[one, other]));
        assert!(!serves_alone(one, &[]));
        assert!(!serves_alone(one, &[other]));
    }
}
