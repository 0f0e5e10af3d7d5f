//! Each resource as the model has it.

use landfall_core::{
    id::Timestamp,
    model::{
        ApiClient, Customer, Deployment, Event, Fulfillment, GatewayGroup, Organization,
        PolicySummary, Pop, Service, Subscription, View, ZoneRecord,
    },
};

use super::{model::Modelled, population::Population};
use crate::{
    Store, StoreError,
    listing::{
        ClientField, CustomerField, DeployRequestField, DeploymentField, EventField,
        FulfillmentField, GatewayGroupField, ListedDeployRequest, ListedPage, ListedServer,
        ListedUser, Listing, OrganizationField, PolicyField, PopField, ServerField,
        SubscriptionField, UserField, Value, ZoneField,
    },
};

/// What a field has where it is not missing.
macro_rules! present {
    ($($name:ident: $of:ty => $value:expr,)+) => {
        $(fn $name($name: $of) -> Option<Value> {
            Some($value)
        })+
    };
}

present! {
    text: &str => Value::Text(text.to_owned()),
    number: u64 => Value::Integer(i64::try_from(number).unwrap()),
    time: Timestamp => Value::Time(time),
}

macro_rules! modelled {
    ($field:ident: $item:ty, $list:ident, |$population:ident, $view:ident| $in_view:expr,
     |$row:ident| { $($variant:ident => $value:expr,)+ }) => {
        #[async_trait::async_trait]
        impl Modelled for $field {
            type Item = $item;

            fn in_view($population: &Population, $view: &View) -> Vec<Self::Item> {
                $in_view
            }

            fn value(self, $row: &Self::Item) -> Option<Value> {
                match self {
                    $(Self::$variant => $value,)+
                }
            }

            async fn page(
                store: &dyn Store,
                listing: &Listing<Self>,
            ) -> Result<ListedPage<Self::Item>, StoreError> {
                store.$list(listing).await
            }
        }
    };
}

/// Those whose owner is in view.
macro_rules! owned {
    ($population:ident, $view:ident, $rows:ident, |$row:ident| $owner:expr) => {
        $population
            .$rows
            .iter()
            .filter(|$row| $population.sees($view, $owner))
            .cloned()
            .collect()
    };
}

modelled! {
    OrganizationField: Organization, list_organizations,
    |population, view| owned!(population, view, organizations, |row| Some(row.id)),
    |row| {
        Id => Some(Value::Uuid(row.id.0)),
        Kind => text(row.kind.as_str()),
        Name => text(&row.name),
        Status => text(row.status.as_str()),
        Parent => row.parent.map(|parent| Value::Uuid(parent.0)),
        ExternalReference => text(&row.external_reference),
        VipmpId => row.vipmp_id.as_ref().and_then(|id| text(id.as_str())),
        AccountNumber => row.account_number.as_ref().and_then(|id| text(id.as_str())),
        CreatedAt => time(row.created_at),
        UpdatedAt => time(row.updated_at),
    }
}

modelled! {
    CustomerField: Customer, list_customers,
    |population, view| owned!(population, view, customers, |row| Some(row.organization.id)),
    |row| {
        Id => OrganizationField::Id.value(&row.organization),
        Name => OrganizationField::Name.value(&row.organization),
        Status => OrganizationField::Status.value(&row.organization),
        Parent => OrganizationField::Parent.value(&row.organization),
        Reseller => text(row.reseller.as_str()),
        ExternalReference => OrganizationField::ExternalReference.value(&row.organization),
        VipmpId => OrganizationField::VipmpId.value(&row.organization),
        AccountNumber => OrganizationField::AccountNumber.value(&row.organization),
        CreatedAt => OrganizationField::CreatedAt.value(&row.organization),
        UpdatedAt => OrganizationField::UpdatedAt.value(&row.organization),
    }
}

modelled! {
    DeploymentField: Deployment, list_deployments,
    |population, view| owned!(population, view, deployments, |row| Some(row.customer)),
    |row| {
        Id => text(row.vipmp_id.as_str()),
        Customer => Some(Value::Uuid(row.customer.0)),
        Status => text(row.status.as_str()),
        CreatedAt => time(row.created_at),
    }
}

modelled! {
    SubscriptionField: Subscription, list_subscriptions,
    |population, view| owned!(population, view, subscriptions, |row| Some(row.account)),
    |row| {
        Id => Some(Value::Uuid(row.id.0)),
        Account => Some(Value::Uuid(row.account.0)),
        Sku => text(&row.sku),
        OrderedAt => time(row.ordered_at),
        TrialEndsAt => match row.service {
            Service::Paid => None,
            Service::Trial { ends_at } => time(ends_at),
        },
        EndedAt => row.ended_at.map(Value::Time),
        Fulfillment => row.fulfillment.map(|id| Value::Uuid(id.0)),
    }
}

