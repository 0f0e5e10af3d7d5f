//! Tenants, organizations, groups and deployments.

use async_trait::async_trait;
use landfall_core::{
    id::{AccountNumber, OrganizationId, TenantId, Timestamp, VipmpId},
    model::{
        AccountType, Deployment, MembershipGroup, MembershipRole, Organization, OrganizationKind,
        Status, Tenant, TenantSettings,
    },
    rules::search::folded,
};

use super::PostgresTransaction;
use crate::{
    AccountWrites, StoreError,
    postgres::{
        codec::{get, json, json_option, parsed, signed},
        read::{
            access::tenant,
            accounts::{organization, organization_columns},
            deployments::deployment,
        },
    },
    vipmp_space::vipmp_space,
};

impl PostgresTransaction {
    /// The number and the kind of the nearest MSP or reseller at or above `parent`.
    async fn nearest_seller(
        &mut self,
        parent: OrganizationId,
    ) -> Result<(String, OrganizationKind), StoreError> {
        let found = self
            .row(
                "SELECT o.vipmp_id, o.kind FROM organization_closure c JOIN organization o ON o.id = c.ancestor
                 WHERE c.descendant = $1 AND o.kind IN ('reseller', 'msp') ORDER BY c.depth LIMIT 1",
                &[&parent.0],
            )
            .await?;
        if let Some(row) = found
            && let Some(number) = get(&row, 0)?
        {
            return Ok((number, parsed(&row, 1)?));
        }
        Err(self.fail(StoreError::Dangling(
            "a customer needs a reseller or an MSP above it".to_owned(),
        )))
    }

    /// The number of the nearest distributor at or above `parent`, else of the tenant's oldest.
    pub(super) async fn distributor(
        &mut self,
        tenant: &TenantId,
        parent: OrganizationId,
    ) -> Result<String, StoreError> {
        let above = self
            .row(
                "SELECT o.vipmp_id FROM organization_closure c JOIN organization o ON o.id = c.ancestor
                 WHERE c.descendant = $1 AND o.kind = 'distributor' AND o.vipmp_id IS NOT NULL ORDER BY c.depth LIMIT 1",
                &[&parent.0],
            )
            .await?;
        let found = match above {
            Some(above) => Some(above),
            // That it is no customer lets the planner use the index of partners.
            None => {
                self.row(
                    "SELECT o.vipmp_id FROM organization o
                     WHERE o.tenant = $1 AND o.kind = 'distributor' AND o.kind <> 'customer' AND o.vipmp_id IS NOT NULL
                     ORDER BY o.created_at, o.added LIMIT 1",
                    &[&tenant.as_str()],
                )
                .await?
            }
        };
        match found {
            Some(row) => get(&row, 0),
            None => Err(self.fail(StoreError::Dangling(
                "a reseller or an MSP needs a distributor in its tenant".to_owned(),
            ))),
        }
    }
}

#[async_trait]
impl AccountWrites for PostgresTransaction {
    async fn insert_tenant(&mut self, tenant: &Tenant) -> Result<(), StoreError> {
        self.run(
            "INSERT INTO tenant (id, organization, settings, created_at) VALUES ($1, $2, $3, $4)",
            &[
                &tenant.id.as_str(),
                &tenant.organization.0,
                &json(&tenant.settings)?,
                &tenant.created_at.seconds(),
            ],
        )
        .await?;
        Ok(())
    }

    async fn find_tenant(&mut self, id: &TenantId) -> Result<Option<Tenant>, StoreError> {
        let found = self
            .row(
                "SELECT id, organization, settings, created_at FROM tenant WHERE id = $1 FOR SHARE",
                &[&id.as_str()],
            )
            .await?;
        found.as_ref().map(tenant).transpose()
    }

    async fn set_tenant_settings(
        &mut self,
        tenant: &TenantId,
        settings: &TenantSettings,
    ) -> Result<bool, StoreError> {
        let rows = self
            .run(
                "UPDATE tenant SET settings = $1 WHERE id = $2",
                &[&json(settings)?, &tenant.as_str()],
            )
            .await?;
        Ok(rows == 1)
    }

