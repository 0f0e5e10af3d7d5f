//! Organizations and customers.

use async_trait::async_trait;
use landfall_core::{
    id::{AccountNumber, OrganizationId, VipmpId},
    model::{Customer, MembershipGroup, Organization, Page, PageRequest, Reseller, View},
};
use tokio_postgres::Row;
use uuid::Uuid;

use super::{in_view, offset, root};
use crate::{
    AccountReads, StoreError,
    listing::CustomerName,
    postgres::{
        PostgresStore,
        codec::{document, document_option, get, moment, number, parsed, parsed_option},
    },
};

macro_rules! organization_columns {
    () => {
        "o.id, o.tenant, o.parent, o.kind, o.name, o.description, o.status, o.external_reference, o.vipmp_id, \
         o.account_number, o.profile, o.created_at, o.updated_at"
    };
}
pub(in crate::postgres) use organization_columns;
/// How many columns [`organization`] reads.
pub(in crate::postgres) const ORGANIZATION_COLUMNS: usize = 13;
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
            " = $1 AND o.tenant = $2 AND ",
            in_view!("o.id", "$3")
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
    " FROM organization o WHERE o.id = $1 AND o.tenant = $2 AND ",
    in_view!("o.id", "$3")
);

const RESELLER: &str = concat!(
    "SELECT ",
    organization_columns!(),
    ", o.distributor_vipmp_id FROM organization o
     WHERE o.vipmp_space = 'reseller' AND o.vipmp_id = $1 AND o.tenant = $2 AND ",
    in_view!("o.id", "$3")
);

const DISTRIBUTOR: &str = concat!(
    "SELECT ",
    organization_columns!(),
    " FROM organization o
     WHERE o.vipmp_space = 'distributor' AND o.vipmp_id = $1 AND o.tenant = $2 AND ",
    in_view!("o.id", "$3")
);

const ACCOUNT_OF_VALUE: &str = concat!(
    "SELECT o.id, o.account_number FROM organization o WHERE o.account_value = $1 AND o.tenant = $2 AND ",
    in_view!("o.id", "$3")
);

/// The size of a family, if its head is in view.
const FAMILY_TOTAL: &str = concat!(
    "SELECT 1 + (SELECT count(*) FROM organization below WHERE below.parent = o.id) FROM organization o
     WHERE o.id = $1 AND o.tenant = $2 AND ",
    in_view!("o.id", "$3")
);

/// Both halves come in the order of an index, so that they are merged and not sorted. The id of the tenant's own organization
/// is no UUID on the wire and stands behind all others.
const FAMILY: &str = concat!(
    "SELECT ",
    organization_columns!(),
    ", CASE WHEN o.parent IS NULL THEN 'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid ELSE o.id END AS place
     FROM organization o WHERE o.id = $1
     UNION ALL SELECT ",
    organization_columns!(),
    ", o.id AS place FROM organization o WHERE o.parent = $1
     ORDER BY 5, 14 LIMIT $2 OFFSET $3"
);

/// An organization from the columns of `organization_columns!`, which are the row's first.
pub(in crate::postgres) fn organization(row: &Row) -> Result<Organization, StoreError> {
    Ok(Organization {
        id: OrganizationId(get(row, 0)?),
        tenant: parsed(row, 1)?,
        parent: get::<Option<Uuid>>(row, 2)?.map(OrganizationId),
        kind: parsed(row, 3)?,
        name: get(row, 4)?,
        description: get(row, 5)?,
        status: parsed(row, 6)?,
        external_reference: get(row, 7)?,
        vipmp_id: parsed_option(row, 8)?,
        account_number: parsed_option(row, 9)?,
        profile: document(row, 10)?,
        created_at: moment(row, 11)?,
        updated_at: moment(row, 12)?,
    })
}

pub(super) fn customer(row: &Row) -> Result<Customer, StoreError> {
    let organization = organization(row)?;
    let membership = match parsed_option(row, COLUMNS + 1)? {
        None => None,
        Some(role) => {
            let group = MembershipGroup {
                tenant: organization.tenant.clone(),
                vipmp_id: parsed(row, COLUMNS + 2)?,
                name: get(row, COLUMNS + 3)?,
                kind: parsed(row, COLUMNS + 4)?,
                large_agency: document_option(row, COLUMNS + 5)?,
                created_at: moment(row, COLUMNS + 6)?,
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

#[async_trait]
impl AccountReads for PostgresStore {
    async fn organization(
        &self,
        view: &View,
        id: OrganizationId,
    ) -> Result<Option<Organization>, StoreError> {
        let found = self
            .row(BY_ID, &[&id.0, &view.tenant.as_str(), &root(view)])
            .await?;
        found.as_ref().map(organization).transpose()
    }

    async fn family(
        &self,
        view: &View,
        id: OrganizationId,
        page: PageRequest,
    ) -> Result<Option<Page<Organization>>, StoreError> {
        let (tenant, root) = (view.tenant.as_str(), root(view));
        let (limit, offset) = (i64::from(page.limit), offset(page.offset));
        let (total, rows) = self
            .pair(
                (FAMILY_TOTAL, &[&id.0, &tenant, &root]),
                (FAMILY, &[&id.0, &limit, &offset]),
            )
            .await?;
        let Some(total) = total.first() else {
            return Ok(None);
        };
        Ok(Some(Page {
            rows: rows.iter().map(organization).collect::<Result<_, _>>()?,
            total: number(total, 0)?,
        }))
    }

    async fn account_of_value(
        &self,
        view: &View,
        value: u64,
    ) -> Result<Option<(OrganizationId, AccountNumber)>, StoreError> {
        // No account has a number that the database's do not reach.
        let Ok(value) = i64::try_from(value) else {
            return Ok(None);
        };
        let found = self
            .row(
                ACCOUNT_OF_VALUE,
                &[&value, &view.tenant.as_str(), &root(view)],
            )
            .await?;
        let account = |row: Row| Ok((OrganizationId(get(&row, 0)?), parsed(&row, 1)?));
        found.map(account).transpose()
    }

    async fn customer(&self, view: &View, id: &VipmpId) -> Result<Option<Customer>, StoreError> {
        let found = self
            .row(
                CUSTOMER,
                &[&id.as_str(), &view.tenant.as_str(), &root(view)],
            )
            .await?;
        found.as_ref().map(customer).transpose()
    }

    async fn reseller(&self, view: &View, id: &VipmpId) -> Result<Option<Reseller>, StoreError> {
        let found = self
            .row(
                RESELLER,
                &[&id.as_str(), &view.tenant.as_str(), &root(view)],
            )
            .await?;
        let reseller = |row: Row| {
            Ok(Reseller {
                organization: organization(&row)?,
                distributor: parsed(&row, COLUMNS)?,
            })
        };
        found.map(reseller).transpose()
    }

    async fn distributor(
        &self,
        view: &View,
        id: &VipmpId,
    ) -> Result<Option<Organization>, StoreError> {
        let found = self
            .row(
                DISTRIBUTOR,
                &[&id.as_str(), &view.tenant.as_str(), &root(view)],
            )
            .await?;
        found.as_ref().map(organization).transpose()
    }

    async fn is_any_pending(&self) -> Result<bool, StoreError> {
        let found = self
            .row(
                "SELECT EXISTS (SELECT 1 FROM organization o WHERE o.status = '1002' AND o.status <> '1000')",
                &[],
            )
            .await?;
        found.map_or(Ok(false), |row| get(&row, 0))
    }
}