modelled! {
    ZoneField: ZoneRecord, list_zones,
    |population, view| owned!(population, view, zones, |row| Some(row.zone.owner)),
    |row| {
        Id => Some(Value::Uuid(row.zone.id.0)),
        Key => text(&row.zone.key),
        Owner => Some(Value::Uuid(row.zone.owner.0)),
        Name => text(&row.zone.name),
        GatewayGroup => number(row.zone.gateway_group.0),
        VirtualHost => Some(Value::Bool(row.zone.virtual_host)),
        CreatedAt => time(row.zone.created_at),
        UpdatedAt => time(row.zone.updated_at),
    }
}

modelled! {
    PopField: Pop, list_pops,
    |population, view| owned!(population, view, pops, |_row| None),
    |row| {
        Id => number(row.id.0),
        Region => text(&row.region),
        Place => text(&row.place),
        Code => text(&row.code),
        Position => number(row.position.into()),
    }
}

modelled! {
    GatewayGroupField: GatewayGroup, list_gateway_groups,
    |population, view| owned!(population, view, gateway_groups, |_row| None),
    |row| {
        Id => number(row.id.0),
        Key => text(&row.key),
        Name => text(&row.name),
        Pop => number(row.placement.pop.0),
        Platform => text(row.placement.platform.as_str()),
        Environment => text(row.placement.environment.as_str()),
    }
}

modelled! {
    ServerField: ListedServer, list_servers,
    |population, view| owned!(population, view, servers, |_row| None),
    |row| {
        Id => number(row.0.id.0),
        Name => text(&row.0.name),
        Pop => number(row.0.placement.pop.0),
        Platform => text(row.0.placement.platform.as_str()),
        Environment => text(row.0.placement.environment.as_str()),
        Membership => text(row.0.membership.as_str()),
        LastSeenAt => row.0.last_seen_at.map(Value::Time),
    }
}

modelled! {
    PolicyField: PolicySummary, list_policies,
    |population, view| owned!(population, view, policies, |row| Some(row.account)),
    |row| {
        Id => number(row.id.0),
        Account => Some(Value::Uuid(row.account.0)),
        Name => text(&row.name),
        State => text(row.state.as_str()),
        Platform => text(row.platform.as_str()),
        CreatedAt => time(row.created_at),
        UpdatedAt => time(row.updated_at),
    }
}

modelled! {
    DeployRequestField: ListedDeployRequest, list_deploy_requests,
    |population, view| owned!(population, view, deploy_requests, |row| Some(row.0.account)),
    |row| {
        Id => number(row.0.id.0),
        Account => Some(Value::Uuid(row.0.account.0)),
        Policy => number(row.0.policy.0),
        Platform => text(row.0.platform.as_str()),
        Environment => text(row.0.environment.as_str()),
        State => text(row.0.state.as_str()),
        Submitter => number(row.0.submitter.0),
        CreatedAt => time(row.0.created_at),
        UpdatedAt => time(row.0.updated_at),
    }
}

modelled! {
    FulfillmentField: Fulfillment, list_fulfillments,
    |population, view| owned!(population, view, fulfillments, |row| Some(row.seller)),
    |row| {
        Id => Some(Value::Uuid(row.id.0)),
        Seller => Some(Value::Uuid(row.seller.0)),
        Kind => text(row.kind.as_str()),
        Status => text(row.status.as_str()),
        Account => row.account.map(|id| Value::Uuid(id.0)),
        ExternalAccountId => row.external_account_id.as_deref().and_then(text),
        User => text(&row.user),
        CreatedAt => time(row.created_at),
        UpdatedAt => time(row.updated_at),
    }
}

modelled! {
    EventField: Event, list_events,
    |population, view| owned!(population, view, events, |row| row.organization),
    |row| {
        Position => number(row.position),
        Organization => row.organization.map(|id| Value::Uuid(id.0)),
        Kind => text(&row.kind),
        Resource => text(row.resource.as_str()),
        ResourceId => text(&row.resource_id),
        CorrelationId => row.correlation_id.as_deref().and_then(text),
        RequestId => row.request_id.as_deref().and_then(text),
        At => Some(Value::Integer(row.at_micros)),
    }
}

modelled! {
    ClientField: ApiClient, list_clients,
    |population, view| owned!(population, view, clients, |row| row.organization),
    |row| {
        Id => text(&row.client_id),
        Organization => row.organization.map(|id| Value::Uuid(id.0)),
        Person => row.person.as_deref().and_then(text),
        CreatedAt => time(row.created_at),
        RevokedAt => row.revoked_at.map(Value::Time),
    }
}

modelled! {
    UserField: ListedUser, list_users,
    |population, view| {
        let users = population.users.iter().filter_map(|(user, roles)| {
            let mut seen = roles.clone();
            seen.retain(|role| population.sees(view, Some(role.organization)));
            let is_seen = !seen.is_empty() || population.sees(view, None);
            is_seen.then(|| (user.clone(), seen))
        });
        users.collect()
    },
    |row| {
        Id => number(row.0.id.0),
        Uuid => Some(Value::Uuid(row.0.uuid)),
        Email => text(&row.0.email),
        Name => text(&row.0.name),
        CreatedAt => time(row.0.created_at),
        RevokedAt => row.0.revoked_at.map(Value::Time),
    }
}