    async fn insert_organization(&mut self, new: &Organization) -> Result<(), StoreError> {
        let (reseller, account_type) = match (new.kind, new.parent) {
            (OrganizationKind::Customer, Some(parent)) => {
                let (reseller, kind) = self.nearest_seller(parent).await?;
                let produces =
                    || (kind == OrganizationKind::Msp).then_some(AccountType::Production);
                let account_type = new.profile.account_type.or_else(produces);
                (Some(reseller), account_type)
            }
            _ => (None, None),
        };
        let distributor = match (new.kind, new.parent) {
            (OrganizationKind::Reseller | OrganizationKind::Msp, Some(parent)) => {
                Some(self.distributor(&new.tenant, parent).await?)
            }
            _ => None,
        };
        let contact = new.profile.contacts.first();
        let number = new.account_number.as_ref();
        let parent = new.parent.map(|parent| parent.0);
        self.run(
            "INSERT INTO organization (id, tenant, parent, kind, name, description, status, external_reference,
               vipmp_space, vipmp_id, reseller_vipmp_id, distributor_vipmp_id, account_number, account_value, profile,
               name_key, email_key, website, account_type, created_at, updated_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)",
            &[
                &new.id.0,
                &new.tenant.as_str(),
                &parent,
                &new.kind.as_str(),
                &new.name,
                &new.description,
                &new.status.as_str(),
                &new.external_reference,
                &new.vipmp_id.as_ref().map(|_| vipmp_space(new.kind)),
                &new.vipmp_id.as_ref().map(VipmpId::as_str),
                &reseller,
                &distributor,
                &number.map(AccountNumber::as_str),
                &number.map(AccountNumber::value).map(signed).transpose()?,
                &json(&new.profile)?,
                &folded(&new.name),
                &contact.map_or_else(String::new, |contact| folded(&contact.email)),
                &new.profile.website,
                &account_type.map(AccountType::as_str),
                &new.created_at.seconds(),
                &new.updated_at.seconds(),
            ],
        )
        .await?;
        let at_or_above = self
            .run(
                "INSERT INTO organization_closure (descendant, ancestor, depth, descendant_created_at)
                 SELECT $1::uuid, c.ancestor, c.depth + 1, $4::bigint FROM organization_closure c
                 JOIN organization o ON o.id = c.descendant AND o.tenant = $3 WHERE c.descendant = $2
                 UNION ALL SELECT $1::uuid, $1::uuid, 0, $4::bigint",
                &[
                    &new.id.0,
                    &parent,
                    &new.tenant.as_str(),
                    &new.created_at.seconds(),
                ],
            )
            .await?;
        if parent.is_some() && at_or_above < 2 {
            return Err(self.fail(StoreError::Dangling(format!(
                "the organization above {} is not in its tenant",
                new.id
            ))));
        }
        if new.kind == OrganizationKind::Customer {
            self.note_contacts(new).await?;
        }
        Ok(())
    }

    async fn find_vipmp_ids(&mut self, ids: &[VipmpId]) -> Result<Vec<VipmpId>, StoreError> {
        self.go_on()?;
        let ids: Vec<&str> = ids.iter().map(VipmpId::as_str).collect();
        let ran = async {
            let sql = "SELECT DISTINCT vipmp_id FROM organization WHERE vipmp_id = ANY($1)";
            let statement = self.connection().prepare_cached(sql).await?;
            self.connection().query(&statement, &[&ids]).await
        };
        let rows = ran.await.map_err(|error| self.note(error.into()))?;
        rows.iter().map(|row| parsed(row, 0)).collect()
    }

    async fn find_organization(
        &mut self,
        tenant: &TenantId,
        id: OrganizationId,
    ) -> Result<Option<Organization>, StoreError> {
        let found = self
            .row(
                concat!(
                    "SELECT ",
                    organization_columns!(),
                    " FROM organization o WHERE o.id = $1 AND o.tenant = $2 FOR SHARE"
                ),
                &[&id.0, &tenant.as_str()],
            )
            .await?;
        found.as_ref().map(organization).transpose()
    }

    /// References to it may be added by others meanwhile.
    async fn hold_organization(
        &mut self,
        tenant: &TenantId,
        id: OrganizationId,
    ) -> Result<Option<Organization>, StoreError> {
        let found = self
            .row(
                concat!(
                    "SELECT ",
                    organization_columns!(),
                    " FROM organization o WHERE o.id = $1 AND o.tenant = $2 FOR NO KEY UPDATE"
                ),
                &[&id.0, &tenant.as_str()],
            )
            .await?;
        found.as_ref().map(organization).transpose()
    }

    async fn update_organization(&mut self, it: &Organization) -> Result<bool, StoreError> {
        let contact = it.profile.contacts.first();
        // What nobody chose is what the seller gives it, as at birth.
        let rows = self
            .run(
                "UPDATE organization o SET name = $2, description = $3, status = $4, external_reference = $5, profile = $6,
                   name_key = $7, email_key = $8, website = $9, updated_at = $11,
                   account_type = CASE WHEN o.kind <> 'customer' THEN NULL WHEN $10::text IS NOT NULL THEN $10::text
                     WHEN (SELECT s.kind FROM organization s WHERE s.vipmp_id = o.reseller_vipmp_id AND s.vipmp_space = 'reseller') = 'msp'
                       THEN 'Production' END
                 WHERE id = $1",
                &[
                    &it.id.0,
                    &it.name,
                    &it.description,
                    &it.status.as_str(),
                    &it.external_reference,
                    &json(&it.profile)?,
                    &folded(&it.name),
                    &contact.map_or_else(String::new, |contact| folded(&contact.email)),
                    &it.profile.website,
                    &it.profile.account_type.map(AccountType::as_str),
                    &it.updated_at.seconds(),
                ],
            )
            .await?;
        self.renew_contacts(it).await?;
        Ok(rows == 1)
    }

    async fn set_organization_status(
        &mut self,
        id: OrganizationId,
        status: Status,
        at: Timestamp,
    ) -> Result<bool, StoreError> {
        let rows = self
            .run(
                "UPDATE organization SET status = $1, updated_at = $2 WHERE id = $3",
                &[&status.as_str(), &at.seconds(), &id.0],
            )
            .await?;
        Ok(rows == 1)
    }

    async fn first_of_kind(
        &mut self,
        tenant: &TenantId,
        kind: OrganizationKind,
    ) -> Result<Option<Organization>, StoreError> {
        // Said literally, the second lets the planner use the index of partners; customers have none of this kind.
        let sql = match kind {
            OrganizationKind::Customer => concat!(
                "SELECT ",
                organization_columns!(),
                " FROM organization o WHERE o.tenant = $1 AND o.kind = $2 ORDER BY o.created_at, o.added LIMIT 1"
            ),
            _ => concat!(
                "SELECT ",
                organization_columns!(),
                " FROM organization o WHERE o.tenant = $1 AND o.kind = $2 AND o.kind <> 'customer'
                 ORDER BY o.created_at, o.added LIMIT 1"
            ),
        };
        let found = self.row(sql, &[&tenant.as_str(), &kind.as_str()]).await?;
        found.as_ref().map(organization).transpose()
    }

    async fn insert_group(&mut self, group: &MembershipGroup) -> Result<(), StoreError> {
        self.run(
            "INSERT INTO membership_group (vipmp_id, tenant, name, kind, large_agency, country, name_key, created_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            &[
                &group.vipmp_id.as_str(),
                &group.tenant.as_str(),
                &group.name,
                &group.kind.as_str(),
                &json_option(group.large_agency.as_ref())?,
                &group.large_agency.as_ref().map(|agency| &agency.country),
                &folded(&group.name),
                &group.created_at.seconds(),
            ],
        )
        .await?;
        Ok(())
    }

    async fn insert_membership(
        &mut self,
        customer: OrganizationId,
        group: &VipmpId,
        role: MembershipRole,
    ) -> Result<(), StoreError> {
        let rows = self
            .run(
                "INSERT INTO membership (customer, grp, role)
                 SELECT o.id, g.vipmp_id, $1 FROM organization o JOIN membership_group g ON g.tenant = o.tenant
                 WHERE o.id = $2 AND o.kind = 'customer' AND g.vipmp_id = $3",
                &[&role.as_str(), &customer.0, &group.as_str()],
            )
            .await?;
        if rows == 0 {
            return Err(self.fail(StoreError::Dangling(format!(
                "customer {customer} and group {group} are not both in one tenant"
            ))));
        }
        Ok(())
    }

    async fn insert_deployment(&mut self, deployment: &Deployment) -> Result<(), StoreError> {
        self.run(
            "INSERT INTO deployment (vipmp_id, customer, status, address, created_at) VALUES ($1, $2, $3, $4, $5)",
            &[
                &deployment.vipmp_id.as_str(),
                &deployment.customer.0,
                &deployment.status.as_str(),
                &json(&deployment.address)?,
                &deployment.created_at.seconds(),
            ],
        )
        .await?;
        Ok(())
    }

    async fn find_deployment(
        &mut self,
        customer: OrganizationId,
        id: &VipmpId,
    ) -> Result<Option<Deployment>, StoreError> {
        let found = self
            .row(
                "SELECT vipmp_id, customer, address, status, created_at FROM deployment
                 WHERE vipmp_id = $1 AND customer = $2 FOR UPDATE",
                &[&id.as_str(), &customer.0],
            )
            .await?;
        found.map(|row| deployment(&row, 0)).transpose()
    }

    async fn update_deployment(&mut self, deployment: &Deployment) -> Result<bool, StoreError> {
        let rows = self
            .run(
                "UPDATE deployment SET status = $1, address = $2 WHERE vipmp_id = $3 AND customer = $4",
                &[
                    &deployment.status.as_str(),
                    &json(&deployment.address)?,
                    &deployment.vipmp_id.as_str(),
                    &deployment.customer.0,
                ],
            )
            .await?;
        Ok(rows == 1)
    }
}
