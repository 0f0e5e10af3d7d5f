//! Writes that refer to what is not there, or is not theirs.

use landfall_core::{
    id::{OrganizationId, Revision, VipmpId},
    model::{
        Environment, Exception, Grants, MembershipRole, Organization, OrganizationKind, Role,
        RoleBinding, TokenFamily, TokenSlot,
    },
};

use super::fixture::{
    Row, World, client, client_token, deploy_request, deployment, fulfillment, gateway_group,
    given, group, log, organization, organization_id, policy, pop, put, release, server, session,
    tenant_id, user, user_token, zone,
};
use crate::{Store, StoreError};

async fn dangles(store: &dyn Store, what: &str, row: impl Into<Row>) {
    let added = put(store, [row.into()]).await;
    assert!(
        matches!(added, Err(StoreError::Dangling(_))),
        "{what}: {added:?}"
    );
}

fn nothing() -> OrganizationId {
    organization_id(u64::MAX)
}

pub(super) async fn an_organization_hangs_in_its_own_tenant_s_tree(store: &dyn Store) {
    use OrganizationKind::{Customer, Distributor, Reseller};
    let world = World::stored(store).await;
    let stranger = World::stranger(store).await;
    let below = |above, kind| organization(world.id(), Some(above), kind, 0x3000);
    dangles(store, "no parent", below(nothing(), Reseller)).await;
    dangles(store, "no parent", below(nothing(), Customer)).await;
    let theirs = stranger.reseller.id;
    dangles(store, "another tenant's parent", below(theirs, Reseller)).await;
    dangles(store, "another tenant's parent", below(theirs, Customer)).await;
    let nowhere = organization(&tenant_id("nobody"), None, OrganizationKind::Tenant, 0x3000);
    dangles(store, "no tenant", nowhere).await;
    let beside = Organization {
        parent: Some(world.root.id),
        ..organization(&tenant_id("nobody"), None, Distributor, 0x3000)
    };
    dangles(store, "no tenant", beside).await;
    let whole = world.whole();
    let found = store.organization(&whole, organization_id(0x3000)).await;
    assert_eq!(found.unwrap(), None);
    let seen = store
        .organization(&stranger.whole(), organization_id(0x3000))
        .await;
    assert_eq!(seen.unwrap(), None);
}

pub(super) async fn a_customer_needs_a_seller_above_it(store: &dyn Store) {
    let world = World::stored(store).await;
    for above in [&world.root, &world.distributor, &world.aggregator] {
        let kind = OrganizationKind::Customer;
        let customer = organization(world.id(), Some(above.id), kind, 0x3000);
        dangles(store, &above.name, customer).await;
    }
}

pub(super) async fn a_group_has_customers_of_its_tenant_only(store: &dyn Store) {
    let world = World::stored(store).await;
    let stranger = World::stranger(store).await;
    let group = group(world.id(), "51001315");
    given(store, [(&group).into()]).await;
    let join = |customer: OrganizationId, group: &VipmpId| {
        Row::Membership(customer, group.clone(), MembershipRole::Member)
    };
    let id = &group.vipmp_id;
    dangles(store, "another tenant's", join(stranger.school.id, id)).await;
    dangles(store, "a reseller", join(world.reseller.id, id)).await;
    dangles(store, "nobody", join(nothing(), id)).await;
    let unknown = super::fixture::vipmp("99999999");
    dangles(store, "no group", join(world.school.id, &unknown)).await;
    given(store, [join(world.school.id, id)]).await;
}

