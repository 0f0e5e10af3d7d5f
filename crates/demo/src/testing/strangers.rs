//! Clients that the demonstration does not have, in its tenant and in another one.

use landfall_control::{ControlError, secret::hash};
use landfall_core::{
    id::{ClientKey, OrganizationId, TenantId},
    model::{
        ApiClient, Grant, Organization, OrganizationKind, Profile, Status, Tenant, TenantSettings,
        Token, TokenFamily, TokenHolder,
    },
};
use landfall_store::Transaction;
use uuid::Uuid;

use super::{Inserting, Loaded};
use crate::ids;

/// The number of everything that the other tenant has.
const ELSEWHERE: u64 = 900;

/// A client who is let in by a token, which does not expire.
#[derive(Debug, Clone)]
pub struct Stranger<'s> {
    /// What it may do.
    pub grant: Grant,
    /// What its token is good for.
    pub family: TokenFamily,
    /// The token.
    pub token: &'s str,
}

impl Loaded {
    /// Lets in another client of the demonstration's tenant: `client-` with its number. It is bound to `organization`.
    pub async fn let_in(
        &self,
        key: u64,
        organization: Option<OrganizationId>,
        stranger: Stranger<'_>,
    ) -> Result<(), ControlError> {
        let client = self.client(key, ids::tenant(), organization, stranger);
        self.write(vec![client], insert_client).await
    }

    /// Makes another tenant, `other`, with a client.
    pub async fn other_tenant(&self, stranger: Stranger<'_>) -> Result<(), ControlError> {
        let now = self.clock.now();
        let tenant = Tenant {
            id: "other".parse().expect("the name of a tenant"),
            organization: OrganizationId(Uuid::from_u128(ELSEWHERE.into())),
            settings: TenantSettings::default(),
            created_at: now,
        };
        let root = Organization {
            id: tenant.organization,
            tenant: tenant.id.clone(),
            parent: None,
            kind: OrganizationKind::Tenant,
            name: "Other".to_owned(),
            description: String::new(),
            status: Status::Active,
            external_reference: String::new(),
            vipmp_id: None,
            account_number: None,
            created_at: now,
            updated_at: now,
            profile: Profile::default(),
        };
        let client = self.client(ELSEWHERE, tenant.id.clone(), None, stranger);
        let things = vec![(tenant, root, client)];
        self.write(things, |transaction, (tenant, root, client)| {
            Box::pin(async move {
                transaction.insert_tenant(tenant).await?;
                transaction.insert_organization(root).await?;
                insert_client(transaction, client).await
            })
        })
        .await
    }

    fn client(
        &self,
        key: u64,
        tenant: TenantId,
        organization: Option<OrganizationId>,
        stranger: Stranger<'_>,
    ) -> (ApiClient, Token) {
        let now = self.clock.now();
        let token = Token {
            family: stranger.family,
            hash: hash(stranger.token.as_bytes()),
            tenant: tenant.clone(),
            holder: TokenHolder::Client(ClientKey(key)),
            issued_at: now,
            expires_at: None,
            revoked_at: None,
        };
        let client = ApiClient {
            key: ClientKey(key),
            client_id: format!("client-{key}"),
            tenant,
            organization,
            description: String::new(),
            person: None,
            grants: vec![stranger.grant],
            secret_hash: hash(b"its-secret"),
            created_at: now,
            revoked_at: None,
        };
        (client, token)
    }
}

fn insert_client<'t>(
    transaction: &'t mut dyn Transaction,
    (client, token): &'t (ApiClient, Token),
) -> Inserting<'t> {
    Box::pin(async move {
        transaction.insert_client(client).await?;
        transaction.insert_token(token).await
    })
}
