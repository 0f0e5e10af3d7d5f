//! The rows of the contract's examples, and a second tenant.

use landfall_core::{
    id::{GatewayGroupId, OrganizationId, PopId, TenantId, Timestamp, UserId, ZoneId},
    model::{
        Association, Behavior, Environment, GatewayGroup, GatewayListener, Grants, Implementation,
        Organization, OrganizationKind, Placement, Platform, Pop, Profile, Protocol, Role,
        RoleBinding, Status, Tenant, TenantSettings, User, Zone,
    },
};
use landfall_store::{StoreError, Transaction};
use uuid::Uuid;

pub(crate) const TENANT: &str = "acmepaymentscorp";
pub(crate) const OTHER_TENANT: &str = "globex";
pub(crate) const PASSWORD: &str = "demo-password";

/// The organization that zone 1 is granted to, one below it, and the owner of zone 2.
pub(crate) const GRANTED: &str = "87da343c-e260-43e2-8fbf-2fab7fae9203";
pub(crate) const BELOW_GRANTED: &str = "3f0b6a52-9f0c-4d3a-8c55-5a3a4f6f0a11";
pub(crate) const OWNING: &str = "89535988-cfe8-44e0-8fdb-15f8ebf2109f";
/// An organization of the other tenant.
pub(crate) const FOREIGN: &str = "5d0c3f8e-7a44-4a52-9f8a-0d5c1d9b7e21";

/// Business Admin of the tenant organization.
pub(crate) const ADMIN: &str = "jane@acme.example";
/// API Admin of the tenant organization.
pub(crate) const READER: &str = "api@acme.example";
/// Business Admin of [`GRANTED`] alone.
pub(crate) const SUB_ADMIN: &str = "sub@acme.example";
/// Without any role.
pub(crate) const NOBODY: &str = "nobody@acme.example";
/// Business Admin of the other tenant's organization.
pub(crate) const OTHER_ADMIN: &str = "admin@globex.example";

pub(crate) const ZONE_1: Uuid = Uuid::from_u128(1);
pub(crate) const ZONE_2: Uuid = Uuid::from_u128(2);

pub(crate) fn tenant_id(name: &str) -> TenantId {
    name.parse().unwrap()
}

/// The id of the organization that a tenant itself is.
pub(crate) fn root(tenant: &str) -> OrganizationId {
    let number = if tenant == TENANT { 100 } else { 200 };
    OrganizationId(Uuid::from_u128(number))
}

fn born() -> Timestamp {
    "2020-01-02T10:00:00Z".parse().unwrap()
}

/// Writes everything but the zones.
pub(crate) async fn tree(
    transaction: &mut dyn Transaction,
    password_hash: &str,
) -> Result<(), StoreError> {
    for name in [TENANT, OTHER_TENANT] {
        let tenant = Tenant {
            id: tenant_id(name),
            organization: root(name),
            settings: TenantSettings::default(),
            created_at: born(),
        };
        transaction.insert_tenant(&tenant).await?;
        let organization = organization(name, root(name), None);
        transaction.insert_organization(&organization).await?;
    }
    for (tenant, id, parent) in [
        (TENANT, GRANTED, root(TENANT)),
        (TENANT, BELOW_GRANTED, GRANTED.parse().unwrap()),
        (TENANT, OWNING, root(TENANT)),
        (OTHER_TENANT, FOREIGN, root(OTHER_TENANT)),
    ] {
        let organization = organization(tenant, id.parse().unwrap(), Some(parent));
        transaction.insert_organization(&organization).await?;
    }
    for (number, tenant, email, role) in [
        (1, TENANT, ADMIN, Some((root(TENANT), Role::BusinessAdmin))),
        (2, TENANT, READER, Some((root(TENANT), Role::ApiAdmin))),
        (
            3,
            TENANT,
            SUB_ADMIN,
            Some((GRANTED.parse().unwrap(), Role::BusinessAdmin)),
        ),
        (4, TENANT, NOBODY, None),
        (
            5,
            OTHER_TENANT,
            OTHER_ADMIN,
            Some((root(OTHER_TENANT), Role::BusinessAdmin)),
        ),
    ] {
        let user = user(number, tenant, email, password_hash);
        transaction.insert_user(&user).await?;
        if let Some((organization, role)) = role {
            let binding = RoleBinding {
                user: user.id,
                organization,
                role,
            };
            transaction.bind_role(&binding).await?;
        }
    }
    gateways(transaction).await
}

fn organization(tenant: &str, id: OrganizationId, parent: Option<OrganizationId>) -> Organization {
    Organization {
        id,
        tenant: tenant_id(tenant),
        parent,
        kind: if parent.is_some() {
            OrganizationKind::Aggregator
        } else {
            OrganizationKind::Tenant
        },
        name: match id.to_string().as_str() {
            GRANTED => "Payments EU".to_owned(),
            OWNING => "Payments Labs".to_owned(),
            BELOW_GRANTED => "Payments EU South".to_owned(),
            _ if parent.is_none() => "Acme Payments Corp".to_owned(),
            other => format!("Organization {other}"),
        },
        description: String::new(),
        status: Status::Active,
        external_reference: String::new(),
        vipmp_id: None,
        account_number: None,
        created_at: born(),
        updated_at: born(),
        profile: Profile::default(),
    }
}

