//! Sites.

use async_trait::async_trait;
use landfall_core::{id::OriginName, model::Site};
use rusqlite::params;

use super::SqliteTransaction;
use crate::{SiteWrites, StoreError, sqlite::codec::json};

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
}
