//! Deployments of a customer.

use async_trait::async_trait;
use landfall_core::{
    id::{OrganizationId, Timestamp, VipmpId},
    model::{Deployment, Page, PageRequest, Status, View},
};
use rusqlite::{Connection, OptionalExtension, Row, params, params_from_iter, types::Value};

use super::accounts::customer_id;
use crate::{
    DeploymentReads, StoreError,
    sqlite::{
        SqliteStore,
        codec::{document, number, parsed, uuid},
    },
};

const DEPLOYMENT: &str = "vipmp_id, customer, address, status, created_at";

pub(super) fn deployment(row: &Row<'_>) -> rusqlite::Result<Deployment> {
    Ok(Deployment {
        vipmp_id: parsed(row, 0)?,
        customer: OrganizationId(uuid(row, 1)?),
        address: document(row, 2)?,
        status: parsed(row, 3)?,
        created_at: Timestamp::from_seconds(number(row, 4)?),
    })
}

/// That customer's deployment of that number.
pub(in crate::sqlite) fn deployment_of(
    connection: &Connection,
    customer: OrganizationId,
    id: &VipmpId,
) -> Result<Option<Deployment>, StoreError> {
    let found = connection
        .prepare_cached(
            "SELECT vipmp_id, customer, address, status, created_at FROM deployment
             WHERE vipmp_id = ? AND customer = ?",
        )?
        .query_row(params![id.as_str(), customer.0.as_bytes()], deployment)
        .optional()?;
    Ok(found)
}

#[async_trait]
impl DeploymentReads for SqliteStore {
    async fn deployments(
        &self,
        view: &View,
        customer: &VipmpId,
        statuses: &[Status],
        page: PageRequest,
    ) -> Result<Option<Page<Deployment>>, StoreError> {
        let (view, customer, mut statuses) = (view.clone(), customer.clone(), statuses.to_vec());
        // However often a caller repeats one, there are no more statements than sets of statuses.
        statuses.sort_unstable();
        statuses.dedup();
        self.readers
            .list(move |connection| {
                let Some(customer) = customer_id(connection, &view, &customer)? else {
                    return Ok(None);
                };
                let marks = vec!["?"; statuses.len()].join(", ");
                let mut parameters = vec![Value::Blob(customer.0.as_bytes().to_vec())];
                parameters.extend(
                    statuses
                        .iter()
                        .map(|status| Value::Text(status.as_str().to_owned())),
                );
                let total = connection
                    .prepare_cached(&format!(
                        "SELECT count(*) FROM deployment WHERE customer = ? AND status IN ({marks})"
                    ))?
                    .query_row(params_from_iter(&parameters), |row| number(row, 0))?;
                parameters.push(Value::Integer(page.limit.into()));
                parameters.push(Value::Integer(
                    i64::try_from(page.offset).unwrap_or(i64::MAX),
                ));
                let rows = connection
                    .prepare_cached(&format!(
                        "SELECT {DEPLOYMENT} FROM deployment WHERE customer = ? AND status IN ({marks})
                         ORDER BY created_at DESC, length(vipmp_id) DESC, vipmp_id DESC LIMIT ? OFFSET ?"
                    ))?
                    .query_map(params_from_iter(&parameters), deployment)?
                    .collect::<Result<_, _>>()?;
                Ok(Some(Page { rows, total }))
            })
            .await
    }

    async fn deployment(
        &self,
        view: &View,
        customer: &VipmpId,
        id: &VipmpId,
    ) -> Result<Option<Option<Deployment>>, StoreError> {
        self.readers.point(|connection| {
            let Some(customer) = customer_id(connection, view, customer)? else {
                return Ok(None);
            };
            Ok(Some(deployment_of(connection, customer, id)?))
        })
    }
}
