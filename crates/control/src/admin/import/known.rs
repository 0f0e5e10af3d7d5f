//! What objects may refer to: everything that they name has to be there, in their own tenant, and of the right kind. The
//! engines' own constraints know neither tenants nor members.

use std::collections::{HashMap, HashSet};

use landfall_core::{
    id::{OrganizationId, TenantId},
    model::{Grants, Item, ItemKey, OrganizationKind, Platform},
};
use landfall_store::{StoreError, Transaction};
use landfall_transfer::Fault;

/// What others need to know of an object.
#[derive(Debug)]
struct Thing {
    tenant: Option<TenantId>,
    /// A tenant's own organization, a policy's account.
    organization: Option<OrganizationId>,
    platform: Option<Platform>,
    /// An account's own, if it is known.
    country: Option<String>,
}

impl Thing {
    fn of(item: &Item) -> Self {
        let (organization, platform) = match item {
            Item::Tenant(it) => (Some(it.organization), None),
            Item::Policy(it) => (Some(it.summary.account), Some(it.summary.platform)),
            _ => (None, None),
        };
        let country = match item {
            Item::Organization(it) => it.profile.address.as_ref().map(|it| it.country.clone()),
            _ => None,
        };
        Self {
            tenant: item.tenant().cloned(),
            organization,
            platform,
            country,
        }
    }
}

/// What is known to be there, as far as the objects at hand refer to it.
#[derive(Debug, Default)]
pub(super) struct Known {
    places: HashMap<OrganizationId, (TenantId, OrganizationKind)>,
    things: HashMap<ItemKey, Thing>,
}

impl Known {
    /// Looks up everything that the objects refer to.
    pub(super) async fn look_up(
        transaction: &mut dyn Transaction,
        items: impl Iterator<Item = &Item>,
    ) -> Result<Self, StoreError> {
        let mut wanted = Wanted::default();
        for item in items {
            wanted.by(item);
        }
        let places: Vec<_> = wanted.places.into_iter().collect();
        let keys: Vec<_> = wanted.things.into_iter().collect();
        let mut known = Self::default();
        for place in transaction.find_places(&places).await? {
            known.places.insert(place.id, (place.tenant, place.kind));
        }
        for item in transaction.find_items(&keys).await? {
            known.things.insert(item.key(), Thing::of(&item));
        }
        Ok(known)
    }

    /// Takes note of an object that was added.
    pub(super) fn add(&mut self, item: &Item) {
        match item {
            Item::Organization(it) => {
                self.places.insert(it.id, (it.tenant.clone(), it.kind));
                if it.kind == OrganizationKind::Customer {
                    self.things.insert(item.key(), Thing::of(item));
                }
            }
            Item::Deployment(_)
            | Item::Membership(_)
            | Item::Offer(_)
            | Item::Role(_)
            | Item::Site(_)
            | Item::Exception(_) => {}
            _ => {
                self.things.insert(item.key(), Thing::of(item));
            }
        }
    }

