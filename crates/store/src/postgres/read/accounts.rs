//! Organizations and customers.

use async_trait::async_trait;
use landfall_core::{
    id::{OrganizationId, VipmpId},
    model::{Customer, MembershipGroup, Organization, View},
};
use tokio_postgres::Row;
use uuid::Uuid;

use super::{in_view, root};
use crate::{
    AccountReads, StoreError,
    postgres::{
        PostgresStore,
        codec::{document, document_option, get, moment, parsed, parsed_option},
    },
};

macro_rules! organization_columns {
    () => {
        "o.id, o.tenant, o.parent, o.kind, o.name, o.description, o.status, o.external_reference, o.vipmp_id, \
         o.account_number, o.profile, o.created_at, o.updated_at"
    };
}
pub(in crate::postgres) use organization_columns;
const COLUMNS: usize = 13;

const CUSTOMER: &str = concat!(
    "SELECT ",
    organization_columns!(),
    ", o.reseller_vipmp_id, m.role, g.vipmp_id, g.name, g.kind, g.large_agency, g.created_at
     FROM organization o
     LEFT JOIN membership m ON m.customer = o.id
     LEFT JOIN membership_group g ON g.vipmp_id = m.grp
     WHERE o.vipmp_space = 'customer' AND o.vipmp_id = $1 AND o.tenant = $2 AND ",
    in_view!("o.id", "$3")
);

const BY_ID: &str = concat!(
    "SELECT ",
    organization_columns!(),
    " FROM organization o WHERE o.id = $1 AND o.tenant = $2 AND ",
    in_view!("o.id", "$3")
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

fn customer(row: &Row) -> Result<Customer, StoreError> {
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

    async fn customer(&self, view: &View, id: &VipmpId) -> Result<Option<Customer>, StoreError> {
        let found = self
            .row(
                CUSTOMER,
                &[&id.as_str(), &view.tenant.as_str(), &root(view)],
            )
            .await?;
        found.as_ref().map(customer).transpose()
    }
}
