//! Organizations and customers.

use async_trait::async_trait;
use landfall_core::{
    id::{AccountNumber, OrganizationId, VipmpId},
    model::{Customer, MembershipGroup, Organization, Page, PageRequest, Reseller, View},
};
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::{organization_in_view, root};
use crate::{
    AccountReads, StoreError,
    listing::CustomerName,
    sqlite::{
        SqliteStore,
        codec::{document, document_option, number, parsed, parsed_option, uuid, uuid_option},
    },
};
use landfall_core::id::Timestamp;

macro_rules! organization_columns {
    () => {
        "o.id, o.tenant, o.parent, o.kind, o.name, o.description, o.status, o.external_reference, o.vipmp_id, \
         o.account_number, o.profile, o.created_at, o.updated_at"
    };
}
/// The columns that [`organization`] reads, of a table called `o`.
pub(in crate::sqlite) const ORGANIZATION: &str = organization_columns!();
pub(in crate::sqlite) const ORGANIZATION_COLUMNS: usize = 13;
const COLUMNS: usize = ORGANIZATION_COLUMNS;

macro_rules! named {
    ($column:literal) => {
        concat!(
            "SELECT ",
            organization_columns!(),
            ", o.reseller_vipmp_id, m.role, g.vipmp_id, g.name, g.kind, g.large_agency, g.created_at
     FROM organization o
     LEFT JOIN membership m ON m.customer = o.id
     LEFT JOIN membership_group g ON g.vipmp_id = m.grp
     WHERE o.vipmp_space = 'customer' AND ",
            $column,
            " = ?1 AND o.tenant = ?2 AND ",
            organization_in_view!("o", "?3")
        )
    };
}

/// The customer of a name, over the parameters name, tenant and root.
pub(super) fn by_name(name: &CustomerName) -> &'static str {
    match name {
        CustomerName::Id(_) => named!("o.id"),
        CustomerName::Vipmp(_) => named!("o.vipmp_id"),
        CustomerName::Account(_) => named!("o.account_number"),
    }
}

const CUSTOMER: &str = named!("o.vipmp_id");

const BY_ID: &str = concat!(
    "SELECT ",
    organization_columns!(),
    " FROM organization o WHERE o.id = ?1 AND o.tenant = ?2 AND ",
    organization_in_view!("o", "?3")
);

const RESELLER: &str = concat!(
    "SELECT ",
    organization_columns!(),
    ", o.distributor_vipmp_id FROM organization o
     WHERE o.vipmp_space = 'reseller' AND o.vipmp_id = ?1 AND o.tenant = ?2 AND ",
    organization_in_view!("o", "?3")
);

const DISTRIBUTOR: &str = concat!(
    "SELECT ",
    organization_columns!(),
    " FROM organization o
     WHERE o.vipmp_space = 'distributor' AND o.vipmp_id = ?1 AND o.tenant = ?2 AND ",
    organization_in_view!("o", "?3")
);

const CUSTOMER_ID: &str = concat!(
    "SELECT o.id FROM organization o WHERE o.vipmp_space = 'customer' AND o.vipmp_id = ?1 AND o.tenant = ?2 AND ",
    organization_in_view!("o", "?3")
);

/// Both halves come in the order of an index, so that they are merged and not sorted. The id of the tenant's own organization
/// is no UUID on the wire and stands behind all others.
const FAMILY: &str = concat!(
    "SELECT ",
    organization_columns!(),
    ", CASE WHEN o.parent IS NULL THEN x'FF' ELSE o.id END AS place FROM organization o WHERE o.id = ?1
     UNION ALL SELECT ",
    organization_columns!(),
    ", o.id AS place FROM organization o WHERE o.parent = ?1
     ORDER BY 5, 14 LIMIT ?2 OFFSET ?3"
);

/// An organization from the columns of [`ORGANIZATION`], which are the row's first.
pub(in crate::sqlite) fn organization(row: &Row<'_>) -> rusqlite::Result<Organization> {
    Ok(Organization {
        id: OrganizationId(uuid(row, 0)?),
        tenant: parsed(row, 1)?,
        parent: uuid_option(row, 2)?.map(OrganizationId),
        kind: parsed(row, 3)?,
        name: row.get(4)?,
        description: row.get(5)?,
        status: parsed(row, 6)?,
        external_reference: row.get(7)?,
        vipmp_id: parsed_option(row, 8)?,
        account_number: parsed_option(row, 9)?,
        profile: document(row, 10)?,
        created_at: Timestamp::from_seconds(number(row, 11)?),
        updated_at: Timestamp::from_seconds(number(row, 12)?),
    })
}

pub(super) fn customer(row: &Row<'_>) -> rusqlite::Result<Customer> {
    let organization = organization(row)?;
    let membership = match parsed_option(row, COLUMNS + 1)? {
        None => None,
        Some(role) => {
            let group = MembershipGroup {
                tenant: organization.tenant.clone(),
                vipmp_id: parsed(row, COLUMNS + 2)?,
                name: row.get(COLUMNS + 3)?,
                kind: parsed(row, COLUMNS + 4)?,
                large_agency: document_option(row, COLUMNS + 5)?,
                created_at: Timestamp::from_seconds(number(row, COLUMNS + 6)?),
            };
            Some((group, role))
        }
    };
    Ok(Customer {
        reseller: parsed(row, COLUMNS)?,
        membership,
        organization,
    })
}