    /// What is wrong with what an object refers to.
    #[expect(clippy::too_many_lines, reason = "a case for each kind of object")]
    pub(super) fn check(&self, item: &Item) -> Result<(), Fault> {
        let kind = item.key().kind();
        if let (Some(tenant), false) = (item.tenant(), matches!(item, Item::Tenant(_))) {
            self.thing(
                &format!("{kind}.tenant"),
                &ItemKey::Tenant(tenant.clone()),
                None,
            )?;
        }
        match item {
            Item::Tenant(_)
            | Item::Group(_)
            | Item::Pop(_)
            | Item::Offer(_)
            | Item::User(_)
            | Item::Log(_) => Ok(()),
            Item::Organization(it) => self.organization(it),
            Item::Membership(it) => {
                let tenant = self.customer("membership.customer", it.customer, None)?;
                let group = ItemKey::Group(it.group.clone());
                self.thing("membership.group", &group, Some(tenant))
                    .map(drop)
            }
            Item::Deployment(it) => {
                self.customer("deployment.customer", it.customer, None)?;
                let customer = self.things.get(&ItemKey::Organization(it.customer));
                let home = customer.and_then(|customer| customer.country.as_deref());
                if home == Some(it.address.country.as_str()) {
                    return Err(Fault::new(
                        "deployment.address.country",
                        format!(
                            "another country than the customer's own, which is {}",
                            it.address.country
                        ),
                    ));
                }
                Ok(())
            }
            Item::GatewayGroup(it) => {
                let pop = ItemKey::Pop(it.placement.pop);
                self.thing("gateway_group.placement.pop", &pop, Some(&it.tenant))
                    .map(drop)
            }
            Item::Zone(it) => {
                self.place("zone.owner", it.owner, &it.tenant)?;
                if let Grants::Some(organizations) = &it.grants {
                    for (index, organization) in organizations.iter().enumerate() {
                        let member = format!("zone.grants.some[{index}]");
                        self.place(&member, *organization, &it.tenant)?;
                    }
                }
                let group = ItemKey::GatewayGroup(it.gateway_group);
                self.thing("zone.gateway_group", &group, Some(&it.tenant))
                    .map(drop)
            }
            Item::Role(it) => {
                let user = self.thing("role.user", &ItemKey::User(it.user), None)?;
                let tenant = user.tenant.as_ref().ok_or_else(|| {
                    Fault::new("role.user", format!("user {} has no tenant", it.user))
                })?;
                self.place("role.organization", it.organization, tenant)
                    .map(drop)
            }
            Item::Client(it) => it.organization.map_or(Ok(()), |organization| {
                self.place("client.organization", organization, &it.tenant)
                    .map(drop)
            }),
            Item::Site(it) => self
                .customer("site.account", it.account, Some(&it.tenant))
                .map(drop),
            Item::Policy(it) => self
                .customer(
                    "policy.account",
                    it.summary.account,
                    Some(&it.summary.tenant),
                )
                .map(drop),
            Item::Server(it) => {
                let pop = ItemKey::Pop(it.placement.pop);
                self.thing("server.placement.pop", &pop, Some(&it.tenant))
                    .map(drop)
            }
            Item::Exception(it) => self
                .thing("exception.server", &ItemKey::Server(it.server), None)
                .map(drop),
            Item::DeployRequest(it) => {
                self.customer("deploy_request.account", it.account, Some(&it.tenant))?;
                let policy = ItemKey::Policy(it.policy);
                let policy = self.thing("deploy_request.policy", &policy, Some(&it.tenant))?;
                if policy.organization != Some(it.account) {
                    return Err(Fault::new(
                        "deploy_request.policy",
                        format!("policy {} is of another account", it.policy),
                    ));
                }
                if policy.platform != Some(it.platform) {
                    return Err(Fault::new(
                        "deploy_request.platform",
                        "the platform of its policy",
                    ));
                }
                let submitter = ItemKey::User(it.submitter);
                self.thing("deploy_request.submitter", &submitter, Some(&it.tenant))
                    .map(drop)
            }
            Item::Release(it) => {
                let request = ItemKey::DeployRequest(it.request);
                let tenant = self
                    .thing("release.request", &request, None)?
                    .tenant
                    .as_ref();
                self.thing("release.log", &ItemKey::Log(it.log), tenant)
                    .map(drop)
            }
            Item::Fulfillment(it) => {
                let it = &it.fulfillment;
                if self.place("fulfillment.seller", it.seller, &it.tenant)?
                    == OrganizationKind::Customer
                {
                    return Err(Fault::new(
                        "fulfillment.seller",
                        format!(
                            "organization {} is a customer, who sells nothing",
                            it.seller
                        ),
                    ));
                }
                it.account.map_or(Ok(()), |account| {
                    self.customer("fulfillment.account", account, Some(&it.tenant))
                        .map(drop)
                })
            }
            Item::Subscription(it) => {
                let tenant = self.customer("subscription.account", it.account, None)?;
                it.fulfillment.map_or(Ok(()), |fulfillment| {
                    let key = ItemKey::Fulfillment(fulfillment);
                    self.thing("subscription.fulfillment", &key, Some(tenant))
                        .map(drop)
                })
            }
        }
    }

    fn organization(&self, it: &landfall_core::model::Organization) -> Result<(), Fault> {
        let Some(parent) = it.parent else {
            let tenant = self.things.get(&ItemKey::Tenant(it.tenant.clone()));
            if tenant.and_then(|tenant| tenant.organization) == Some(it.id) {
                return Ok(());
            }
            return Err(Fault::new(
                "organization.id",
                format!("tenant {} has another organization at its root", it.tenant),
            ));
        };
        if self.place("organization.parent", parent, &it.tenant)? == OrganizationKind::Customer {
            return Err(Fault::new(
                "organization.parent",
                "nothing can hang below a customer",
            ));
        }
        Ok(())
    }

