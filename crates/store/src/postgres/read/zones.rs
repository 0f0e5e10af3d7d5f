//! Deployment zones and the gateway groups behind them.

use async_trait::async_trait;
use landfall_core::{
    id::{GatewayGroupId, OrganizationId, PopId, TenantId, ZoneId},
    model::{GatewayGroup, Grants, Placement, Zone, ZoneRecord},
};
use tokio_postgres::Row;
use uuid::Uuid;

use super::fleet::pop;
use crate::{
    StoreError, ZoneReads, Zones,
    postgres::{
        PostgresStore,
        codec::{document, document_option, get, moment, number, parsed},
    },
};

/// A zone `z` with its gateway group `w`, and the organizations that it names.
macro_rules! record_columns {
    () => {
        "z.id, z.tenant, z.key, z.owner, z.grants, z.name, z.description, z.location, z.gateway_group,
      z.address_override, z.random_host_name, z.host_name, z.virtual_host, z.access_points, z.associations,
      z.created_at, z.updated_at,
      w.id, w.tenant, w.key, w.name, w.pop, w.platform, w.environment, w.listeners, w.patterns,
      ARRAY(SELECT g.organization FROM zone_grant g WHERE g.zone = z.id ORDER BY g.organization)"
    };
}

/// Zones of the organization, and those that an organization above it grants to it.
const GRANTED: &str = concat!(
    "SELECT ",
    record_columns!(),
    " FROM organization_closure above
    JOIN zone z ON z.owner = above.ancestor
    JOIN gateway_group w ON w.id = z.gateway_group
    WHERE above.descendant = $1 AND z.tenant = $2 AND (
      above.depth = 0 OR z.grants = 'all' OR (z.grants = 'some' AND EXISTS (
        SELECT 1 FROM zone_grant g
        JOIN organization_closure named ON named.ancestor = g.organization AND named.descendant = $1
        JOIN organization_closure offer ON offer.ancestor = z.owner AND offer.descendant = g.organization
        WHERE g.zone = z.id)))"
);
/// One zone, locked.
pub(in crate::postgres) const ONE: &str = concat!(
    "SELECT ",
    record_columns!(),
    " FROM zone z JOIN gateway_group w ON w.id = z.gateway_group WHERE z.id = $1"
);
const GATEWAY_COLUMN: usize = 17;
const NAMED_COLUMN: usize = 26;

const DEFINED: &str = "SELECT EXISTS (SELECT 1 FROM zone WHERE tenant = $1)";
const GROUPS: &str = "SELECT id, tenant, key, name, pop, platform, environment, listeners, patterns
   FROM gateway_group WHERE tenant = $1 AND NOT EXISTS (SELECT 1 FROM zone WHERE tenant = $1) ORDER BY id";
const POPS: &str = "SELECT id, tenant, region, place, code, latitude, longitude, position
   FROM pop WHERE tenant = $1 AND NOT EXISTS (SELECT 1 FROM zone WHERE tenant = $1) ORDER BY position, id";

pub(in crate::postgres) fn gateway_group(
    row: &Row,
    first: usize,
) -> Result<GatewayGroup, StoreError> {
    Ok(GatewayGroup {
        id: GatewayGroupId(number(row, first)?),
        tenant: parsed(row, first + 1)?,
        key: get(row, first + 2)?,
        name: get(row, first + 3)?,
        placement: Placement {
            pop: PopId(number(row, first + 4)?),
            platform: parsed(row, first + 5)?,
            environment: parsed(row, first + 6)?,
        },
        listeners: document(row, first + 7)?,
        patterns: document(row, first + 8)?,
    })
}

/// A zone from the first columns of [`GRANTED`] and the organizations that it names in column `named`.
pub(super) fn zone(row: &Row, named: usize) -> Result<Zone, StoreError> {
    let grants = match get(row, 4)? {
        "all" => Grants::All,
        "some" => {
            let named: Vec<Uuid> = get(row, named)?;
            Grants::Some(named.into_iter().map(OrganizationId).collect())
        }
        _ => Grants::None,
    };
    Ok(Zone {
        id: ZoneId(get(row, 0)?),
        tenant: parsed(row, 1)?,
        key: get(row, 2)?,
        owner: OrganizationId(get(row, 3)?),
        grants,
        name: get(row, 5)?,
        description: get(row, 6)?,
        location: get(row, 7)?,
        gateway_group: GatewayGroupId(number(row, 8)?),
        address_override: parsed(row, 9)?,
        random_host_name: parsed(row, 10)?,
        host_name: get(row, 11)?,
        virtual_host: get(row, 12)?,
        access_points: document_option(row, 13)?,
        associations: document(row, 14)?,
        created_at: moment(row, 15)?,
        updated_at: moment(row, 16)?,
    })
}

pub(in crate::postgres) fn record(row: &Row) -> Result<ZoneRecord, StoreError> {
    let zone = zone(row, NAMED_COLUMN)?;
    let gateway_group = gateway_group(row, GATEWAY_COLUMN)?;
    Ok(ZoneRecord {
        zone,
        gateway_group,
    })
}

#[async_trait]
impl ZoneReads for PostgresStore {
    async fn zones(
        &self,
        tenant: &TenantId,
        organization: OrganizationId,
    ) -> Result<Zones, StoreError> {
        let tenant = tenant.as_str();
        // Which half is needed is not known before; asking for both costs less than asking twice.
        let results = self
            .snapshot(&[
                (DEFINED, &[&tenant]),
                (GRANTED, &[&organization.0, &tenant]),
                (GROUPS, &[&tenant]),
                (POPS, &[&tenant]),
            ])
            .await?;
        let [defined, granted, groups, pops] = results.as_slice() else {
            return Err(StoreError::Engine("a snapshot is not whole".to_owned()));
        };
        let defined = defined.first().map_or(Ok(false), |row| get(row, 0))?;
        if defined {
            let zones = granted.iter().map(record);
            return Ok(Zones::Defined(zones.collect::<Result<_, _>>()?));
        }
        let groups = groups.iter().map(|row| gateway_group(row, 0));
        let pops = pops.iter().map(|row| pop(row, 0));
        Ok(Zones::Undefined {
            groups: groups.collect::<Result<_, _>>()?,
            pops: pops.collect::<Result<_, _>>()?,
        })
    }
}
