//! The values of fields that have a few: as they are written, with what the record has for them.

use landfall_core::model::{
    DeployState, Environment, FulfillmentStatus, OrganizationKind, Platform, PolicyState,
    ResourceKind, ServerMembership,
};

macro_rules! choices {
    ($($(#[$doc:meta])* $name:ident: $values:ty;)*) => {
        $(
            $(#[$doc])*
            pub(super) const $name: &[(&str, &str)] = &{
                let mut pairs = [("", ""); <$values>::ALL.len()];
                let mut at = 0;
                while at < pairs.len() {
                    let text = <$values>::ALL[at].as_str();
                    pairs[at] = (text, text);
                    at += 1;
                }
                pairs
            };
        )*
    };
}

choices! {
    /// What an organization is.
    KINDS: OrganizationKind;
    /// What a server runs.
    PLATFORMS: Platform;
    /// Which of the two fleets of a platform.
    ENVIRONMENTS: Environment;
    /// Whether a server is counted.
    MEMBERSHIPS: ServerMembership;
    /// Where a deploy request stands.
    STATES: DeployState;
    /// Whether a policy may still change.
    POLICY_STATES: PolicyState;
    /// Where an order stands.
    ORDER_STATUSES: FulfillmentStatus;
    /// What an event is about.
    RESOURCES: ResourceKind;
}

/// What is to be done by an order.
pub(super) const ORDER_KINDS: &[(&str, &str)] = &[
    ("msp_create_account", "msp_create_account"),
    ("msp_add_service", "msp_add_service"),
    ("msp_cancel_service", "msp_cancel_service"),
    ("reseller_create_account", "reseller_create_account"),
    ("reseller_add_service", "reseller_add_service"),
    ("reseller_cancel_service", "reseller_cancel_service"),
];

#[cfg(test)]
mod tests {
    use landfall_core::model::FulfillmentKind;

    use super::*;

    #[test]
    fn kinds_of_orders_are_those_that_there_are() {
        for (kind, _) in ORDER_KINDS {
            assert_eq!(kind.parse::<FulfillmentKind>().unwrap().as_str(), *kind);
        }
        assert_eq!(KINDS[0], ("tenant", "tenant"));
    }
}
