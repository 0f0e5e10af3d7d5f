//! What is around a customer.

use async_trait::async_trait;
use landfall_core::{
    id::{OrganizationId, TenantId, Timestamp, VipmpId},
    model::{
        Contact, CustomerUse, MembershipGroup, MembershipRole, Organization, OrganizationKind,
        Profile,
    },
    rules::search::folded,
};
use rusqlite::{OptionalExtension, Row, params};

use super::SqliteTransaction;
use crate::{
    CustomerWrites, StoreError,
    sqlite::{
        codec::{document, document_option, number, parsed, uuid, uuid_option},
        read::accounts::{ORGANIZATION, organization},
    },
};

/// The columns of a group that [`group`] reads, of a table called `g`.
const GROUP: &str = "g.vipmp_id, g.name, g.kind, g.large_agency, g.created_at, g.tenant";

fn group(row: &Row<'_>) -> rusqlite::Result<MembershipGroup> {
    Ok(MembershipGroup {
        tenant: parsed(row, 5)?,
        vipmp_id: parsed(row, 0)?,
        name: row.get(1)?,
        kind: parsed(row, 2)?,
        large_agency: document_option(row, 3)?,
        created_at: Timestamp::from_seconds(number(row, 4)?),
    })
}

impl SqliteTransaction {
    /// Keeps the addresses of a customer's contacts behind the first where they are looked for.
    pub(super) fn note_contacts(&self, customer: &Organization) -> Result<(), StoreError> {
        for contact in customer.profile.contacts.iter().skip(1) {
            self.run(
                "INSERT OR IGNORE INTO contact_beside (reseller_vipmp_id, email_key, customer)
                 SELECT reseller_vipmp_id, ?2, id FROM organization WHERE id = ?1",
                params![customer.id.0.as_bytes(), folded(&contact.email)],
            )?;
        }
        Ok(())
    }

    /// The same in place of those that were there.
    pub(super) fn renew_contacts(&self, customer: &Organization) -> Result<(), StoreError> {
        if customer.kind != OrganizationKind::Customer {
            return Ok(());
        }
        self.run(
            "DELETE FROM contact_beside WHERE customer = ?",
            [customer.id.0.as_bytes()],
        )?;
        self.note_contacts(customer)
    }
}

#[async_trait]
impl CustomerWrites for SqliteTransaction {
    async fn hold_pending(&mut self, limit: u32) -> Result<Vec<Organization>, StoreError> {
        // The second condition is the index's; tenants are few.
        let mut statement = self.connection().prepare_cached(&format!(
            "SELECT {ORGANIZATION} FROM tenant t CROSS JOIN organization o ON o.tenant = t.id
             WHERE o.status = '1002' AND o.status <> '1000' ORDER BY o.created_at, o.id LIMIT ?"
        ))?;
        let rows = statement.query_map([limit], organization)?;
        Ok(rows.collect::<Result<_, _>>()?)
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
        // looked for by name; with a plus, a column is nothing to look by.
        let mut statement = self.connection().prepare_cached(
            "SELECT o.id, o.name_key FROM organization o
             WHERE o.tenant = ?1 AND o.name_key = ?2 AND +o.email_key = ?3 AND +o.kind = 'customer' AND +o.status = '1000' AND +o.id <> ?4
               AND +o.reseller_vipmp_id = (SELECT reseller_vipmp_id FROM organization WHERE id = ?4)
             UNION ALL
             SELECT o.id, o.name_key FROM organization o
             WHERE o.reseller_vipmp_id = (SELECT reseller_vipmp_id FROM organization WHERE id = ?4) AND o.reseller_vipmp_id IS NOT NULL
               AND o.name_key <> trim(o.name_key, ' ' || char(12288)) AND +o.email_key = ?3 AND +o.status = '1000' AND +o.id <> ?4",
        )?;
        let asked = params![
            customer.tenant.as_str(),
            name,
            folded(&contact.email),
            customer.id.0.as_bytes()
        ];
        let mut rows = statement.query(asked)?;
        while let Some(row) = rows.next()? {
            let known: String = row.get(1)?;
            if known.trim() == name {
                return Ok(Some(OrganizationId(uuid(row, 0)?)));
            }
        }
        Ok(None)
    }