fn user(number: u64, tenant: &str, email: &str, password_hash: &str) -> User {
    // The first is the one of the contract's example.
    let (uuid, name) = if number == 1 {
        (
            "8697a0a0-2c6f-4bee-a501-c0819b649791".parse().unwrap(),
            "JaneDoe",
        )
    } else {
        (Uuid::from_u128(number.into()), "Somebody")
    };
    User {
        id: UserId(number),
        uuid,
        tenant: tenant_id(tenant),
        email: email.to_owned(),
        name: name.to_owned(),
        first_name: "Jane".to_owned(),
        last_name: "Doe".to_owned(),
        password_hash: Some(password_hash.to_owned()),
        created_at: born(),
        revoked_at: None,
    }
}

/// Two POPs in one place, one elsewhere, one without a gateway; a gateway group in three, two groups in one of them.
async fn gateways(transaction: &mut dyn Transaction) -> Result<(), StoreError> {
    for (number, place, code) in [
        (1, "San Jose", "SJC"),
        (2, "Los Angeles", "LAX"),
        (3, "Los Angeles", "LAA"),
        (4, "Boston", "BOS"),
    ] {
        let pop = Pop {
            id: PopId(number),
            tenant: tenant_id(TENANT),
            region: "North America".to_owned(),
            place: place.to_owned(),
            code: code.to_owned(),
            latitude: 37.339_835,
            longitude: -121.886_15,
            position: u32::try_from(number).unwrap(),
        };
        transaction.insert_pop(&pop).await?;
    }
    for (number, key, name, pop) in [
        (1051, "container-1051", "Akana US West", 1),
        (1052, "1652-80ac-4379-aeb3-d391dca8533e", "eapNd", 2),
        (1053, "container-1053", "Los Angeles", 3),
        (1054, "container-1054", "San Jose too", 1),
    ] {
        let mut group = gateway_group(number, key, name, pop);
        if number == 1052 {
            group.listeners = vec![listener("default-http0", Protocol::Http, "labs", 7905)];
            group.patterns = vec!["ORCHESTRATION".to_owned()];
        }
        transaction.insert_gateway_group(&group).await?;
    }
    Ok(())
}

fn gateway_group(number: u64, key: &str, name: &str, pop: u64) -> GatewayGroup {
    let host = "gateway.akana.com";
    GatewayGroup {
        id: GatewayGroupId(number),
        tenant: tenant_id(TENANT),
        key: key.to_owned(),
        name: name.to_owned(),
        placement: Placement {
            pop: PopId(pop),
            platform: Platform::HttpLarge,
            environment: Environment::Production,
        },
        listeners: vec![
            listener(
                "mutual-https",
                Protocol::Https,
                "mtl-west.gateway.akana.com",
                443,
            ),
            listener("default-https", Protocol::Https, host, 443),
            listener("default-http0", Protocol::Http, host, 80),
        ],
        patterns: vec![],
    }
}

fn listener(name: &str, protocol: Protocol, host: &str, port: u16) -> GatewayListener {
    GatewayListener {
        name: name.to_owned(),
        protocol,
        host: host.to_owned(),
        port,
    }
}

/// Both zones of the contract's examples.
pub(crate) fn zones() -> [Zone; 2] {
    let zone_1 = Zone {
        grants: Grants::Some(vec![GRANTED.parse().unwrap()]),
        location: Some("37.339835, -121.88615".to_owned()),
        ..zone(ZONE_1, "container-1051", "Akana US West")
    };
    let zone_2 = Zone {
        owner: OWNING.parse().unwrap(),
        description: "ppbABT".to_owned(),
        gateway_group: GatewayGroupId(1052),
        address_override: Behavior::Allow,
        random_host_name: Behavior::DontAllow,
        host_name: Some("testing.acmepaymentscorp.com".to_owned()),
        virtual_host: true,
        ..zone(ZONE_2, "c377f0a2-70f5-4e32-aa8e-cf957b385595", "bhJNQX")
    };
    [zone_1, zone_2]
}

/// A zone of the tenant organization with what a zone has by default.
pub(crate) fn zone(id: Uuid, key: &str, name: &str) -> Zone {
    Zone {
        id: ZoneId(id),
        tenant: tenant_id(TENANT),
        key: key.to_owned(),
        owner: root(TENANT),
        grants: Grants::All,
        name: name.to_owned(),
        description: String::new(),
        location: None,
        gateway_group: GatewayGroupId(1051),
        address_override: Behavior::DontAllow,
        random_host_name: Behavior::Allow,
        host_name: None,
        virtual_host: false,
        access_points: None,
        associations: pairs(&[
            (Implementation::Live, "Production"),
            (Implementation::Sandbox, "Production"),
        ]),
        created_at: born(),
        updated_at: born(),
    }
}

pub(crate) fn pairs(pairs: &[(Implementation, &str)]) -> Vec<Association> {
    pairs
        .iter()
        .map(|(implementation, environment)| Association {
            implementation: *implementation,
            environment: (*environment).to_owned(),
        })
        .collect()
}
