//! Deployment zones and the gateway groups behind them.

use async_trait::async_trait;
use landfall_core::{
    id::{GatewayGroupId, OrganizationId, PopId, TenantId, Timestamp, ZoneId},
    model::{GatewayGroup, Grants, Placement, Status, Zone, ZoneRecord},
};
use rusqlite::{Connection, OptionalExtension as _, Row, params};

use super::fleet::pop;
use crate::{
    StoreError, ZoneReads, Zones,
    sqlite::{
        SqliteStore,
        codec::{document, document_option, number, parsed, uuid},
    },
};

/// A zone `z` with its gateway group `w`.
macro_rules! record_columns {
    () => {
        "z.id, z.tenant, z.key, z.owner, z.grants, z.name, z.description, z.location, z.gateway_group,
      z.address_override, z.random_host_name, z.host_name, z.virtual_host, z.access_points, z.associations,
      z.created_at, z.updated_at,
      w.id, w.tenant, w.key, w.name, w.pop, w.platform, w.environment, w.listeners, w.patterns"
    };
}

/// Zones of the organization, and those that an organization above it grants to it.
const GRANTED: &str = concat!(
    "SELECT ",
    record_columns!(),
    " FROM organization_closure above
    JOIN zone z ON z.owner = above.ancestor
    JOIN gateway_group w ON w.id = z.gateway_group
    WHERE above.descendant = ?1 AND z.tenant = ?2 AND (
      above.depth = 0 OR z.grants = 'all' OR (z.grants = 'some' AND EXISTS (
        SELECT 1 FROM zone_grant g
        JOIN organization_closure named ON named.ancestor = g.organization AND named.descendant = ?1
        JOIN organization_closure offer ON offer.ancestor = z.owner AND offer.descendant = g.organization
        WHERE g.zone = z.id)))"
);
const ONE: &str = concat!(
    "SELECT ",
    record_columns!(),
    " FROM zone z JOIN gateway_group w ON w.id = z.gateway_group WHERE z.id = ?"
);
const GATEWAY_COLUMN: usize = 17;

pub(super) fn gateway_group(row: &Row<'_>, first: usize) -> rusqlite::Result<GatewayGroup> {
    Ok(GatewayGroup {
        id: GatewayGroupId(number(row, first)?),
        tenant: parsed(row, first + 1)?,
        key: row.get(first + 2)?,
        name: row.get(first + 3)?,
        placement: Placement {
            pop: PopId(number(row, first + 4)?),
            platform: parsed(row, first + 5)?,
            environment: parsed(row, first + 6)?,
        },
        listeners: document(row, first + 7)?,
        patterns: document(row, first + 8)?,
    })
}

/// A zone from the first columns of [`GRANTED`], whose grants are read apart if it names some.
pub(super) fn zone(row: &Row<'_>) -> rusqlite::Result<Zone> {
    let grants: String = row.get(4)?;
    Ok(Zone {
        id: ZoneId(uuid(row, 0)?),
        tenant: parsed(row, 1)?,
        key: row.get(2)?,
        owner: OrganizationId(uuid(row, 3)?),
        grants: if grants == "all" {
            Grants::All
        } else {
            Grants::None
        },
        name: row.get(5)?,
        description: row.get(6)?,
        location: row.get(7)?,
        gateway_group: GatewayGroupId(number(row, 8)?),
        address_override: parsed(row, 9)?,
        random_host_name: parsed(row, 10)?,
        host_name: row.get(11)?,
        virtual_host: row.get(12)?,
        access_points: document_option(row, 13)?,
        associations: document(row, 14)?,
        created_at: Timestamp::from_seconds(number(row, 15)?),
        updated_at: Timestamp::from_seconds(number(row, 16)?),
    })
}

pub(super) fn record(row: &Row<'_>) -> rusqlite::Result<(ZoneRecord, bool)> {
    let grants: String = row.get(4)?;
    let zone = zone(row)?;
    let gateway_group = gateway_group(row, GATEWAY_COLUMN)?;
    let record = ZoneRecord {
        zone,
        gateway_group,
    };
    Ok((record, grants == "some"))
}

