//! Service lines, and customers with theirs.

use std::collections::HashMap;

use async_trait::async_trait;
use landfall_core::{
    id::{FulfillmentId, OrganizationId, SubscriptionId, Timestamp},
    model::{Page, PageRequest, Service, SoldAccount, SoldFilter, SoldOrder, Subscription, View},
};
use rusqlite::{Connection, OptionalExtension, Row, params, params_from_iter, types::Value};

use super::{
    accounts::{ORGANIZATION, ORGANIZATION_COLUMNS, organization},
    organization_in_view, root,
    sold_filter::{accounts, condition, cost, ids},
};
use crate::{
    StoreError, SubscriptionReads,
    sorting::{STATUS, sold},
    sqlite::{
        SqliteStore,
        codec::{number, parsed, parsed_option, uuid, uuid_option},
    },
};

pub(in crate::sqlite) const LINE: &str =
    "s.id, s.account, s.sku, s.quantity, s.trial_ends_at, s.ordered_at, s.ended_at, s.fulfillment";

/// That a customer is in view.
const IN_VIEW: &str = concat!(
    "SELECT 1 FROM organization o WHERE o.id = ?1 AND o.tenant = ?2 AND o.kind = 'customer' AND ",
    organization_in_view!("o", "?3")
);

pub(in crate::sqlite) fn line(row: &Row<'_>) -> rusqlite::Result<Subscription> {
    let trial_ends_at: Option<i64> = row.get(4)?;
    let ended_at: Option<i64> = row.get(6)?;
    Ok(Subscription {
        id: SubscriptionId(uuid(row, 0)?),
        account: OrganizationId(uuid(row, 1)?),
        sku: row.get(2)?,
        quantity: number(row, 3)?,
        service: trial_ends_at.map_or(Service::Paid, |seconds| Service::Trial {
            ends_at: Timestamp::from_seconds(seconds),
        }),
        ordered_at: Timestamp::from_seconds(number(row, 5)?),
        ended_at: ended_at.map(Timestamp::from_seconds),
        fulfillment: uuid_option(row, 7)?.map(FulfillmentId),
    })
}

/// A customer without its lines, from the columns of an organization, its type and its status.
fn sold_account(row: &Row<'_>) -> rusqlite::Result<SoldAccount> {
    Ok(SoldAccount {
        organization: organization(row)?,
        account_type: parsed_option(row, ORGANIZATION_COLUMNS)?,
        status: parsed(row, ORGANIZATION_COLUMNS + 1)?,
        services: Vec::new(),
    })
}

/// Gives each of the accounts its active lines.
fn add_lines(connection: &Connection, accounts: &mut [SoldAccount]) -> Result<(), StoreError> {
    let places: HashMap<OrganizationId, usize> = accounts
        .iter()
        .enumerate()
        .map(|(place, account)| (account.organization.id, place))
        .collect();
    let wanted = ids(accounts.iter().map(|account| account.organization.id))?;
    let mut statement = connection.prepare_cached(&format!(
        "SELECT {LINE} FROM subscription s
         WHERE s.account IN (SELECT unhex(value) FROM json_each(?)) AND s.ended_at IS NULL
         ORDER BY s.account, s.ordered_at, s.id"
    ))?;
    for line in statement.query_map([wanted], line)? {
        let line = line?;
        if let Some(&place) = places.get(&line.account) {
            accounts[place].services.push(line);
        }
    }
    Ok(())
}

#[async_trait]
impl SubscriptionReads for SqliteStore {
    async fn sold_account(
        &self,
        view: &View,
        id: OrganizationId,
    ) -> Result<Option<SoldAccount>, StoreError> {
        self.readers.point(|connection| {
            let found = connection
                .prepare_cached(&format!(
                    "SELECT {ORGANIZATION}, o.account_type, {STATUS} FROM organization o
                     WHERE o.id = ?1 AND o.tenant = ?2 AND o.kind = 'customer' AND {}",
                    organization_in_view!("o", "?3")
                ))?
                .query_row(
                    params![id.0.as_bytes(), view.tenant.as_str(), root(view)],
                    sold_account,
                )
                .optional()?;
            let Some(mut account) = found else {
                return Ok(None);
            };
            account.services = connection
                .prepare_cached(&format!(
                    "SELECT {LINE} FROM subscription s WHERE s.account = ? AND s.ended_at IS NULL
                     ORDER BY s.ordered_at, s.id"
                ))?
                .query_map([id.0.as_bytes()], line)?
                .collect::<Result<_, _>>()?;
            Ok(Some(account))
        })
    }

    async fn sold_accounts(
        &self,
        view: &View,
        filter: &SoldFilter,
        sort: &[SoldOrder],
        page: PageRequest,
    ) -> Result<Page<SoldAccount>, StoreError> {
        let (condition, mut parameters) = condition(view, filter)?;
        let (accounts, order) = (accounts(filter), sold(sort));
        self.readers
            .read(cost(filter, sort), move |connection| {
                let total = connection
                    .prepare_cached(&format!(
                        "SELECT count(*) FROM {accounts} WHERE {condition}"
                    ))?
                    .query_row(params_from_iter(&parameters), |row| number(row, 0))?;
                parameters.push(Value::Integer(page.limit.into()));
                parameters.push(Value::Integer(
                    i64::try_from(page.offset).unwrap_or(i64::MAX),
                ));
                // The page is found first, so that what it skips is not carried through the sorting.
                let numbers = connection
                    .prepare_cached(&format!(
                        "SELECT o.rowid FROM {accounts} WHERE {condition} ORDER BY {order} LIMIT ? OFFSET ?"
                    ))?
                    .query_map(params_from_iter(&parameters), |row| row.get(0))?
                    .collect::<Result<Vec<i64>, _>>()?;
                let mut by_row = connection.prepare_cached(&format!(
                    "SELECT {ORGANIZATION}, o.account_type, {STATUS} FROM organization o WHERE o.rowid = ?"
                ))?;
                let rows = numbers
                    .into_iter()
                    .map(|number| by_row.query_row([number], sold_account));
                let mut rows = rows.collect::<Result<Vec<_>, _>>()?;
                add_lines(connection, &mut rows)?;
                Ok(Page { rows, total })
            })
            .await
    }

    async fn subscriptions(
        &self,
        view: &View,
        account: OrganizationId,
    ) -> Result<Option<Vec<Subscription>>, StoreError> {
        let view = view.clone();
        self.readers
            .list(move |connection| {
                let seen = connection
                    .prepare_cached(IN_VIEW)?
                    .query_row(
                        params![account.0.as_bytes(), view.tenant.as_str(), root(&view)],
                        |_| Ok(()),
                    )
                    .optional()?;
                if seen.is_none() {
                    return Ok(None);
                }
                let lines = connection
                    .prepare_cached(&format!(
                        "SELECT {LINE} FROM subscription s WHERE s.account = ? ORDER BY s.ordered_at, s.id"
                    ))?
                    .query_map([account.0.as_bytes()], line)?
                    .collect::<Result<_, _>>()?;
                Ok(Some(lines))
            })
            .await
    }
}
