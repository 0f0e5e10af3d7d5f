//! Gateway groups and zones.

use async_trait::async_trait;
use landfall_core::{
    id::{GatewayGroupId, OrganizationId, TenantId, ZoneId},
    model::{GatewayGroup, Grants, Zone, ZoneRecord},
};
use rusqlite::params;

use super::SqliteTransaction;
use crate::{
    StoreError, ZoneWrites,
    sqlite::{
        codec::{json, json_option, number},
        read::zones::{gateway_group_of, serving_zones, zone_of},
    },
};

/// How a zone's grants are kept: a word, and the organizations that are named.
fn kept(grants: &Grants) -> (&'static str, &[OrganizationId]) {
    match grants {
        Grants::All => ("all", &[]),
        Grants::None => ("none", &[]),
        Grants::Some(organizations) => ("some", organizations),
    }
}

impl SqliteTransaction {
    fn grant(&self, zone: ZoneId, organizations: &[OrganizationId]) -> Result<(), StoreError> {
        for organization in organizations {
            self.run(
                "INSERT INTO zone_grant (zone, organization) VALUES (?, ?) ON CONFLICT DO NOTHING",
                params![zone.0.as_bytes(), organization.0.as_bytes()],
            )?;
        }
        Ok(())
    }
}

#[async_trait]
impl ZoneWrites for SqliteTransaction {
    async fn insert_gateway_group(&mut self, group: &GatewayGroup) -> Result<(), StoreError> {
        self.run(
            "INSERT INTO gateway_group (id, tenant, key, name, pop, platform, environment, listeners, patterns)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            params![
                group.id.0,
                group.tenant.as_str(),
                group.key,
                group.name,
                group.placement.pop.0,
                group.placement.platform.as_str(),
                group.placement.environment.as_str(),
                json(&group.listeners)?,
                json(&group.patterns)?,
            ],
        )?;
        Ok(())
    }

    async fn insert_zone(&mut self, zone: &Zone) -> Result<(), StoreError> {
        let (grants, organizations) = kept(&zone.grants);
        self.run(
            "INSERT INTO zone (id, tenant, key, owner, grants, name, description, location, gateway_group,
               address_override, random_host_name, host_name, virtual_host, access_points, associations,
               created_at, updated_at)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            params![
                zone.id.0.as_bytes(),
                zone.tenant.as_str(),
                zone.key,
                zone.owner.0.as_bytes(),
                grants,
                zone.name,
                zone.description,
                zone.location,
                zone.gateway_group.0,
                zone.address_override.as_str(),
                zone.random_host_name.as_str(),
                zone.host_name,
                zone.virtual_host,
                json_option(zone.access_points.as_ref())?,
                json(&zone.associations)?,
                zone.created_at.seconds(),
                zone.updated_at.seconds(),
            ],
        )?;
        self.grant(zone.id, organizations)
    }

    async fn find_gateway_group(
        &mut self,
        tenant: &TenantId,
        key: &str,
        number: Option<GatewayGroupId>,
    ) -> Result<Option<GatewayGroup>, StoreError> {
        gateway_group_of(self.connection(), tenant, key, number)
    }

    async fn find_below(
        &mut self,
        owner: OrganizationId,
        organizations: &[OrganizationId],
    ) -> Result<Vec<OrganizationId>, StoreError> {
        let mut statement = self.connection().prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM organization_closure WHERE ancestor = ? AND descendant = ? AND depth > 0)",
        )?;
        let mut found = Vec::new();
        for organization in organizations {
            let both = params![owner.0.as_bytes(), organization.0.as_bytes()];
            if statement.query_row(both, |row| row.get(0))? {
                found.push(*organization);
            }
        }
        Ok(found)
    }

    async fn find_zone(&mut self, zone: ZoneId) -> Result<Option<ZoneRecord>, StoreError> {
        zone_of(self.connection(), zone)
    }

    async fn count_zones(&mut self, owner: OrganizationId) -> Result<u64, StoreError> {
        let count = self
            .connection()
            .prepare_cached("SELECT count(*) FROM zone WHERE owner = ?")?
            .query_row([owner.0.as_bytes()], |row| number(row, 0))?;
        Ok(count)
    }

    async fn find_serving_zones(
        &mut self,
        owner: OrganizationId,
    ) -> Result<Vec<ZoneId>, StoreError> {
        serving_zones(self.connection(), owner)
    }

    async fn update_zone(&mut self, zone: &Zone) -> Result<bool, StoreError> {
        let (grants, organizations) = kept(&zone.grants);
        let rows = self.run(
            "UPDATE zone SET grants = ?, name = ?, description = ?, location = ?, gateway_group = ?, address_override = ?,
               random_host_name = ?, host_name = ?, virtual_host = ?, access_points = ?, associations = ?, updated_at = ?
             WHERE id = ?",
            params![
                grants,
                zone.name,
                zone.description,
                zone.location,
                zone.gateway_group.0,
                zone.address_override.as_str(),
                zone.random_host_name.as_str(),
                zone.host_name,
                zone.virtual_host,
                json_option(zone.access_points.as_ref())?,
                json(&zone.associations)?,
                zone.updated_at.seconds(),
                zone.id.0.as_bytes(),
            ],
        )?;
        if rows == 0 {
            return Ok(false);
        }
        self.run(
            "DELETE FROM zone_grant WHERE zone = ?",
            params![zone.id.0.as_bytes()],
        )?;
        self.grant(zone.id, organizations)?;
        Ok(true)
    }

    async fn delete_zone(&mut self, zone: ZoneId) -> Result<bool, StoreError> {
        let rows = self.run("DELETE FROM zone WHERE id = ?", params![zone.0.as_bytes()])?;
        Ok(rows == 1)
    }
}
