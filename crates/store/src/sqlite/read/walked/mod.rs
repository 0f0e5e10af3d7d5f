//! Lists that are walked by key.

mod page;
#[cfg(test)]
mod tests;

use async_trait::async_trait;
use landfall_core::{
    id::{OrganizationId, Revision, UserId},
    model::{
        ApiClient, Customer, Deployment, Event, Fulfillment, GatewayGroup, Grants, Organization,
        PolicySummary, Pop, Release, RoleBinding, Subscription, View, ZoneRecord,
    },
};
use rusqlite::{Connection, OptionalExtension, params};

use self::page::page;
use super::{
    access::{client, user},
    accounts::{by_name, customer, organization},
    admin::event,
    deploy::{releases, request},
    deployments::deployment,
    fleet::{pop, server},
    fulfillments::fulfillment,
    policies::summary,
    root,
    subscriptions::line,
    zones::{gateway_group, named_grants, record},
};
use crate::{
    ListingReads, StoreError,
    listing::{
        ClientField, CustomerField, CustomerName, DeployRequestField, DeploymentField, EventField,
        FulfillmentField, GatewayGroupField, ListedDeployRequest, ListedPage, ListedServer,
        ListedUser, Listing, OrganizationField, PolicyField, PopField, ServerField,
        SubscriptionField, UserField, ZoneField,
    },
    sqlite::{
        SqliteStore,
        codec::{number, parsed, uuid},
    },
    walk::columns,
};

/// The slots in which a server runs something else than its cursor says.
fn exceptions(
    connection: &Connection,
    server: u64,
) -> Result<Vec<(landfall_core::id::AccountNumber, Revision)>, StoreError> {
    let found = connection
        .prepare_cached(
            "SELECT slot, running FROM server_exception WHERE server = ? ORDER BY slot",
        )?
        .query_map([server], |row| {
            Ok((parsed(row, 0)?, Revision(number(row, 1)?)))
        })?
        .collect::<Result<_, _>>()?;
    Ok(found)
}

/// The roles that a user has in view.
fn roles(
    connection: &Connection,
    view: &View,
    user: UserId,
) -> Result<Vec<RoleBinding>, StoreError> {
    let found = connection
        .prepare_cached(
            "SELECT b.organization, b.role FROM role_binding b
             WHERE b.user = ?1 AND (?2 IS NULL OR EXISTS (
               SELECT 1 FROM organization_closure v WHERE v.descendant = b.organization AND v.ancestor = ?2))
             ORDER BY b.role, b.organization",
        )?
        .query_map(params![user.0, root(view)], |row| {
            Ok(RoleBinding {
                user,
                organization: OrganizationId(uuid(row, 0)?),
                role: parsed(row, 1)?,
            })
        })?
        .collect::<Result<_, _>>()?;
    Ok(found)
}

fn with<T, U>(
    page: ListedPage<T>,
    add: impl FnMut(T) -> Result<U, StoreError>,
) -> Result<ListedPage<U>, StoreError> {
    Ok(ListedPage {
        items: page.items.into_iter().map(add).collect::<Result<_, _>>()?,
        next: page.next,
    })
}

#[async_trait]
impl ListingReads for SqliteStore {
    async fn list_organizations(
        &self,
        listing: &Listing<OrganizationField>,
    ) -> Result<ListedPage<Organization>, StoreError> {
        self.walk(listing, |connection, listing| {
            page(connection, listing, columns::ORGANIZATION, organization)
        })
        .await
    }

    async fn list_customers(
        &self,
        listing: &Listing<CustomerField>,
    ) -> Result<ListedPage<Customer>, StoreError> {
        self.walk(listing, |connection, listing| {
            page(connection, listing, columns::CUSTOMER, customer)
        })
        .await
    }

    async fn customer_named(
        &self,
        view: &View,
        name: &CustomerName,
    ) -> Result<Option<Customer>, StoreError> {
        let parameters = |name: &dyn rusqlite::ToSql, connection: &Connection, sql| {
            let parameters = params![name, view.tenant.as_str(), root(view)];
            let found = connection
                .prepare_cached(sql)?
                .query_row(parameters, customer)
                .optional()?;
            Ok(found)
        };
        self.readers.point(|connection| {
            let sql = by_name(name);
            match name {
                CustomerName::Id(id) => parameters(id.0.as_bytes(), connection, sql),
                CustomerName::Vipmp(id) => parameters(&id.as_str(), connection, sql),
                CustomerName::Account(id) => parameters(&id.as_str(), connection, sql),
            }
        })
    }

