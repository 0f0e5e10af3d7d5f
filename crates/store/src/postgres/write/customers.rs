//! What is around a customer.

use async_trait::async_trait;
use landfall_core::{
    id::{OrganizationId, TenantId, VipmpId},
    model::{
        Contact, CustomerUse, MembershipGroup, MembershipRole, Organization, OrganizationKind,
        Profile,
    },
    rules::search::folded,
};
use tokio_postgres::Row;
use uuid::Uuid;

use super::PostgresTransaction;
use crate::{
    CustomerWrites, StoreError,
    postgres::{
        codec::{document_option, get, moment, parsed},
        read::accounts::{organization, organization_columns},
    },
};

/// The columns of a group that [`group`] reads, of a table called `g`.
macro_rules! group_columns {
    () => {
        "g.vipmp_id, g.name, g.kind, g.large_agency, g.created_at, g.tenant"
    };
}

fn group(row: &Row) -> Result<MembershipGroup, StoreError> {
    Ok(MembershipGroup {
        tenant: parsed(row, 5)?,
        vipmp_id: parsed(row, 0)?,
        name: get(row, 1)?,
        kind: parsed(row, 2)?,
        large_agency: document_option(row, 3)?,
        created_at: moment(row, 4)?,
    })
}

impl PostgresTransaction {
    /// Keeps the addresses of a customer's contacts behind the first where they are looked for.
    pub(super) async fn note_contacts(
        &mut self,
        customer: &Organization,
    ) -> Result<(), StoreError> {
        let beside = customer.profile.contacts.iter().skip(1);
        let keys: Vec<String> = beside.map(|contact| folded(&contact.email)).collect();
        if keys.is_empty() {
            return Ok(());
        }
        self.run(
            "INSERT INTO contact_beside (reseller_vipmp_id, email_key, customer)
             SELECT o.reseller_vipmp_id, key, o.id FROM organization o CROSS JOIN unnest($2::text[]) AS key
             WHERE o.id = $1 ON CONFLICT DO NOTHING",
            &[&customer.id.0, &keys],
        )
        .await?;
        Ok(())
    }

    /// The same in place of those that were there.
    pub(super) async fn renew_contacts(
        &mut self,
        customer: &Organization,
    ) -> Result<(), StoreError> {
        if customer.kind != OrganizationKind::Customer {
            return Ok(());
        }
        self.run(
            "DELETE FROM contact_beside WHERE customer = $1",
            &[&customer.id.0],
        )
        .await?;
        self.note_contacts(customer).await
    }
}

#[async_trait]
impl CustomerWrites for PostgresTransaction {
    /// Who comes second waits before it looks, so that it finds what the first has left.
    async fn hold_pending(&mut self, limit: u32) -> Result<Vec<Organization>, StoreError> {
        let rows = self
            .both(
                (
                    "SELECT pg_advisory_xact_lock(hashtextextended('accounts that wait for validation', 0))",
                    &[],
                ),
                (
                    concat!(
                        "SELECT ",
                        organization_columns!(),
                        " FROM organization o WHERE o.status = '1002' AND o.status <> '1000'
                         ORDER BY o.created_at, o.id LIMIT $1 FOR NO KEY UPDATE SKIP LOCKED"
                    ),
                    &[&i64::from(limit)],
                ),
            )
            .await?;
        rows.iter().map(organization).collect()
    }

    async fn find_twin(
        &mut self,
        customer: &Organization,
    ) -> Result<Option<OrganizationId>, StoreError> {
        let name = folded(&customer.name);
        let name = name.trim();
        let Some(contact) = customer.profile.contacts.first() else {
            return Ok(None);
        };
        // A name is rarely that of many customers, while a seller may stand for all of its customers with one address. So it is
        // looked for by name; what is put together from a column is nothing to look by.
        let found = self
            .row(
                "SELECT o.id FROM organization o
                 WHERE o.tenant = $1 AND o.name_key = $2 AND o.email_key || '' = $3 AND o.kind = 'customer' AND o.status = '1000'
                   AND o.id <> $4 AND o.reseller_vipmp_id || '' = (SELECT reseller_vipmp_id FROM organization WHERE id = $4)
                 UNION ALL
                 SELECT o.id FROM organization o
                 WHERE o.reseller_vipmp_id = (SELECT reseller_vipmp_id FROM organization WHERE id = $4)
                   AND o.reseller_vipmp_id IS NOT NULL AND o.name_key <> btrim(o.name_key, U&' \\3000')
                   AND btrim(o.name_key, U&' \\3000') = $2
                   AND o.email_key || '' = $3 AND o.status = '1000' AND o.id <> $4
                 LIMIT 1",
                &[
                    &customer.tenant.as_str(),
                    &name,
                    &folded(&contact.email),
                    &customer.id.0,
                ],
            )
            .await?;
        found
            .map(|row| get(&row, 0).map(OrganizationId))
            .transpose()
    }

