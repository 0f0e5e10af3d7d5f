//! Gateway groups and zones.

use async_trait::async_trait;
use landfall_core::{
    id::ZoneId,
    model::{GatewayGroup, Grants, Zone},
};
use uuid::Uuid;

use super::PostgresTransaction;
use crate::{
    StoreError, ZoneWrites,
    postgres::codec::{json, json_option, signed},
};

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
        let (grants, organizations) = match &zone.grants {
            Grants::All => ("all", [].as_slice()),
            Grants::None => ("none", [].as_slice()),
            Grants::Some(organizations) => ("some", organizations.as_slice()),
        };
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
        let named: Vec<Uuid> = organizations
            .iter()
            .map(|organization| organization.0)
            .collect();
        if !named.is_empty() {
            self.run(
                "INSERT INTO zone_grant (zone, organization) SELECT $1, named FROM unnest($2::uuid[]) AS named
                 ON CONFLICT DO NOTHING",
                &[&zone.id.0, &named],
            )
            .await?;
        }
        Ok(())
    }

    async fn delete_zone(&mut self, zone: ZoneId) -> Result<bool, StoreError> {
        let rows = self
            .run("DELETE FROM zone WHERE id = $1", &[&zone.0])
            .await?;
        Ok(rows == 1)
    }
}
