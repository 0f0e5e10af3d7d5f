//! Sites.

use async_trait::async_trait;
use landfall_core::{
    id::{Hostname, OrganizationId, OriginName, SiteId, TenantId},
    model::Site,
};
use rusqlite::params;

use super::SqliteTransaction;
use crate::{
    SiteWrites, StoreError,
    sqlite::{
        codec::{json, number, parsed},
        read::sites::site_with_names,
    },
};

impl SqliteTransaction {
    fn name(&self, site: &Site) -> Result<(), StoreError> {
        let hostnames: Vec<_> = site
            .hostnames
            .iter()
            .map(|cname| (cname.id, &cname.hostname))
            .collect();
        self.run(
            "INSERT INTO edge_cname (id, site, tenant, hostname)
             SELECT value ->> 0, ?1, ?2, value ->> 1 FROM json_each(?3)",
            params![site.id.0, site.tenant.as_str(), json(&hostnames)?],
        )?;
        Ok(())
    }

    fn unname(&self, site: SiteId) -> Result<(), StoreError> {
        self.run("DELETE FROM edge_cname WHERE site = ?", params![site.0])?;
        Ok(())
    }
}

#[async_trait]
impl SiteWrites for SqliteTransaction {
    async fn insert_site(&mut self, site: &Site) -> Result<(), StoreError> {
        let rows = self.run(
            "INSERT INTO site (id, tenant, account, origin, upstreams, created_at, updated_at)
             SELECT ?1, tenant, id, ?4, ?5, ?6, ?7 FROM organization WHERE id = ?3 AND tenant = ?2 AND kind = 'customer'",
            params![
                site.id.0,
                site.tenant.as_str(),
                site.account.0.as_bytes(),
                site.origin.as_ref().map(OriginName::as_str),
                json(&site.upstreams)?,
                site.created_at.seconds(),
                site.updated_at.seconds(),
            ],
        )?;
        if rows == 0 {
            return Err(self.fail(StoreError::Dangling(format!(
                "the account of site {} is no customer of its tenant",
                site.id
            ))));
        }
        self.name(site)
    }

    async fn find_sites(&mut self, account: OrganizationId) -> Result<Vec<Site>, StoreError> {
        let found = self
            .connection()
            .prepare_cached(
                "SELECT s.id, s.tenant, s.account, s.origin, s.upstreams, s.created_at, s.updated_at,
                   (SELECT json_group_array(json_array(c.id, c.hostname) ORDER BY c.id)
                    FROM edge_cname c WHERE c.site = s.id)
                 FROM site s WHERE s.account = ? ORDER BY s.id",
            )?
            .query_map([account.0.as_bytes()], site_with_names)?
            .collect::<Result<_, _>>()?;
        Ok(found)
    }

    async fn find_hostnames(
        &mut self,
        tenant: &TenantId,
        hostnames: &[Hostname],
    ) -> Result<Vec<(Hostname, SiteId)>, StoreError> {
        let found = self
            .connection()
            .prepare_cached(
                "SELECT hostname, site FROM edge_cname
                 WHERE tenant = ?1 AND hostname IN (SELECT value FROM json_each(?2))",
            )?
            .query_map(params![tenant.as_str(), json(&hostnames)?], |row| {
                Ok((parsed(row, 0)?, SiteId(number(row, 1)?)))
            })?
            .collect::<Result<_, _>>()?;
        Ok(found)
    }

    async fn update_site(&mut self, site: &Site) -> Result<bool, StoreError> {
        let rows = self.run(
            "UPDATE site SET origin = ?, upstreams = ?, updated_at = ? WHERE id = ? AND account = ?",
            params![
                site.origin.as_ref().map(OriginName::as_str),
                json(&site.upstreams)?,
                site.updated_at.seconds(),
                site.id.0,
                site.account.0.as_bytes(),
            ],
        )?;
        if rows == 0 {
            return Ok(false);
        }
        self.unname(site.id)?;
        self.name(site)?;
        Ok(true)
    }

    async fn delete_site(&mut self, site: SiteId) -> Result<bool, StoreError> {
        self.unname(site)?;
        let rows = self.run("DELETE FROM site WHERE id = ?", params![site.0])?;
        Ok(rows == 1)
    }
}