/// Which organizations a zone with a list of grants names.
pub(super) fn named_grants(
    connection: &Connection,
    zone: ZoneId,
) -> Result<Vec<OrganizationId>, StoreError> {
    let named = connection
        .prepare_cached("SELECT organization FROM zone_grant WHERE zone = ? ORDER BY organization")?
        .query_map([zone.0.as_bytes()], |row| uuid(row, 0).map(OrganizationId))?
        .collect::<Result<_, _>>()?;
    Ok(named)
}

/// The record with the organizations that it names, if it names some.
fn whole(
    connection: &Connection,
    (mut record, is_named): (ZoneRecord, bool),
) -> Result<ZoneRecord, StoreError> {
    if is_named {
        record.zone.grants = Grants::Some(named_grants(connection, record.zone.id)?);
    }
    Ok(record)
}

/// A zone with its gateway group.
pub(in crate::sqlite) fn zone_of(
    connection: &Connection,
    id: ZoneId,
) -> Result<Option<ZoneRecord>, StoreError> {
    let found = connection
        .prepare_cached(ONE)?
        .query_row([id.0.as_bytes()], record)
        .optional()?;
    found.map(|found| whole(connection, found)).transpose()
}

/// The gateway group of that key, or else the one of that number.
pub(in crate::sqlite) fn gateway_group_of(
    connection: &Connection,
    tenant: &TenantId,
    key: &str,
    number: Option<GatewayGroupId>,
) -> Result<Option<GatewayGroup>, StoreError> {
    let found = connection
        .prepare_cached(
            "SELECT id, tenant, key, name, pop, platform, environment, listeners, patterns FROM gateway_group
             WHERE tenant = ?1 AND (key = ?2 OR id = ?3) ORDER BY key = ?2 DESC LIMIT 1",
        )?
        .query_row(
            params![tenant.as_str(), key, number.map(|number| number.0)],
            |row| gateway_group(row, 0),
        )
        .optional()?;
    Ok(found)
}

/// All zones of an organization that has an active deployment, by id.
pub(in crate::sqlite) fn serving_zones(
    connection: &Connection,
    owner: OrganizationId,
) -> Result<Vec<ZoneId>, StoreError> {
    let found = connection
        .prepare_cached(
            "SELECT z.id FROM zone z WHERE z.owner = ?1
               AND EXISTS (SELECT 1 FROM deployment d WHERE d.customer = ?1 AND d.status = ?2) ORDER BY z.id",
        )?
        .query_map(
            params![owner.0.as_bytes(), Status::Active.as_str()],
            |row| uuid(row, 0).map(ZoneId),
        )?
        .collect::<Result<_, _>>()?;
    Ok(found)
}

fn undefined(connection: &Connection, tenant: &TenantId) -> Result<Zones, StoreError> {
    let groups = connection
        .prepare_cached(
            "SELECT id, tenant, key, name, pop, platform, environment, listeners, patterns
             FROM gateway_group WHERE tenant = ? ORDER BY id",
        )?
        .query_map([tenant.as_str()], |row| gateway_group(row, 0))?
        .collect::<Result<_, _>>()?;
    let pops = connection
        .prepare_cached(
            "SELECT id, tenant, region, place, code, latitude, longitude, position
             FROM pop WHERE tenant = ? ORDER BY position, id",
        )?
        .query_map([tenant.as_str()], |row| pop(row, 0))?
        .collect::<Result<_, _>>()?;
    Ok(Zones::Undefined { groups, pops })
}

#[async_trait]
impl ZoneReads for SqliteStore {
    async fn zones(
        &self,
        tenant: &TenantId,
        organization: OrganizationId,
    ) -> Result<Zones, StoreError> {
        let tenant = tenant.clone();
        self.readers
            .list(move |connection| {
                let defined: bool = connection
                    .prepare_cached("SELECT EXISTS (SELECT 1 FROM zone WHERE tenant = ?)")?
                    .query_row([tenant.as_str()], |row| row.get(0))?;
                if !defined {
                    return undefined(connection, &tenant);
                }
                let rows: Vec<(ZoneRecord, bool)> = connection
                    .prepare_cached(GRANTED)?
                    .query_map(params![organization.0.as_bytes(), tenant.as_str()], record)?
                    .collect::<Result<_, _>>()?;
                let zones = rows.into_iter().map(|row| whole(connection, row));
                Ok(Zones::Defined(zones.collect::<Result<_, StoreError>>()?))
            })
            .await
    }
}
