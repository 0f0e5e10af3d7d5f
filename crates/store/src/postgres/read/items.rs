//! Business objects of any kind: how each is selected, told apart, ordered and read; and the reading of all of them.

use async_trait::async_trait;
use landfall_core::{
    id::{OrganizationId, UserId},
    model::{FulfillmentDetail, Item, ItemKind, Membership, MembershipGroup, RoleBinding},
};
use tokio::sync::mpsc::Sender;
use tokio_postgres::{IsolationLevel, Row};

use super::{
    access, accounts, deploy, deployments, fleet, fulfillments, orders, policies, sites,
    subscriptions, zones,
};
use crate::{
    ItemReads, StoreError,
    postgres::{
        PostgresStore,
        codec::{document_option, get, moment, number, parsed},
    },
};

/// How many objects are fetched before they are handed over.
const CHUNK: i32 = 500;

/// How objects of one kind are read.
pub(in crate::postgres) struct Shape {
    /// The statement up to its condition.
    pub(in crate::postgres) select: &'static str,
    /// The condition that tells one of them from the others, over the parts of its key.
    pub(in crate::postgres) key: &'static str,
    order: &'static str,
    /// An object from a row.
    pub(in crate::postgres) read: fn(&Row) -> Result<Item, StoreError>,
}

/// How objects of that kind are read.
#[expect(clippy::too_many_lines, reason = "a table")]
pub(in crate::postgres) fn shape(kind: ItemKind) -> Shape {
    match kind {
        ItemKind::Tenant => Shape {
            select: "SELECT id, organization, settings, created_at FROM tenant",
            key: "id = $1",
            order: "id",
            read: |row| access::tenant(row).map(Item::Tenant),
        },
        ItemKind::Organization => Shape {
            select: "SELECT o.id, o.tenant, o.parent, o.kind, o.name, o.description, o.status, o.external_reference,
                o.vipmp_id, o.account_number, o.profile, o.created_at, o.updated_at FROM organization o",
            key: "o.id = $1",
            order: "o.added",
            read: |row| accounts::organization(row).map(Item::Organization),
        },
        ItemKind::Group => Shape {
            select: "SELECT tenant, vipmp_id, name, kind, created_at, large_agency FROM membership_group",
            key: "vipmp_id = $1",
            order: "vipmp_id",
            read: |row| group(row).map(Item::Group),
        },
        ItemKind::Membership => Shape {
            select: "SELECT customer, grp, role FROM membership",
            key: "customer = $1",
            order: "customer",
            read: |row| membership(row).map(Item::Membership),
        },
        ItemKind::Deployment => Shape {
            select: "SELECT vipmp_id, customer, address, status, created_at FROM deployment",
            key: "vipmp_id = $1",
            order: "vipmp_id",
            read: |row| deployments::deployment(row, 0).map(Item::Deployment),
        },
        ItemKind::Pop => Shape {
            select: "SELECT id, tenant, region, place, code, latitude, longitude, position FROM pop",
            key: "id = $1",
            order: "id",
            read: |row| fleet::pop(row, 0).map(Item::Pop),
        },
        ItemKind::GatewayGroup => Shape {
            select: "SELECT id, tenant, key, name, pop, platform, environment, listeners, patterns FROM gateway_group",
            key: "id = $1",
            order: "id",
            read: |row| zones::gateway_group(row, 0).map(Item::GatewayGroup),
        },
        ItemKind::Zone => Shape {
            select: "SELECT z.id, z.tenant, z.key, z.owner, z.grants, z.name, z.description, z.location, z.gateway_group,
                z.address_override, z.random_host_name, z.host_name, z.virtual_host, z.access_points, z.associations,
                z.created_at, z.updated_at,
                ARRAY(SELECT g.organization FROM zone_grant g WHERE g.zone = z.id ORDER BY g.organization) FROM zone z",
            key: "z.id = $1",
            order: "z.id",
            read: |row| zones::zone(row, 17).map(Item::Zone),
        },
        ItemKind::Offer => Shape {
            select: "SELECT tenant, sku, name, offered, updated_at FROM offer",
            key: "tenant = $1 AND sku = $2",
            order: "tenant, sku",
            read: |row| orders::offer(row).map(Item::Offer),
        },
        ItemKind::User => Shape {
            select: "SELECT u.id, u.uuid, u.tenant, u.email, u.name, u.first_name, u.last_name, u.password_hash,
                u.created_at, u.revoked_at FROM \"user\" u",
            key: "u.id = $1",
            order: "u.id",
            read: |row| access::user(row, 0).map(Item::User),
        },
        ItemKind::Role => Shape {
            select: "SELECT \"user\", organization, role FROM role_binding",
            key: "\"user\" = $1 AND organization = $2 AND role = $3",
            order: "\"user\", organization, role",
            read: |row| role(row).map(Item::Role),
        },
        ItemKind::Client => Shape {
            select: "SELECT c.key, c.client_id, c.tenant, c.organization, c.description, c.person, c.grants,
                c.secret_hash, c.created_at, c.revoked_at FROM api_client c",
            key: "c.client_id = $1",
            order: "c.key",
            read: |row| access::client(row, 0).map(Item::Client),
        },
        ItemKind::Site => Shape {
            select: "SELECT s.id, s.tenant, s.account, s.origin, s.upstreams, s.created_at, s.updated_at,
                (SELECT coalesce(json_agg(json_build_array(c.id, c.hostname) ORDER BY c.id), '[]')::text
                 FROM edge_cname c WHERE c.site = s.id) FROM site s",
            key: "s.id = $1",
            order: "s.id",
            read: |row| sites::site_with_names(row).map(Item::Site),
        },
        ItemKind::Policy => Shape {
            select: "SELECT p.id, p.tenant, p.account, p.name, p.description, p.state, p.platform, p.created_at,
                p.updated_at, p.rules, p.history FROM policy p",
            key: "p.id = $1",
            order: "p.id",
            read: |row| policies::policy(row).map(Item::Policy),
        },
        ItemKind::Log => Shape {
            select: "SELECT id, tenant, platform, environment, epoch, head, floor FROM change_log",
            key: "id = $1",
            order: "id",
            read: |row| fleet::log(row).map(Item::Log),
        },
        ItemKind::Server => Shape {
            select: "SELECT id, tenant, name, pop, platform, environment, membership, cursor_epoch, cursor_revision,
                counted_epoch, counted_revision, last_seen_at FROM server",
            key: "id = $1",
            order: "id",
            read: |row| fleet::server(row).map(Item::Server),
        },
        ItemKind::Exception => Shape {
            select: "SELECT server, slot, running FROM server_exception",
            key: "server = $1 AND slot = $2",
            order: "server, slot",
            read: |row| fleet::exception(row).map(Item::Exception),
        },
        ItemKind::DeployRequest => Shape {
            select: "SELECT id, tenant, account, policy, platform, environment, state, message, submitter, history,
                created_at, updated_at FROM deploy_request",
            key: "id = $1",
            order: "id",
            read: |row| deploy::request(row).map(Item::DeployRequest),
        },
        ItemKind::Release => Shape {
            select: "SELECT request, generation, log, slot, revision, pops, rolled_back_at FROM release",
            key: "request = $1 AND revision = $2",
            order: "request, revision",
            read: |row| deploy::release(row, 0).map(Item::Release),
        },
        ItemKind::Fulfillment => Shape {
            select: "SELECT id, tenant, seller, kind, status, account, external_account_id, \"user\", created_at,
                updated_at, request, failure FROM fulfillment",
            key: "id = $1",
            order: "tenant, created_at, id",
            read: |row| fulfillment(row).map(Item::Fulfillment),
        },
        ItemKind::Subscription => Shape {
            select: "SELECT s.id, s.account, s.sku, s.quantity, s.trial_ends_at, s.ordered_at, s.ended_at, s.fulfillment
                FROM subscription s",
            key: "s.id = $1",
            order: "s.id",
            read: subscription,
        },
    }
}

