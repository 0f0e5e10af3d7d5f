//! Gateway groups and zones.

use async_trait::async_trait;
use landfall_core::{
    id::{GatewayGroupId, OrganizationId, TenantId, ZoneId},
    model::{GatewayGroup, Status, Zone, ZoneRecord},
};
use uuid::Uuid;

use super::{LOCK, PostgresTransaction};
use crate::{
    StoreError, ZoneWrites,
    grants::kept,
    postgres::{
        codec::{get, json, json_option, number, signed},
        read::zones::{ONE, gateway_group, record},
    },
};

impl PostgresTransaction {
    async fn grant(
        &mut self,
        zone: ZoneId,
        organizations: &[OrganizationId],
    ) -> Result<(), StoreError> {
        let named: Vec<Uuid> = organizations.iter().map(|it| it.0).collect();
        if !named.is_empty() {
            self.run(
                "INSERT INTO zone_grant (zone, organization) SELECT $1, named FROM unnest($2::uuid[]) AS named
                 ON CONFLICT DO NOTHING",
                &[&zone.0, &named],
            )
            .await?;
        }
        Ok(())
    }
}

#[async_trait]
impl ZoneWrites for PostgresTransaction {
    async fn insert_gateway_group(&mut self, group: &GatewayGroup) -> Result<(), StoreError> {
        self.run(
            "INSERT INTO gateway_group (id, tenant, key, name, pop, platform, environment, listeners, patterns)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            &[
                &signed(group.id.0)?,
                &group.tenant.as_str(),
                &group.key,
                &group.name,
                &signed(group.placement.pop.0)?,
                &group.placement.platform.as_str(),
                &group.placement.environment.as_str(),
                &json(&group.listeners)?,
                &json(&group.patterns)?,
            ],
        )
        .await?;
        Ok(())
    }

    async fn insert_zone(&mut self, zone: &Zone) -> Result<(), StoreError> {
        let (grants, organizations) = kept(&zone.grants);
        self.run(
            "INSERT INTO zone (id, tenant, key, owner, grants, name, description, location, gateway_group,
               address_override, random_host_name, host_name, virtual_host, access_points, associations,
               created_at, updated_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)",
            &[
                &zone.id.0,
                &zone.tenant.as_str(),
                &zone.key,
                &zone.owner.0,
                &grants,
                &zone.name,
                &zone.description,
                &zone.location,
                &signed(zone.gateway_group.0)?,
                &zone.address_override.as_str(),
                &zone.random_host_name.as_str(),
                &zone.host_name,
                &zone.virtual_host,
                &json_option(zone.access_points.as_ref())?,
                &json(&zone.associations)?,
                &zone.created_at.seconds(),
                &zone.updated_at.seconds(),
            ],
        )
        .await?;
        self.grant(zone.id, organizations).await
    }

    async fn find_gateway_group(
        &mut self,
        tenant: &TenantId,
        key: &str,
        number: Option<GatewayGroupId>,
    ) -> Result<Option<GatewayGroup>, StoreError> {
        let number = number.map(|number| signed(number.0)).transpose()?;
        let found = self
            .row(
                "SELECT id, tenant, key, name, pop, platform, environment, listeners, patterns FROM gateway_group
                 WHERE tenant = $1 AND (key = $2 OR id = $3) ORDER BY key = $2 DESC LIMIT 1 FOR SHARE",
                &[&tenant.as_str(), &key, &number],
            )
            .await?;
        found.map(|row| gateway_group(&row, 0)).transpose()
    }

    async fn find_below(
        &mut self,
        owner: OrganizationId,
        organizations: &[OrganizationId],
    ) -> Result<Vec<OrganizationId>, StoreError> {
        let asked: Vec<Uuid> = organizations.iter().map(|it| it.0).collect();
        let sql = "SELECT descendant FROM organization_closure
             WHERE ancestor = $1 AND descendant = ANY($2::uuid[]) AND depth > 0";
        let rows = self.rows_of(sql, &[&owner.0, &asked]).await?;
        let found = rows.iter().map(|row| Ok(OrganizationId(get(row, 0)?)));
        found.collect()
    }

    async fn find_zone(&mut self, zone: ZoneId) -> Result<Option<ZoneRecord>, StoreError> {
        // Apart: who waits for another writer would see the zone as that one has left it, and its group and grants as they were before.
        let id: super::Parameters<'_> = &[&zone.0];
        let lock = "SELECT 1 FROM zone WHERE id = $1 FOR UPDATE";
        let rows = self.both((lock, id), (ONE, id)).await?;
        rows.first().map(record).transpose()
    }

    async fn count_zones(&mut self, owner: OrganizationId) -> Result<u64, StoreError> {
        // By name, since there may be none to lock.
        let lock = json(&("zones", owner))?;
        let rows = self
            .both(
                (LOCK, &[&lock]),
                ("SELECT count(*) FROM zone WHERE owner = $1", &[&owner.0]),
            )
            .await?;
        rows.first().map_or(Ok(0), |row| number(row, 0))
    }

    async fn find_serving_zones(
        &mut self,
        owner: OrganizationId,
    ) -> Result<Vec<ZoneId>, StoreError> {
        let sql = "SELECT z.id FROM zone z WHERE z.owner = $1
               AND EXISTS (SELECT 1 FROM deployment d WHERE d.customer = $1 AND d.status = $2)
             ORDER BY z.id FOR UPDATE OF z";
        let active = Status::Active.as_str();
        let rows = self.rows_of(sql, &[&owner.0, &active]).await?;
        rows.iter().map(|row| Ok(ZoneId(get(row, 0)?))).collect()
    }

    async fn update_zone(&mut self, zone: &Zone) -> Result<bool, StoreError> {
        let (grants, organizations) = kept(&zone.grants);
        let rows = self
            .run(
                "UPDATE zone SET grants = $2, name = $3, description = $4, location = $5, gateway_group = $6,
                   address_override = $7, random_host_name = $8, host_name = $9, virtual_host = $10, access_points = $11,
                   associations = $12, updated_at = $13
                 WHERE id = $1",
                &[
                    &zone.id.0,
                    &grants,
                    &zone.name,
                    &zone.description,
                    &zone.location,
                    &signed(zone.gateway_group.0)?,
                    &zone.address_override.as_str(),
                    &zone.random_host_name.as_str(),
                    &zone.host_name,
                    &zone.virtual_host,
                    &json_option(zone.access_points.as_ref())?,
                    &json(&zone.associations)?,
                    &zone.updated_at.seconds(),
                ],
            )
            .await?;
        if rows == 0 {
            return Ok(false);
        }
        self.run("DELETE FROM zone_grant WHERE zone = $1", &[&zone.id.0])
            .await?;
        self.grant(zone.id, organizations).await?;
        Ok(true)
    }

    async fn delete_zone(&mut self, zone: ZoneId) -> Result<bool, StoreError> {
        let rows = self
            .run("DELETE FROM zone WHERE id = $1", &[&zone.0])
            .await?;
        Ok(rows == 1)
    }
}