    async fn find_contacts(
        &mut self,
        seller: &VipmpId,
        emails: &[String],
    ) -> Result<Vec<Contact>, StoreError> {
        let mut first = self.connection().prepare_cached(
            "SELECT profile FROM organization WHERE reseller_vipmp_id = ? AND email_key = ? ORDER BY rowid LIMIT 1",
        )?;
        let mut beside = self.connection().prepare_cached(
            "SELECT o.profile FROM contact_beside c CROSS JOIN organization o ON o.id = c.customer
             WHERE c.reseller_vipmp_id = ? AND c.email_key = ? ORDER BY c.customer LIMIT 1",
        )?;
        let mut found = Vec::new();
        for email in emails {
            let key = folded(email);
            for statement in [&mut first, &mut beside] {
                let profile: Option<Profile> = statement
                    .query_row(params![seller.as_str(), key], |row| document(row, 0))
                    .optional()?;
                let contacts = profile.into_iter().flat_map(|profile| profile.contacts);
                let mut known = contacts.filter(|contact| folded(&contact.email) == key);
                if let Some(contact) = known.next() {
                    found.push(contact);
                    break;
                }
            }
        }
        Ok(found)
    }

    async fn find_use(&mut self, customer: OrganizationId) -> Result<CustomerUse, StoreError> {
        let mut statement = self.connection().prepare_cached(
            "SELECT
               EXISTS (SELECT 1 FROM fulfillment WHERE account = ?1 AND status = 'complete'
                 AND kind IN ('msp_create_account', 'reseller_create_account')),
               EXISTS (SELECT 1 FROM subscription WHERE account = ?1 AND ended_at IS NULL),
               EXISTS (SELECT 1 FROM deployment WHERE customer = ?1 AND status = '1000')",
        )?;
        let found = statement.query_row([customer.0.as_bytes()], |row| {
            Ok(CustomerUse {
                ordered: row.get(0)?,
                lines: row.get(1)?,
                deployments: row.get(2)?,
            })
        })?;
        Ok(found)
    }

    async fn find_membership(
        &mut self,
        customer: OrganizationId,
    ) -> Result<Option<(MembershipGroup, MembershipRole)>, StoreError> {
        let found = self
            .connection()
            .prepare_cached(&format!(
                "SELECT {GROUP}, m.role FROM membership m JOIN membership_group g ON g.vipmp_id = m.grp WHERE m.customer = ?"
            ))?
            .query_row([customer.0.as_bytes()], |row| Ok((group(row)?, parsed(row, 6)?)))
            .optional()?;
        Ok(found)
    }

    async fn find_group(
        &mut self,
        tenant: &TenantId,
        id: &VipmpId,
    ) -> Result<Option<(MembershipGroup, Option<OrganizationId>)>, StoreError> {
        let found = self
            .connection()
            .prepare_cached(&format!(
                "SELECT {GROUP}, (SELECT m.customer FROM membership m WHERE m.grp = g.vipmp_id AND m.role = 'OWNER' LIMIT 1)
                 FROM membership_group g WHERE g.vipmp_id = ? AND g.tenant = ?"
            ))?
            .query_row(params![id.as_str(), tenant.as_str()], |row| {
                Ok((group(row)?, uuid_option(row, 6)?.map(OrganizationId)))
            })
            .optional()?;
        Ok(found)
    }

    async fn find_distributor(
        &mut self,
        tenant: &TenantId,
        id: OrganizationId,
    ) -> Result<VipmpId, StoreError> {
        let number = self.distributor(tenant, id)?;
        number
            .parse()
            .map_err(|error| StoreError::Corrupt(format!("a distributor's number: {error}")))
    }
}
