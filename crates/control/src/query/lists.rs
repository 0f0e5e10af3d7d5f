//! Lists of the native API: any resource by its own fields, a page at a time. Reads of many rows run beside the serving
//! threads.

use landfall_core::{
    id::{OrganizationId, TenantId},
    model::{
        ApiClient, Customer, Deployment, Event, Fulfillment, GatewayGroup, Organization, Policy,
        PolicySummary, ResourceKind, Subscription, View, ZoneRecord,
    },
    rules::business::{Business, ORG_KEY_PREFIX},
};
use landfall_store::listing::{
    ClientField, Condition, CustomerField, CustomerName, DeploymentField, EventField,
    FulfillmentField, GatewayGroupField, ListedPage, ListedUser, Listing, Operator,
    OrganizationField, PolicyField, SubscriptionField, UserField, Value, ZoneField,
};

use crate::{Control, ControlError, access::NativeCaller};

macro_rules! lists {
    ($($(#[$doc:meta])* $name:ident from $list:ident($field:ty) -> $row:ty;)*) => {
        impl Control {
            $(
                $(#[$doc])*
                pub async fn $name(&self, listing: &Listing<$field>) -> Result<ListedPage<$row>, ControlError> {
                    Ok(self.store.$list(listing).await?)
                }
            )*
        }
    };
}

lists! {
    /// Organizations of any kind at or below the view's root.
    page_of_organizations from list_organizations(OrganizationField) -> Organization;
    /// Customers at or below the view's root.
    page_of_customers from list_customers(CustomerField) -> Customer;
    /// Deployments of the customers in view.
    page_of_deployments from list_deployments(DeploymentField) -> Deployment;
    /// Zones that organizations in view have defined.
    page_of_zones from list_zones(ZoneField) -> ZoneRecord;
    /// Gateway groups, for who sees the whole tenant.
    page_of_gateway_groups from list_gateway_groups(GatewayGroupField) -> GatewayGroup;
    /// Policies of the accounts in view.
    page_of_policies from list_policies(PolicyField) -> PolicySummary;
    /// Service lines of the customers in view.
    page_of_subscriptions from list_subscriptions(SubscriptionField) -> Subscription;
    /// Fulfillments of the sellers in view.
    page_of_fulfillments from list_fulfillments(FulfillmentField) -> Fulfillment;
    /// API clients that are bound to organizations in view; for administrators only.
    page_of_clients from list_clients(ClientField) -> ApiClient;
    /// Users that have a role in an organization in view; for administrators only.
    page_of_users from list_users(UserField) -> ListedUser;
}

/// What events may be about for everybody; events about who may call are for administrators.
const OPEN_RESOURCES: [ResourceKind; 12] = [
    ResourceKind::Tenant,
    ResourceKind::Organization,
    ResourceKind::Deployment,
    ResourceKind::Zone,
    ResourceKind::Site,
    ResourceKind::Offer,
    ResourceKind::GatewayGroup,
    ResourceKind::Pop,
    ResourceKind::Server,
    ResourceKind::Policy,
    ResourceKind::DeployRequest,
    ResourceKind::Fulfillment,
];

/// Whether events about such a thing are for everybody in whose view they lie.
pub(crate) fn is_open_resource(kind: ResourceKind) -> bool {
    OPEN_RESOURCES.contains(&kind)
}

/// That an event is about such a thing.
pub(crate) fn open_resources() -> Condition<EventField> {
    let open = OPEN_RESOURCES.map(|kind| Value::Text(kind.as_str().to_owned()));
    Condition {
        field: EventField::Resource,
        operator: Operator::In,
        values: open.into(),
    }
}

impl Control {
    /// An organization, if it is in view. A point read.
    pub async fn organization(
        &self,
        view: &View,
        id: OrganizationId,
    ) -> Result<Option<Organization>, ControlError> {
        Ok(self.store.organization(view, id).await?)
    }

    /// A customer by any of its names, if it is in view. A point read.
    pub async fn customer_named(
        &self,
        view: &View,
        name: &CustomerName,
    ) -> Result<Option<Customer>, ControlError> {
        Ok(self.store.customer_named(view, name).await?)
    }

    /// A policy that was listed, with its rules. A point read.
    pub async fn whole_policy(
        &self,
        view: &View,
        listed: &PolicySummary,
    ) -> Result<Option<Policy>, ControlError> {
        Ok(self.store.policy(view, listed.account, listed.id).await?)
    }

    /// Events of the organizations in view. Those about clients, users, tokens and keys are for administrators.
    pub async fn page_of_events(
        &self,
        caller: &NativeCaller,
        mut listing: Listing<EventField>,
    ) -> Result<ListedPage<Event>, ControlError> {
        if !caller.administrator {
            listing.conditions.push(open_resources());
        }
        Ok(self.store.list_events(&listing).await?)
    }
}

/// The customer that a text names, in any of the forms that customers have names in: the id, ten digits of vipmp, a
/// BusinessID or OrgKey of akana, an account number of rulesv4. `vipmp:` or `account:` in front says which number is meant;
/// without it ten digits are vipmp's.
pub fn customer_name(tenant: &TenantId, text: &str) -> Option<CustomerName> {
    if let Some(number) = text.strip_prefix("vipmp:") {
        return number.parse().ok().map(CustomerName::Vipmp);
    }
    if let Some(number) = text.strip_prefix("account:") {
        return number.parse().ok().map(CustomerName::Account);
    }
    let business = if text.starts_with(ORG_KEY_PREFIX) {
        Business::of_org_key(text).ok()
    } else if text.contains('.') {
        Some(Business::of_business_id(text, tenant))
    } else {
        None
    };
    if let Some(business) = business {
        return match business {
            Business::Organization(id) => Some(CustomerName::Id(id)),
            Business::Tenant | Business::Nobody => None,
        };
    }
    if let Ok(id) = text.parse() {
        return Some(CustomerName::Id(id));
    }
    if text.len() == 10 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return text.parse().ok().map(CustomerName::Vipmp);
    }
    text.parse().ok().map(CustomerName::Account)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "5a6d2c1e-3b7f-4f60-9f1d-0c4e8a1b2d06";

    fn named(text: &str) -> Option<CustomerName> {
        customer_name(&"acme".parse().unwrap(), text)
    }

    #[test]
    fn every_form_of_a_name_is_told_from_the_others() {
        let id = Some(CustomerName::Id(ID.parse().unwrap()));
        assert_eq!(named(ID), id);
        assert_eq!(named(&ID.to_uppercase()), id);
        assert_eq!(named(&format!("{ID}.acme")), id);
        assert_eq!(named(&format!("{ORG_KEY_PREFIX}{ID}")), id);
        let vipmp = CustomerName::Vipmp("9876543210".parse().unwrap());
        assert_eq!(named("9876543210"), Some(vipmp.clone()));
        assert_eq!(named("vipmp:9876543210"), Some(vipmp));
        let account = |number: &str| Some(CustomerName::Account(number.parse().unwrap()));
        assert_eq!(named("0001"), account("0001"));
        assert_eq!(named("00c1b6"), account("00C1B6"));
        assert_eq!(named("account:9876543210"), account("9876543210"));
    }

    #[test]
    fn nothing_else_names_anybody() {
        for text in [
            "",
            "acme",
            "vipmp:",
            "account:xyz",
            "vipmp:account:0001",
            "tenantbusiness.acme",
            "1234567890123",
            " 0001",
        ] {
            assert_eq!(named(text), None, "{text:?}");
        }
        assert_eq!(named(&format!("{ID}.other")), None);
        assert_eq!(named(&format!("{ORG_KEY_PREFIX}tenantbusiness")), None);
    }
}
