//! Deployments of a customer.

use async_trait::async_trait;
use landfall_core::{
    id::{OrganizationId, VipmpId},
    model::{Deployment, Page, PageRequest, Status, View},
};
use tokio_postgres::Row;

use super::{in_view, offset, root};
use crate::{
    DeploymentReads, StoreError,
    postgres::{
        PostgresStore,
        codec::{document, get, moment, number, parsed},
    },
};

/// The customer's row in view, as `c`.
macro_rules! customer {
    () => {
        concat!(
            "(SELECT o.id FROM organization o WHERE o.vipmp_space = 'customer' AND o.vipmp_id = $1 AND o.tenant = $2 AND ",
            in_view!("o.id", "$3"),
            ") c"
        )
    };
}

/// One row at least for a customer in view, each with the total and with a deployment if the page has any.
const PAGE: &str = concat!(
    "SELECT t.total, d.vipmp_id, d.customer, d.address, d.status, d.created_at FROM ",
    customer!(),
    " CROSS JOIN LATERAL (SELECT count(*) AS total FROM deployment
         WHERE customer = c.id AND status = ANY($4)) t
     LEFT JOIN LATERAL (SELECT * FROM deployment WHERE customer = c.id AND status = ANY($4)
         ORDER BY created_at DESC, length(vipmp_id) DESC, vipmp_id DESC LIMIT $5 OFFSET $6) d ON true
     ORDER BY d.created_at DESC, length(d.vipmp_id) DESC, d.vipmp_id DESC"
);
const ONE: &str = concat!(
    "SELECT 0::bigint, d.vipmp_id, d.customer, d.address, d.status, d.created_at FROM ",
    customer!(),
    " LEFT JOIN deployment d ON d.customer = c.id AND d.vipmp_id = $4"
);
/// The column in which the deployment begins.
const DEPLOYMENT: usize = 1;

/// The deployment in a row, if it has one.
fn deployment_option(row: &Row) -> Result<Option<Deployment>, StoreError> {
    match get::<Option<&str>>(row, DEPLOYMENT)? {
        Some(_) => deployment(row, DEPLOYMENT).map(Some),
        None => Ok(None),
    }
}

/// A deployment from the columns `vipmp_id, customer, address, status, created_at`, from column `first` on.
pub(in crate::postgres) fn deployment(row: &Row, first: usize) -> Result<Deployment, StoreError> {
    Ok(Deployment {
        vipmp_id: parsed(row, first)?,
        customer: OrganizationId(get(row, first + 1)?),
        address: document(row, first + 2)?,
        status: parsed(row, first + 3)?,
        created_at: moment(row, first + 4)?,
    })
}

#[async_trait]
impl DeploymentReads for PostgresStore {
    async fn deployments(
        &self,
        view: &View,
        customer: &VipmpId,
        statuses: &[Status],
        page: PageRequest,
    ) -> Result<Option<Page<Deployment>>, StoreError> {
        let mut statuses: Vec<&str> = statuses.iter().map(|status| status.as_str()).collect();
        statuses.sort_unstable();
        statuses.dedup();
        let rows = self
            .rows(
                PAGE,
                &[
                    &customer.as_str(),
                    &view.tenant.as_str(),
                    &root(view),
                    &statuses,
                    &i64::from(page.limit),
                    &offset(page.offset),
                ],
            )
            .await?;
        let Some(first) = rows.first() else {
            return Ok(None);
        };
        let total = number(first, 0)?;
        let rows = rows
            .iter()
            .filter_map(|row| deployment_option(row).transpose());
        let rows = rows.collect::<Result<_, _>>()?;
        Ok(Some(Page { rows, total }))
    }

    async fn deployment(
        &self,
        view: &View,
        customer: &VipmpId,
        id: &VipmpId,
    ) -> Result<Option<Option<Deployment>>, StoreError> {
        let found = self
            .row(
                ONE,
                &[
                    &customer.as_str(),
                    &view.tenant.as_str(),
                    &root(view),
                    &id.as_str(),
                ],
            )
            .await?;
        found.as_ref().map(deployment_option).transpose()
    }
}