fn group(row: &Row) -> Result<MembershipGroup, StoreError> {
    Ok(MembershipGroup {
        tenant: parsed(row, 0)?,
        vipmp_id: parsed(row, 1)?,
        name: get(row, 2)?,
        kind: parsed(row, 3)?,
        created_at: moment(row, 4)?,
        large_agency: document_option(row, 5)?,
    })
}

fn membership(row: &Row) -> Result<Membership, StoreError> {
    Ok(Membership {
        customer: OrganizationId(get(row, 0)?),
        group: parsed(row, 1)?,
        role: parsed(row, 2)?,
    })
}

fn role(row: &Row) -> Result<RoleBinding, StoreError> {
    Ok(RoleBinding {
        user: UserId(number(row, 0)?),
        organization: OrganizationId(get(row, 1)?),
        role: parsed(row, 2)?,
    })
}

fn fulfillment(row: &Row) -> Result<FulfillmentDetail, StoreError> {
    Ok(FulfillmentDetail {
        fulfillment: fulfillments::fulfillment(row)?,
        request: get(row, 10)?,
        failure: document_option(row, 11)?,
    })
}

fn subscription(row: &Row) -> Result<Item, StoreError> {
    let line = subscriptions::line(row, 0)?;
    line.map(Item::Subscription)
        .ok_or_else(|| StoreError::Corrupt("a service line without an id".to_owned()))
}

#[async_trait]
impl ItemReads for PostgresStore {
    async fn items(&self, to: Sender<Vec<Item>>) -> Result<(), StoreError> {
        let connections = &self.0.connections;
        let mut patience = connections.patience();
        let mut connection = connections.get(&mut patience).await?;
        let snapshot = connection
            .build_transaction()
            .isolation_level(IsolationLevel::RepeatableRead)
            .read_only(true)
            .start()
            .await?;
        // It lasts as long as its reader takes, which may be somebody with a slow disk.
        snapshot
            .batch_execute(
                "SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0",
            )
            .await?;
        for &kind in ItemKind::ALL {
            let shape = shape(kind);
            let statement = snapshot
                .prepare(&format!("{} ORDER BY {}", shape.select, shape.order))
                .await?;
            let portal = snapshot.bind(&statement, &[]).await?;
            loop {
                let rows = snapshot.query_portal(&portal, CHUNK).await?;
                if rows.is_empty() {
                    break;
                }
                let items = rows.iter().map(shape.read);
                if to.send(items.collect::<Result<_, _>>()?).await.is_err() {
                    return Ok(());
                }
            }
        }
        snapshot.commit().await?;
        Ok(())
    }
}
