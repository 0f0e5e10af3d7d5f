//! Business objects of any kind: how each is selected, told apart, ordered and read; and the reading of all of them.

use async_trait::async_trait;
use landfall_core::{
    id::{OrganizationId, Timestamp, UserId},
    model::{FulfillmentDetail, Grants, Item, ItemKind, Membership, MembershipGroup, RoleBinding},
};
use rusqlite::{Connection, Row};
use tokio::sync::mpsc::Sender;
use uuid::Uuid;

use super::{
    access, accounts, deploy, deployments, fleet, fulfillments, orders, policies, sites,
    subscriptions, zones,
};
use crate::{
    ItemReads, StoreError,
    sqlite::{
        SqliteStore,
        codec::{document, document_option, number, parsed, uuid},
        readers::Cost,
    },
};

/// How many objects are read before they are handed over.
const CHUNK: usize = 500;

/// How objects of one kind are read.
pub(in crate::sqlite) struct Shape {
    /// The statement up to its condition.
    pub(in crate::sqlite) select: &'static str,
    /// The condition that tells one of them from the others, over the parts of its key.
    pub(in crate::sqlite) key: &'static str,
    order: &'static str,
    /// An object from a row.
    pub(in crate::sqlite) read: fn(&Row<'_>) -> rusqlite::Result<Item>,
}

/// How objects of that kind are read.
#[expect(clippy::too_many_lines, reason = "a table")]
pub(in crate::sqlite) fn shape(kind: ItemKind) -> Shape {
    match kind {
        ItemKind::Tenant => Shape {
            select: "SELECT id, organization, settings, created_at FROM tenant",
            key: "id = ?",
            order: "id",
            read: |row| access::tenant(row).map(Item::Tenant),
        },
        ItemKind::Organization => Shape {
            select: "SELECT o.id, o.tenant, o.parent, o.kind, o.name, o.description, o.status, o.external_reference,
                o.vipmp_id, o.account_number, o.profile, o.created_at, o.updated_at FROM organization o",
            key: "o.id = ?",
            order: "o.rowid",
            read: |row| accounts::organization(row).map(Item::Organization),
        },
        ItemKind::Group => Shape {
            select: "SELECT tenant, vipmp_id, name, kind, created_at, large_agency FROM membership_group",
            key: "vipmp_id = ?",
            order: "vipmp_id",
            read: |row| group(row).map(Item::Group),
        },
        ItemKind::Membership => Shape {
            select: "SELECT customer, grp, role FROM membership",
            key: "customer = ?",
            order: "customer",
            read: |row| membership(row).map(Item::Membership),
        },
        ItemKind::Deployment => Shape {
            select: "SELECT vipmp_id, customer, address, status, created_at FROM deployment",
            key: "vipmp_id = ?",
            order: "vipmp_id",
            read: |row| deployments::deployment(row).map(Item::Deployment),
        },
        ItemKind::Pop => Shape {
            select: "SELECT id, tenant, region, place, code, latitude, longitude, position FROM pop",
            key: "id = ?",
            order: "id",
            read: |row| fleet::pop(row, 0).map(Item::Pop),
        },
        ItemKind::GatewayGroup => Shape {
            select: "SELECT id, tenant, key, name, pop, platform, environment, listeners, patterns FROM gateway_group",
            key: "id = ?",
            order: "id",
            read: |row| zones::gateway_group(row, 0).map(Item::GatewayGroup),
        },
        ItemKind::Zone => Shape {
            select: "SELECT z.id, z.tenant, z.key, z.owner, z.grants, z.name, z.description, z.location, z.gateway_group,
                z.address_override, z.random_host_name, z.host_name, z.virtual_host, z.access_points, z.associations,
                z.created_at, z.updated_at,
                (SELECT json_group_array(lower(hex(g.organization)) ORDER BY g.organization)
                 FROM zone_grant g WHERE g.zone = z.id) FROM zone z",
            key: "z.id = ?",
            order: "z.id",
            read: zone,
        },
        ItemKind::Offer => Shape {
            select: "SELECT tenant, sku, name, offered, updated_at FROM offer",
            key: "tenant = ? AND sku = ?",
            order: "tenant, sku",
            read: |row| orders::offer(row).map(Item::Offer),
        },
        ItemKind::User => Shape {
            select: "SELECT u.id, u.uuid, u.tenant, u.email, u.name, u.first_name, u.last_name, u.password_hash,
                u.created_at, u.revoked_at FROM user u",
            key: "u.id = ?",
            order: "u.id",
            read: |row| access::user(row, 0).map(Item::User),
        },
        ItemKind::Role => Shape {
            select: "SELECT user, organization, role FROM role_binding",
            key: "user = ? AND organization = ? AND role = ?",
            order: "user, organization, role",
            read: |row| role(row).map(Item::Role),
        },
        ItemKind::Client => Shape {
            select: "SELECT c.key, c.client_id, c.tenant, c.organization, c.description, c.person, c.grants,
                c.secret_hash, c.created_at, c.revoked_at FROM api_client c",
            key: "c.client_id = ?",
            order: "c.key",
            read: |row| access::client(row, 0).map(Item::Client),
        },
        ItemKind::Site => Shape {
            select: "SELECT s.id, s.tenant, s.account, s.origin, s.upstreams, s.created_at, s.updated_at,
                (SELECT json_group_array(json_array(c.id, c.hostname) ORDER BY c.id)
                 FROM edge_cname c WHERE c.site = s.id) FROM site s",
            key: "s.id = ?",
            order: "s.id",
            read: |row| sites::site_with_names(row).map(Item::Site),
        },
        ItemKind::Policy => Shape {
            select: "SELECT p.id, p.tenant, p.account, p.name, p.description, p.state, p.platform, p.created_at,
                p.updated_at, p.rules, p.history FROM policy p",
            key: "p.id = ?",
            order: "p.id",
            read: |row| policies::whole(row).map(Item::Policy),
        },
        ItemKind::Log => Shape {
            select: "SELECT id, tenant, platform, environment, epoch, head, floor FROM change_log",
            key: "id = ?",
            order: "id",
            read: |row| fleet::log(row).map(Item::Log),
        },
        ItemKind::Server => Shape {
            select: "SELECT id, tenant, name, pop, platform, environment, membership, cursor_epoch, cursor_revision,
                counted_epoch, counted_revision, last_seen_at FROM server",
            key: "id = ?",
            order: "id",
            read: |row| fleet::server(row).map(Item::Server),
        },
        ItemKind::Exception => Shape {
            select: "SELECT server, slot, running FROM server_exception",
            key: "server = ? AND slot = ?",
            order: "server, slot",
            read: |row| fleet::exception(row).map(Item::Exception),
        },
        ItemKind::DeployRequest => Shape {
            select: "SELECT id, tenant, account, policy, platform, environment, state, message, submitter, history,
                created_at, updated_at FROM deploy_request",
            key: "id = ?",
            order: "id",
            read: |row| deploy::request(row).map(Item::DeployRequest),
        },
        ItemKind::Release => Shape {
            select: "SELECT request, generation, log, slot, revision, pops, rolled_back_at FROM release",
            key: "request = ? AND revision = ?",
            order: "request, revision",
            read: |row| deploy::release(row).map(Item::Release),
        },
        ItemKind::Fulfillment => Shape {
            select: "SELECT id, tenant, seller, kind, status, account, external_account_id, user, created_at, updated_at,
                request, failure FROM fulfillment",
            key: "id = ?",
            order: "tenant, created_at, id",
            read: |row| fulfillment(row).map(Item::Fulfillment),
        },
        ItemKind::Subscription => Shape {
            select: "SELECT s.id, s.account, s.sku, s.quantity, s.trial_ends_at, s.ordered_at, s.ended_at, s.fulfillment
                FROM subscription s",
            key: "s.id = ?",
            order: "s.id",
            read: |row| subscriptions::line(row).map(Item::Subscription),
        },
    }
}

fn group(row: &Row<'_>) -> rusqlite::Result<MembershipGroup> {
    Ok(MembershipGroup {
        tenant: parsed(row, 0)?,
        vipmp_id: parsed(row, 1)?,
        name: row.get(2)?,
        kind: parsed(row, 3)?,
        created_at: Timestamp::from_seconds(number(row, 4)?),
        large_agency: document_option(row, 5)?,
    })
}

fn membership(row: &Row<'_>) -> rusqlite::Result<Membership> {
    Ok(Membership {
        customer: OrganizationId(uuid(row, 0)?),
        group: parsed(row, 1)?,
        role: parsed(row, 2)?,
    })
}

fn role(row: &Row<'_>) -> rusqlite::Result<RoleBinding> {
    Ok(RoleBinding {
        user: UserId(number(row, 0)?),
        organization: OrganizationId(uuid(row, 1)?),
        role: parsed(row, 2)?,
    })
}

fn zone(row: &Row<'_>) -> rusqlite::Result<Item> {
    let mut zone = zones::zone(row)?;
    let grants: String = row.get(4)?;
    if grants == "some" {
        let named: Vec<Uuid> = document(row, 17)?;
        zone.grants = Grants::Some(named.into_iter().map(OrganizationId).collect());
    }
    Ok(Item::Zone(zone))
}

fn fulfillment(row: &Row<'_>) -> rusqlite::Result<FulfillmentDetail> {
    Ok(FulfillmentDetail {
        fulfillment: fulfillments::fulfillment(row)?,
        request: row.get(10)?,
        failure: document_option(row, 11)?,
    })
}

/// Sends every object of a kind; false when nobody receives any more.
fn send(
    connection: &Connection,
    kind: ItemKind,
    to: &Sender<Vec<Item>>,
) -> Result<bool, StoreError> {
    let shape = shape(kind);
    let sql = format!("{} ORDER BY {}", shape.select, shape.order);
    let mut statement = connection.prepare(&sql)?;
    let mut rows = statement.query([])?;
    let mut chunk = Vec::with_capacity(CHUNK);
    while let Some(row) = rows.next()? {
        chunk.push((shape.read)(row)?);
        if chunk.len() == CHUNK {
            let full = std::mem::replace(&mut chunk, Vec::with_capacity(CHUNK));
            if to.blocking_send(full).is_err() {
                return Ok(false);
            }
        }
    }
    Ok(chunk.is_empty() || to.blocking_send(chunk).is_ok())
}

#[async_trait]
impl ItemReads for SqliteStore {
    async fn items(&self, to: Sender<Vec<Item>>) -> Result<(), StoreError> {
        self.readers
            .read(Cost::Whole, move |connection| {
                for &kind in ItemKind::ALL {
                    if !send(connection, kind, &to)? {
                        break;
                    }
                }
                Ok(())
            })
            .await
    }
}