pub(super) async fn accounts_and_zones_refer_to_what_is_there(store: &dyn Store) {
    let world = World::stored(store).await;
    let nobody = tenant_id("nobody");
    let id = world.id();
    let (pop, stored_pop) = (pop(id, 1), pop(id, 2));
    let gateway = gateway_group(&stored_pop, 1);
    given(store, [(&stored_pop).into(), (&gateway).into()]).await;

    dangles(store, "a group's tenant", group(&nobody, "51001315")).await;
    let of_nothing = deployment(nothing(), "345434543", 1);
    dangles(store, "a deployment's customer", of_nothing).await;
    let elsewhere = super::fixture::pop(&nobody, 3);
    dangles(store, "a POP's tenant", elsewhere).await;
    dangles(store, "a gateway's POP", gateway_group(&pop, 3)).await;
    let missing = gateway_group(&stored_pop, 3);
    let at_missing = zone(&missing, world.root.id, Grants::All, 1);
    dangles(store, "a zone's gateway", at_missing).await;
    let of_nothing = zone(&gateway, nothing(), Grants::All, 1);
    dangles(store, "a zone's owner", of_nothing).await;
    let named = Grants::Some(vec![world.school.id, nothing()]);
    let to_nothing = zone(&gateway, world.root.id, named, 1);
    dangles(store, "a grant", to_nothing).await;
    dangles(store, "a server's POP", server(&pop, 1)).await;
    let exception = Exception {
        server: server(&stored_pop, 1).id,
        slot: "0001".parse().unwrap(),
        running: Revision(1),
    };
    dangles(store, "an exception's server", exception).await;
    dangles(
        store,
        "a fulfillment's seller",
        fulfillment(id, nothing(), 1),
    )
    .await;
    let stranger = World::stranger(store).await;
    let of_stranger = fulfillment(id, stranger.msp.id, 1);
    dangles(store, "another tenant's seller", of_stranger).await;
    let of_customer = fulfillment(id, world.school.id, 1);
    dangles(store, "a customer that sells", of_customer).await;
    let mut sold = fulfillment(id, world.msp.id, 1);
    sold.fulfillment.account = Some(nothing());
    dangles(store, "a fulfillment's account", sold).await;
}

pub(super) async fn policies_and_requests_refer_to_what_is_there(store: &dyn Store) {
    let world = World::stored(store).await;
    let id = world.id();
    let account = world.school.id;
    let (user, stored_user) = (user(id, 1), user(id, 2));
    let (policy, stored_policy) = (policy(id, account, 1), policy(id, account, 2));
    let log = log(id, Environment::Production, 1);
    let request = deploy_request(&stored_policy, &stored_user, 1);
    given(store, [(&stored_user).into(), (&stored_policy).into()]).await;

    let of_nothing = super::fixture::policy(id, nothing(), 3);
    dangles(store, "a policy's account", of_nothing).await;
    let of_no_policy = deploy_request(&policy, &stored_user, 1);
    dangles(store, "a request's policy", of_no_policy).await;
    let of_nobody = deploy_request(&stored_policy, &user, 1);
    dangles(store, "a request's submitter", of_nobody).await;
    dangles(store, "a release's request", release(&request, &log, 1)).await;
    given(store, [(&request).into()]).await;
    dangles(store, "a release's log", release(&request, &log, 1)).await;
    given(store, [(&log).into(), release(&request, &log, 1).into()]).await;
}

pub(super) async fn access_refers_to_what_is_there(store: &dyn Store) {
    let world = World::stored(store).await;
    let id = world.id();
    let account = world.school.id;
    let (user, stored_user) = (user(id, 1), user(id, 2));
    let client = client(id, world.msp.id, 1);
    given(store, [(&stored_user).into()]).await;

    let bound_to_nothing = super::fixture::client(id, nothing(), 3);
    dangles(store, "a client's organization", bound_to_nothing).await;
    let binding = RoleBinding {
        user: stored_user.id,
        organization: nothing(),
        role: Role::ApiAdmin,
    };
    dangles(store, "a role's organization", binding).await;
    let of_nobody = RoleBinding {
        user: user.id,
        organization: world.root.id,
        ..binding
    };
    dangles(store, "a role's user", of_nobody).await;
    dangles(store, "a session's user", session(&user, 1)).await;
    let of_nobody = client_token(&client, TokenFamily::Vipmp, 1);
    dangles(store, "a token's client", of_nobody).await;
    let of_nobody = user_token(&user, account, TokenSlot::Primary, 1);
    dangles(store, "a token's user", of_nobody).await;
    let of_nothing = user_token(&stored_user, nothing(), TokenSlot::Primary, 1);
    dangles(store, "a token's account", of_nothing).await;
}
