//! Gateway groups and zones.

use async_trait::async_trait;
use landfall_core::{
    id::ZoneId,
    model::{GatewayGroup, Grants, Zone},
};
use rusqlite::params;

use super::SqliteTransaction;
use crate::{
    StoreError, ZoneWrites,
    sqlite::codec::{json, json_option},
};

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
        let (grants, organizations) = match &zone.grants {
            Grants::All => ("all", [].as_slice()),
            Grants::None => ("none", [].as_slice()),
            Grants::Some(organizations) => ("some", organizations.as_slice()),
        };
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
        for organization in organizations {
            self.run(
                "INSERT INTO zone_grant (zone, organization) VALUES (?, ?) ON CONFLICT DO NOTHING",
                params![zone.id.0.as_bytes(), organization.0.as_bytes()],
            )?;
        }
        Ok(())
    }

    async fn delete_zone(&mut self, zone: ZoneId) -> Result<bool, StoreError> {
        let rows = self.run("DELETE FROM zone WHERE id = ?", params![zone.0.as_bytes()])?;
        Ok(rows == 1)
    }
}