    async fn find_contacts(
        &mut self,
        seller: &VipmpId,
        emails: &[String],
    ) -> Result<Vec<Contact>, StoreError> {
        let keys: Vec<String> = emails.iter().map(|email| folded(email)).collect();
        let rows = self
            .rows_of(
                "SELECT asked.key, coalesce(
                   (SELECT o.profile FROM organization o WHERE o.reseller_vipmp_id = $1 AND o.email_key = asked.key
                    ORDER BY o.added LIMIT 1),
                   (SELECT o.profile FROM contact_beside c JOIN organization o ON o.id = c.customer
                    WHERE c.reseller_vipmp_id = $1 AND c.email_key = asked.key ORDER BY c.customer LIMIT 1))
                 FROM unnest($2::text[]) AS asked(key)",
                &[&seller.as_str(), &keys],
            )
            .await?;
        let mut found = Vec::new();
        for row in &rows {
            let key: &str = get(row, 0)?;
            let Some(profile) = document_option::<Profile>(row, 1)? else {
                continue;
            };
            let mut known = profile.contacts.into_iter();
            found.extend(known.find(|contact| folded(&contact.email) == key));
        }
        Ok(found)
    }

    async fn find_use(&mut self, customer: OrganizationId) -> Result<CustomerUse, StoreError> {
        let found = self
            .row(
                "SELECT
                   EXISTS (SELECT 1 FROM fulfillment WHERE account = $1 AND status = 'complete'
                     AND kind IN ('msp_create_account', 'reseller_create_account')),
                   EXISTS (SELECT 1 FROM subscription WHERE account = $1 AND ended_at IS NULL),
                   EXISTS (SELECT 1 FROM deployment WHERE customer = $1 AND status = '1000')",
                &[&customer.0],
            )
            .await?;
        let row =
            found.ok_or_else(|| StoreError::Engine("three questions gave no row".to_owned()))?;
        Ok(CustomerUse {
            ordered: get(&row, 0)?,
            lines: get(&row, 1)?,
            deployments: get(&row, 2)?,
        })
    }

    async fn find_membership(
        &mut self,
        customer: OrganizationId,
    ) -> Result<Option<(MembershipGroup, MembershipRole)>, StoreError> {
        let found = self
            .row(
                concat!(
                    "SELECT ",
                    group_columns!(),
                    ", m.role FROM membership m JOIN membership_group g ON g.vipmp_id = m.grp WHERE m.customer = $1"
                ),
                &[&customer.0],
            )
            .await?;
        found
            .map(|row| Ok((group(&row)?, parsed(&row, 6)?)))
            .transpose()
    }

    async fn find_group(
        &mut self,
        tenant: &TenantId,
        id: &VipmpId,
    ) -> Result<Option<(MembershipGroup, Option<OrganizationId>)>, StoreError> {
        let found = self
            .row(
                concat!(
                    "SELECT ",
                    group_columns!(),
                    ", (SELECT m.customer FROM membership m WHERE m.grp = g.vipmp_id AND m.role = 'OWNER' LIMIT 1)
                     FROM membership_group g WHERE g.vipmp_id = $1 AND g.tenant = $2"
                ),
                &[&id.as_str(), &tenant.as_str()],
            )
            .await?;
        let both = |row: Row| {
            let owner: Option<Uuid> = get(&row, 6)?;
            Ok((group(&row)?, owner.map(OrganizationId)))
        };
        found.map(both).transpose()
    }

    async fn find_distributor(
        &mut self,
        tenant: &TenantId,
        id: OrganizationId,
    ) -> Result<VipmpId, StoreError> {
        let number = self.distributor(tenant, id).await?;
        number
            .parse()
            .map_err(|error| StoreError::Corrupt(format!("a distributor's number: {error}")))
    }
}