/// The organization behind a customer's vipmp id, if it is in view.
pub(in crate::sqlite) fn customer_id(
    connection: &Connection,
    view: &View,
    id: &VipmpId,
) -> Result<Option<OrganizationId>, StoreError> {
    let found = connection
        .prepare_cached(CUSTOMER_ID)?
        .query_row(
            params![id.as_str(), view.tenant.as_str(), root(view)],
            |row| uuid(row, 0),
        )
        .optional()?;
    Ok(found.map(OrganizationId))
}

#[async_trait]
impl AccountReads for SqliteStore {
    async fn organization(
        &self,
        view: &View,
        id: OrganizationId,
    ) -> Result<Option<Organization>, StoreError> {
        self.readers.point(|connection| {
            let found = connection
                .prepare_cached(BY_ID)?
                .query_row(
                    params![id.0.as_bytes(), view.tenant.as_str(), root(view)],
                    organization,
                )
                .optional()?;
            Ok(found)
        })
    }

    async fn family(
        &self,
        view: &View,
        id: OrganizationId,
        page: PageRequest,
    ) -> Result<Option<Page<Organization>>, StoreError> {
        let view = view.clone();
        self.readers
            .list(move |connection| {
                let known: bool = connection
                    .prepare_cached(concat!(
                        "SELECT EXISTS (SELECT 1 FROM organization o WHERE o.id = ?1 AND o.tenant = ?2 AND ",
                        organization_in_view!("o", "?3"),
                        ")"
                    ))?
                    .query_row(
                        params![id.0.as_bytes(), view.tenant.as_str(), root(&view)],
                        |row| row.get(0),
                    )?;
                if !known {
                    return Ok(None);
                }
                let below: u64 = connection
                    .prepare_cached("SELECT count(*) FROM organization WHERE parent = ?")?
                    .query_row([id.0.as_bytes()], |row| number(row, 0))?;
                let offset = i64::try_from(page.offset).unwrap_or(i64::MAX);
                let rows = connection
                    .prepare_cached(FAMILY)?
                    .query_map(params![id.0.as_bytes(), page.limit, offset], organization)?
                    .collect::<Result<_, _>>()?;
                let total = below + 1;
                Ok(Some(Page { rows, total }))
            })
            .await
    }

    async fn account_of_value(
        &self,
        view: &View,
        value: u64,
    ) -> Result<Option<(OrganizationId, AccountNumber)>, StoreError> {
        // No account has a number that SQLite's do not reach.
        let Ok(value) = i64::try_from(value) else {
            return Ok(None);
        };
        self.readers.point(|connection| {
            let found = connection
                .prepare_cached(concat!(
                    "SELECT o.id, o.account_number FROM organization o WHERE o.account_value = ?1 AND o.tenant = ?2 AND ",
                    organization_in_view!("o", "?3")
                ))?
                .query_row(params![value, view.tenant.as_str(), root(view)], |row| {
                    Ok((OrganizationId(uuid(row, 0)?), parsed(row, 1)?))
                })
                .optional()?;
            Ok(found)
        })
    }

    async fn customer(&self, view: &View, id: &VipmpId) -> Result<Option<Customer>, StoreError> {
        self.readers.point(|connection| {
            let found = connection
                .prepare_cached(CUSTOMER)?
                .query_row(
                    params![id.as_str(), view.tenant.as_str(), root(view)],
                    customer,
                )
                .optional()?;
            Ok(found)
        })
    }

    async fn reseller(&self, view: &View, id: &VipmpId) -> Result<Option<Reseller>, StoreError> {
        self.readers.point(|connection| {
            let found = connection
                .prepare_cached(RESELLER)?
                .query_row(
                    params![id.as_str(), view.tenant.as_str(), root(view)],
                    |row| {
                        Ok(Reseller {
                            organization: organization(row)?,
                            distributor: parsed(row, COLUMNS)?,
                        })
                    },
                )
                .optional()?;
            Ok(found)
        })
    }

    async fn distributor(
        &self,
        view: &View,
        id: &VipmpId,
    ) -> Result<Option<Organization>, StoreError> {
        self.readers.point(|connection| {
            let found = connection
                .prepare_cached(DISTRIBUTOR)?
                .query_row(
                    params![id.as_str(), view.tenant.as_str(), root(view)],
                    organization,
                )
                .optional()?;
            Ok(found)
        })
    }

    async fn is_any_pending(&self) -> Result<bool, StoreError> {
        self.readers.point(|connection| {
            // The second condition is the index's.
            let found = connection
                .prepare_cached(
                    "SELECT EXISTS (SELECT 1 FROM tenant t CROSS JOIN organization o ON o.tenant = t.id
                     WHERE o.status = '1002' AND o.status <> '1000')",
                )?
                .query_row([], |row| row.get(0))?;
            Ok(found)
        })
    }
}
