//! Accounts that tests put beside the demonstration's.

use std::sync::atomic::{AtomicU64, Ordering};

use landfall_control::secret::hash;
use landfall_core::{
    id::{ClientKey, OrganizationId, TenantId, Timestamp, VipmpId},
    model::{
        Address, ApiClient, Contact, Deployment, Organization, OrganizationKind, Profile, Status,
        Tenant, TenantSettings, Token, TokenFamily, TokenHolder,
    },
};
use landfall_demo::ids;

use crate::world::{World, now};

/// Another tenant, with a customer, its deployment, and a client that sees all of it.
pub(crate) const OTHER_CUSTOMER: &str = "6600000001";
pub(crate) const OTHER_DEPLOYMENT: &str = "660000002";
pub(crate) const OTHER_RESELLER: &str = "6600000004";
pub(crate) const OTHER_CLIENT: &str = "other-app";
pub(crate) const OTHER_TOKEN: &str = "other-token";

/// A number that no other call gave, and that the demonstration does not use for anything.
fn new_number() -> u64 {
    static DRAWN: AtomicU64 = AtomicU64::new(1_000);
    DRAWN.fetch_add(1, Ordering::Relaxed)
}

pub(crate) fn vipmp(id: &str) -> VipmpId {
    id.parse().unwrap()
}

pub(crate) fn time(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// An active organization below `parent` with nothing beside its names.
pub(crate) fn organization(
    kind: OrganizationKind,
    parent: Option<OrganizationId>,
    vipmp_id: &str,
) -> Organization {
    Organization {
        id: OrganizationId(uuid::Uuid::from_u128(new_number().into())),
        tenant: ids::tenant(),
        parent,
        kind,
        name: "Nordwind Papier GmbH".to_owned(),
        description: String::new(),
        status: Status::Active,
        external_reference: String::new(),
        vipmp_id: (!vipmp_id.is_empty()).then(|| vipmp(vipmp_id)),
        account_number: None,
        created_at: time("2025-03-09T07:15:02Z"),
        updated_at: time("2025-03-09T07:15:02Z"),
        profile: Profile::default(),
    }
}

/// A customer of the demonstration's reseller, as another dialect makes one: with a country and a person, and no more.
pub(crate) fn customer(vipmp_id: &str, country: &str) -> Organization {
    let reseller = Some(ids::organization(ids::RESELLER));
    let address = Address {
        country: country.to_owned(),
        city: "Augsburg".to_owned(),
        line1: "Lechufer 8".to_owned(),
        ..Address::default()
    };
    let contact = Contact {
        first_name: "Lena".to_owned(),
        last_name: "Brandt".to_owned(),
        email: "lena@nordwind.example".to_owned(),
        ..Contact::default()
    };
    Organization {
        profile: Profile {
            address: Some(address),
            contacts: vec![contact],
            ..Profile::default()
        },
        ..organization(OrganizationKind::Customer, reseller, vipmp_id)
    }
}

/// An active deployment.
pub(crate) fn deployment(customer: OrganizationId, vipmp_id: &str, at: &str) -> Deployment {
    Deployment {
        vipmp_id: vipmp(vipmp_id),
        customer,
        address: Address {
            country: "US".to_owned(),
            region: "CA".to_owned(),
            city: "San Jose".to_owned(),
            line1: "200 Fairmont Ave".to_owned(),
            ..Address::default()
        },
        status: Status::Active,
        created_at: time(at),
    }
}

/// A token of a client, good for a day.
pub(crate) fn token(client: &ApiClient, text: &str, issued_at: Timestamp) -> Token {
    Token {
        family: TokenFamily::Vipmp,
        hash: hash(text.as_bytes()),
        tenant: client.tenant.clone(),
        holder: TokenHolder::Client(client.key),
        issued_at,
        expires_at: Some(issued_at.plus(86_400)),
        revoked_at: None,
    }
}

impl World {
    /// Adds a customer, or another organization, of the demonstration's tenant.
    pub(crate) async fn put_customer(&self, customer: Organization) {
        self.put(move |transaction| {
            let customer = customer.clone();
            Box::pin(async move { transaction.insert_organization(&customer).await })
        })
        .await;
    }

    /// Adds deployments.
    pub(crate) async fn put_deployments(&self, deployments: Vec<Deployment>) {
        self.put(move |transaction| {
            let deployments = deployments.clone();
            Box::pin(async move {
                for deployment in &deployments {
                    transaction.insert_deployment(deployment).await?;
                }
                Ok(())
            })
        })
        .await;
    }

    /// Adds a token of a client that is there.
    pub(crate) async fn put_token(&self, token: Token) {
        self.put(move |transaction| {
            let token = token.clone();
            Box::pin(async move { transaction.insert_token(&token).await })
        })
        .await;
    }

    /// Adds a client of the demonstration's tenant, bound to `root` or to nothing, and its token.
    pub(crate) async fn put_client(
        &self,
        name: &'static str,
        root: Option<OrganizationId>,
        token_text: &'static str,
    ) {
        let client = ApiClient {
            key: ClientKey(new_number()),
            client_id: name.to_owned(),
            organization: root,
            ..self.demo_client().await
        };
        let token = token(&client, token_text, now());
        self.put(move |transaction| {
            let (client, token) = (client.clone(), token.clone());
            Box::pin(async move {
                transaction.insert_client(&client).await?;
                transaction.insert_token(&token).await
            })
        })
        .await;
    }

    /// Adds the other tenant.
    pub(crate) async fn put_other_tenant(&self) {
        let tenant: TenantId = "othertenant".parse().unwrap();
        let made = |kind, parent: Option<&Organization>, number: &str| Organization {
            tenant: tenant.clone(),
            ..organization(kind, parent.map(|parent| parent.id), number)
        };
        let root = made(OrganizationKind::Tenant, None, "");
        let distributor = made(OrganizationKind::Distributor, Some(&root), "6600000003");
        let reseller = made(
            OrganizationKind::Reseller,
            Some(&distributor),
            OTHER_RESELLER,
        );
        let customer = made(OrganizationKind::Customer, Some(&reseller), OTHER_CUSTOMER);
        let client = ApiClient {
            key: ClientKey(new_number()),
            client_id: OTHER_CLIENT.to_owned(),
            tenant: tenant.clone(),
            organization: None,
            ..self.demo_client().await
        };
        let deployment = deployment(customer.id, OTHER_DEPLOYMENT, "2025-05-05T05:05:05Z");
        let token = token(&client, OTHER_TOKEN, now());
        let tenant = Tenant {
            id: tenant,
            organization: root.id,
            settings: TenantSettings::default(),
            created_at: root.created_at,
        };
        let organizations = [root, distributor, reseller, customer];
        self.put(move |transaction| {
            let (tenant, organizations) = (tenant.clone(), organizations.clone());
            let (deployment, client, token) = (deployment.clone(), client.clone(), token.clone());
            Box::pin(async move {
                transaction.insert_tenant(&tenant).await?;
                for organization in &organizations {
                    transaction.insert_organization(organization).await?;
                }
                transaction.insert_deployment(&deployment).await?;
                transaction.insert_client(&client).await?;
                transaction.insert_token(&token).await
            })
        })
        .await;
    }
}
