//! Sites.

use async_trait::async_trait;
use landfall_core::{id::OriginName, model::Site};

use super::PostgresTransaction;
use crate::{
    SiteWrites, StoreError,
    postgres::codec::{json, signed},
};

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
}
