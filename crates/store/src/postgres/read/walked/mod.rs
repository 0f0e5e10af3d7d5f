//! Lists that are walked by key.

mod page;

use async_trait::async_trait;
use landfall_core::{
    id::{
        AccountNumber, DeployRequestId, Generation, LogId, OrganizationId, PopId, Revision, UserId,
    },
    model::{
        ApiClient, Customer, Deployment, Event, Fulfillment, GatewayGroup, Organization,
        PolicySummary, Pop, Release, Role, RoleBinding, Subscription, View, ZoneRecord,
    },
};
use serde::Deserialize;
use tokio_postgres::Row;
use uuid::Uuid;

use super::{
    access::{client, user},
    accounts::{by_name, customer, organization},
    admin::event,
    deploy::request,
    deployments::deployment,
    fleet::{pop, server},
    fulfillments::fulfillment,
    policies::summary,
    root,
    subscriptions::line,
    zones::{gateway_group, record},
};
use crate::{
    ListingReads, StoreError,
    listing::{
        ClientField, Condition, CustomerField, CustomerName, DeployRequestField, DeploymentField,
        EventField, FulfillmentField, GatewayGroupField, ListedDeployRequest, ListedPage,
        ListedServer, ListedUser, Listing, Operator, OrganizationField, PolicyField, PopField,
        ServerField, SubscriptionField, UserField, Value, ZoneField,
    },
    postgres::{PostgresStore, codec::document},
    walk::columns,
};

/// Whom a zone with a list of grants names, behind a zone's columns.
const NAMED: &str =
    ", ARRAY(SELECT n.organization FROM zone_grant n WHERE n.zone = z.id ORDER BY n.organization)";
/// The slots in which a server runs something else than its cursor says, behind a server's columns.
const EXCEPTIONS: &str =
    ", (SELECT coalesce(json_agg(json_build_array(x.slot, x.running) ORDER BY x.slot), '[]')::text
   FROM server_exception x WHERE x.server = s.id)";
const EXCEPTIONS_COLUMN: usize = 12;
/// What a deploy request released, behind its columns.
const RELEASES: &str = ", (SELECT coalesce(json_agg(json_build_array(
     l.generation, l.log, l.slot, l.revision, l.pops, l.rolled_back_at) ORDER BY l.revision), '[]')::text
   FROM release l WHERE l.request = r.id)";
const RELEASES_COLUMN: usize = 12;
/// A user's roles, behind its columns.
const ROLES: &str = ", (SELECT coalesce(json_agg(json_build_array(b.organization, b.role)
     ORDER BY b.role, b.organization), '[]')::text
   FROM role_binding b WHERE b.\"user\" = u.id AND EXISTS (
     SELECT 1 FROM organization_closure v WHERE v.descendant = b.organization AND v.ancestor = {root}))";
const ROLES_COLUMN: usize = 10;

/// A release as [`RELEASES`] has it.
#[derive(Deserialize)]
struct Released(
    Generation,
    LogId,
    AccountNumber,
    Revision,
    Option<String>,
    Option<Revision>,
);

impl Released {
    fn of(self, request: DeployRequestId) -> Result<Release, StoreError> {
        let Self(generation, log, slot, revision, pops, rolled_back_at) = self;
        let pops: Option<Vec<PopId>> = pops
            .map(|pops| serde_json::from_str(&pops))
            .transpose()
            .map_err(|error| StoreError::Corrupt(format!("column pops: {error}")))?;
        Ok(Release {
            request,
            generation,
            log,
            slot,
            revision,
            pops,
            rolled_back_at,
        })
    }
}

fn subscription(row: &Row) -> Result<Subscription, StoreError> {
    line(row, 0)?.ok_or_else(|| StoreError::Corrupt("a service line has no id".to_owned()))
}

fn with_exceptions(row: &Row) -> Result<ListedServer, StoreError> {
    let exceptions: Vec<(AccountNumber, Revision)> = document(row, EXCEPTIONS_COLUMN)?;
    Ok((server(row)?, exceptions))
}

fn with_releases(row: &Row) -> Result<ListedDeployRequest, StoreError> {
    let request = request(row)?;
    let found: Vec<Released> = document(row, RELEASES_COLUMN)?;
    let releases = found.into_iter().map(|each| each.of(request.id));
    let releases = releases.collect::<Result<_, _>>()?;
    Ok((request, releases))
}

fn with_roles(row: &Row) -> Result<ListedUser, StoreError> {
    let user = user(row, 0)?;
    let roles: Vec<(Uuid, Role)> = document(row, ROLES_COLUMN)?;
    let id: UserId = user.id;
    let roles = roles.into_iter().map(|(organization, role)| RoleBinding {
        user: id,
        organization: OrganizationId(organization),
        role,
    });
    Ok((user, roles.collect()))
}