    /// What an organization of the tenant is.
    fn place(
        &self,
        member: &str,
        id: OrganizationId,
        tenant: &TenantId,
    ) -> Result<OrganizationKind, Fault> {
        match self.places.get(&id) {
            Some((place, kind)) if place == tenant => Ok(*kind),
            _ => Err(Fault::new(
                member,
                format!("tenant {tenant} has no organization {id}"),
            )),
        }
    }

    /// The tenant of a customer, which has to be `tenant` if that is known.
    fn customer(
        &self,
        member: &str,
        id: OrganizationId,
        tenant: Option<&TenantId>,
    ) -> Result<&TenantId, Fault> {
        match self.places.get(&id) {
            Some((place, kind)) if tenant.is_none_or(|tenant| place == tenant) => {
                if *kind == OrganizationKind::Customer {
                    return Ok(place);
                }
                Err(Fault::new(
                    member,
                    format!("organization {id} is of kind {kind}, not a customer"),
                ))
            }
            _ => Err(Fault::new(member, format!("there is no customer {id}"))),
        }
    }

    fn thing(
        &self,
        member: &str,
        key: &ItemKey,
        tenant: Option<&TenantId>,
    ) -> Result<&Thing, Fault> {
        match self.things.get(key) {
            Some(thing) if tenant.is_none() || thing.tenant.as_ref() == tenant => Ok(thing),
            _ => Err(Fault::new(
                member,
                match tenant {
                    Some(tenant) => format!("tenant {tenant} has no {key}"),
                    None => format!("there is no {key}"),
                },
            )),
        }
    }
}

/// What objects refer to.
#[derive(Debug, Default)]
struct Wanted {
    places: HashSet<OrganizationId>,
    things: HashSet<ItemKey>,
}

impl Wanted {
    fn by(&mut self, item: &Item) {
        if let Some(tenant) = item.tenant() {
            self.things.insert(ItemKey::Tenant(tenant.clone()));
        }
        match item {
            Item::Tenant(_)
            | Item::Group(_)
            | Item::Pop(_)
            | Item::Offer(_)
            | Item::User(_)
            | Item::Log(_) => {}
            Item::Organization(it) => self.places.extend(it.parent),
            Item::Membership(it) => {
                self.places.insert(it.customer);
                self.things.insert(ItemKey::Group(it.group.clone()));
            }
            Item::Deployment(it) => {
                self.places.insert(it.customer);
                // For its country.
                self.things.insert(ItemKey::Organization(it.customer));
            }
            Item::GatewayGroup(it) => {
                self.things.insert(ItemKey::Pop(it.placement.pop));
            }
            Item::Zone(it) => {
                self.places.insert(it.owner);
                if let Grants::Some(organizations) = &it.grants {
                    self.places.extend(organizations);
                }
                self.things.insert(ItemKey::GatewayGroup(it.gateway_group));
            }
            Item::Role(it) => {
                self.places.insert(it.organization);
                self.things.insert(ItemKey::User(it.user));
            }
            Item::Client(it) => self.places.extend(it.organization),
            Item::Site(it) => {
                self.places.insert(it.account);
            }
            Item::Policy(it) => {
                self.places.insert(it.summary.account);
            }
            Item::Server(it) => {
                self.things.insert(ItemKey::Pop(it.placement.pop));
            }
            Item::Exception(it) => {
                self.things.insert(ItemKey::Server(it.server));
            }
            Item::DeployRequest(it) => {
                self.places.insert(it.account);
                self.things.insert(ItemKey::Policy(it.policy));
                self.things.insert(ItemKey::User(it.submitter));
            }
            Item::Release(it) => {
                self.things.insert(ItemKey::DeployRequest(it.request));
                self.things.insert(ItemKey::Log(it.log));
            }
            Item::Fulfillment(it) => {
                self.places.insert(it.fulfillment.seller);
                self.places.extend(it.fulfillment.account);
            }
            Item::Subscription(it) => {
                self.places.insert(it.account);
                self.things.extend(it.fulfillment.map(ItemKey::Fulfillment));
            }
        }
    }
}
