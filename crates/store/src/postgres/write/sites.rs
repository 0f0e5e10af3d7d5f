//! Sites.

use async_trait::async_trait;
use landfall_core::{
    id::{Hostname, OrganizationId, OriginName, SiteId, TenantId},
    model::Site,
};

use super::{LOCK, PostgresTransaction};
use crate::{
    SiteWrites, StoreError,
    postgres::{
        codec::{json, number, parsed, signed},
        read::sites::site_with_names,
    },
};

impl PostgresTransaction {
    async fn name(&mut self, site: &Site) -> Result<(), StoreError> {
        let ids: Result<Vec<i64>, _> = site
            .hostnames
            .iter()
            .map(|cname| signed(cname.id.0))
            .collect();
        let hostnames = site.hostnames.iter().map(|cname| cname.hostname.as_str());
        self.run(
            "INSERT INTO edge_cname (id, site, tenant, hostname)
             SELECT id, $1, $2, hostname FROM unnest($3::bigint[], $4::text[]) AS given(id, hostname)",
            &[
                &signed(site.id.0)?,
                &site.tenant.as_str(),
                &ids?,
                &hostnames.collect::<Vec<_>>(),
            ],
        )
        .await?;
        Ok(())
    }

    async fn unname(&mut self, site: SiteId) -> Result<(), StoreError> {
        self.run(
            "DELETE FROM edge_cname WHERE site = $1",
            &[&signed(site.0)?],
        )
        .await?;
        Ok(())
    }
}

#[async_trait]
impl SiteWrites for PostgresTransaction {
    async fn insert_site(&mut self, site: &Site) -> Result<(), StoreError> {
        let rows = self
            .run(
                "INSERT INTO site (id, tenant, account, origin, upstreams, created_at, updated_at)
                 SELECT $1, tenant, id, $4, $5, $6, $7 FROM organization
                 WHERE id = $3 AND tenant = $2 AND kind = 'customer'",
                &[
                    &signed(site.id.0)?,
                    &site.tenant.as_str(),
                    &site.account.0,
                    &site.origin.as_ref().map(OriginName::as_str),
                    &json(&site.upstreams)?,
                    &site.created_at.seconds(),
                    &site.updated_at.seconds(),
                ],
            )
            .await?;
        if rows == 0 {
            return Err(self.fail(StoreError::Dangling(format!(
                "the account of site {} is no customer of its tenant",
                site.id
            ))));
        }
        self.name(site).await
    }

    async fn find_sites(&mut self, account: OrganizationId) -> Result<Vec<Site>, StoreError> {
        let sql = "SELECT s.id, s.tenant, s.account, s.origin, s.upstreams, s.created_at, s.updated_at,
               (SELECT coalesce(json_agg(json_build_array(c.id, c.hostname) ORDER BY c.id), '[]')::text
                FROM edge_cname c WHERE c.site = s.id)
             FROM site s WHERE s.account = $1 ORDER BY s.id";
        // By name, so that sites that are added wait too; and apart: who waits for another writer would see sites as that one
        // has left them, and host names as they were before.
        let name = json(&("sites", account))?;
        let rows = self.both((LOCK, &[&name]), (sql, &[&account.0])).await?;
        rows.iter().map(site_with_names).collect()
    }

    async fn find_hostnames(
        &mut self,
        tenant: &TenantId,
        hostnames: &[Hostname],
    ) -> Result<Vec<(Hostname, SiteId)>, StoreError> {
        let names: Vec<&str> = hostnames.iter().map(Hostname::as_str).collect();
        let sql = "SELECT hostname, site FROM edge_cname WHERE tenant = $1 AND hostname = ANY($2::text[])";
        let rows = self.rows_of(sql, &[&tenant.as_str(), &names]).await?;
        let found = rows.iter();
        let found = found.map(|row| Ok((parsed(row, 0)?, SiteId(number(row, 1)?))));
        found.collect()
    }

    async fn update_site(&mut self, site: &Site) -> Result<bool, StoreError> {
        let rows = self
            .run(
                "UPDATE site SET origin = $1, upstreams = $2, updated_at = $3 WHERE id = $4 AND account = $5",
                &[
                    &site.origin.as_ref().map(OriginName::as_str),
                    &json(&site.upstreams)?,
                    &site.updated_at.seconds(),
                    &signed(site.id.0)?,
                    &site.account.0,
                ],
            )
            .await?;
        if rows == 0 {
            return Ok(false);
        }
        self.unname(site.id).await?;
        self.name(site).await?;
        Ok(true)
    }

    async fn delete_site(&mut self, site: SiteId) -> Result<bool, StoreError> {
        self.unname(site).await?;
        let rows = self
            .run("DELETE FROM site WHERE id = $1", &[&signed(site.0)?])
            .await?;
        Ok(rows == 1)
    }
}