    async fn list_deployments(
        &self,
        listing: &Listing<DeploymentField>,
    ) -> Result<ListedPage<Deployment>, StoreError> {
        self.walk(listing, |connection, listing| {
            page(connection, listing, columns::DEPLOYMENT, deployment)
        })
        .await
    }

    async fn list_subscriptions(
        &self,
        listing: &Listing<SubscriptionField>,
    ) -> Result<ListedPage<Subscription>, StoreError> {
        self.walk(listing, |connection, listing| {
            page(connection, listing, columns::SUBSCRIPTION, line)
        })
        .await
    }

    async fn list_zones(
        &self,
        listing: &Listing<ZoneField>,
    ) -> Result<ListedPage<ZoneRecord>, StoreError> {
        self.walk(listing, |connection, listing| {
            let zones = page(connection, listing, columns::ZONE, record)?;
            with(zones, |(mut record, is_named)| {
                if is_named {
                    let named = named_grants(connection, record.zone.id)?;
                    record.zone.grants = Grants::Some(named);
                }
                Ok(record)
            })
        })
        .await
    }

    async fn list_pops(&self, listing: &Listing<PopField>) -> Result<ListedPage<Pop>, StoreError> {
        self.walk(listing, |connection, listing| {
            page(connection, listing, columns::POP, |row| pop(row, 0))
        })
        .await
    }

    async fn list_gateway_groups(
        &self,
        listing: &Listing<GatewayGroupField>,
    ) -> Result<ListedPage<GatewayGroup>, StoreError> {
        self.walk(listing, |connection, listing| {
            page(connection, listing, columns::GATEWAY_GROUP, |row| {
                gateway_group(row, 0)
            })
        })
        .await
    }

    async fn list_servers(
        &self,
        listing: &Listing<ServerField>,
    ) -> Result<ListedPage<ListedServer>, StoreError> {
        self.walk(listing, |connection, listing| {
            let servers = page(connection, listing, columns::SERVER, server)?;
            with(servers, |server| {
                let exceptions = exceptions(connection, server.id.0)?;
                Ok((server, exceptions))
            })
        })
        .await
    }

    async fn list_policies(
        &self,
        listing: &Listing<PolicyField>,
    ) -> Result<ListedPage<PolicySummary>, StoreError> {
        self.walk(listing, |connection, listing| {
            page(connection, listing, columns::POLICY, |row| summary(row, 0))
        })
        .await
    }

    async fn list_deploy_requests(
        &self,
        listing: &Listing<DeployRequestField>,
    ) -> Result<ListedPage<ListedDeployRequest>, StoreError> {
        self.walk(listing, |connection, listing| {
            let requests = page(connection, listing, columns::DEPLOY_REQUEST, request)?;
            with(requests, |request| {
                let releases: Vec<Release> = releases(connection, request.id)?;
                Ok((request, releases))
            })
        })
        .await
    }

    async fn list_fulfillments(
        &self,
        listing: &Listing<FulfillmentField>,
    ) -> Result<ListedPage<Fulfillment>, StoreError> {
        self.walk(listing, |connection, listing| {
            page(connection, listing, columns::FULFILLMENT, fulfillment)
        })
        .await
    }

    async fn list_events(
        &self,
        listing: &Listing<EventField>,
    ) -> Result<ListedPage<Event>, StoreError> {
        self.walk(listing, |connection, listing| {
            page(connection, listing, columns::EVENT, event)
        })
        .await
    }

    async fn list_clients(
        &self,
        listing: &Listing<ClientField>,
    ) -> Result<ListedPage<ApiClient>, StoreError> {
        self.walk(listing, |connection, listing| {
            page(connection, listing, columns::CLIENT, |row| client(row, 0))
        })
        .await
    }

    async fn list_users(
        &self,
        listing: &Listing<UserField>,
    ) -> Result<ListedPage<ListedUser>, StoreError> {
        self.walk(listing, |connection, listing| {
            let users = page(connection, listing, columns::USER, |row| user(row, 0))?;
            with(users, |user| {
                let roles = roles(connection, &listing.view, user.id)?;
                Ok((user, roles))
            })
        })
        .await
    }
}