#[async_trait]
impl ListingReads for PostgresStore {
    async fn list_organizations(
        &self,
        listing: &Listing<OrganizationField>,
    ) -> Result<ListedPage<Organization>, StoreError> {
        self.walk(listing, columns::ORGANIZATION, organization)
            .await
    }

    async fn list_customers(
        &self,
        listing: &Listing<CustomerField>,
    ) -> Result<ListedPage<Customer>, StoreError> {
        self.walk(listing, columns::CUSTOMER, customer).await
    }

    async fn customer_named(
        &self,
        view: &View,
        name: &CustomerName,
    ) -> Result<Option<Customer>, StoreError> {
        let (tenant, root) = (view.tenant.as_str(), root(view));
        let sql = by_name(name);
        let found = match name {
            CustomerName::Id(id) => self.row(sql, &[&id.0, &tenant, &root]).await?,
            CustomerName::Vipmp(id) => self.row(sql, &[&id.as_str(), &tenant, &root]).await?,
            CustomerName::Account(id) => self.row(sql, &[&id.as_str(), &tenant, &root]).await?,
        };
        found.as_ref().map(customer).transpose()
    }

    async fn list_deployments(
        &self,
        listing: &Listing<DeploymentField>,
    ) -> Result<ListedPage<Deployment>, StoreError> {
        self.walk(listing, columns::DEPLOYMENT, |row| deployment(row, 0))
            .await
    }

    async fn list_subscriptions(
        &self,
        listing: &Listing<SubscriptionField>,
    ) -> Result<ListedPage<Subscription>, StoreError> {
        self.walk(listing, columns::SUBSCRIPTION, subscription)
            .await
    }

    async fn list_zones(
        &self,
        listing: &Listing<ZoneField>,
    ) -> Result<ListedPage<ZoneRecord>, StoreError> {
        let columns = format!("{}{NAMED}", columns::ZONE);
        self.walk(listing, &columns, record).await
    }

    async fn list_pops(&self, listing: &Listing<PopField>) -> Result<ListedPage<Pop>, StoreError> {
        self.walk(listing, columns::POP, |row| pop(row, 0)).await
    }

    async fn list_gateway_groups(
        &self,
        listing: &Listing<GatewayGroupField>,
    ) -> Result<ListedPage<GatewayGroup>, StoreError> {
        self.walk(listing, columns::GATEWAY_GROUP, |row| gateway_group(row, 0))
            .await
    }

    async fn list_servers(
        &self,
        listing: &Listing<ServerField>,
    ) -> Result<ListedPage<ListedServer>, StoreError> {
        let columns = format!("{}{EXCEPTIONS}", columns::SERVER);
        self.walk(listing, &columns, with_exceptions).await
    }

    async fn list_policies(
        &self,
        listing: &Listing<PolicyField>,
    ) -> Result<ListedPage<PolicySummary>, StoreError> {
        self.walk(listing, columns::POLICY, |row| summary(row, 0))
            .await
    }

    async fn list_deploy_requests(
        &self,
        listing: &Listing<DeployRequestField>,
    ) -> Result<ListedPage<ListedDeployRequest>, StoreError> {
        let columns = format!("{}{RELEASES}", columns::DEPLOY_REQUEST);
        self.walk(listing, &columns, with_releases).await
    }

    async fn list_fulfillments(
        &self,
        listing: &Listing<FulfillmentField>,
    ) -> Result<ListedPage<Fulfillment>, StoreError> {
        self.walk(listing, columns::FULFILLMENT, fulfillment).await
    }

    async fn list_events(
        &self,
        listing: &Listing<EventField>,
    ) -> Result<ListedPage<Event>, StoreError> {
        let settled = self.settled_after(0).await?;
        let mut listing = listing.clone();
        listing.conditions.push(Condition {
            field: EventField::Position,
            operator: Operator::LessOrEqual,
            values: vec![Value::Integer(settled)],
        });
        self.walk(&listing, columns::EVENT, event).await
    }

    async fn list_clients(
        &self,
        listing: &Listing<ClientField>,
    ) -> Result<ListedPage<ApiClient>, StoreError> {
        self.walk(listing, columns::CLIENT, |row| client(row, 0))
            .await
    }

    async fn list_users(
        &self,
        listing: &Listing<UserField>,
    ) -> Result<ListedPage<ListedUser>, StoreError> {
        let columns = format!("{}{ROLES}", columns::USER);
        self.walk(listing, &columns, with_roles).await
    }
}
