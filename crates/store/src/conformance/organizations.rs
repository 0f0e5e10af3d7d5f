//! Organizations of every kind, and the tree that decides who sees them.

use landfall_core::{
    id::AccountNumber,
    model::{Organization, OrganizationKind, Profile, Status, View},
};

use super::fixture::{
    World, at, full_profile, given, organization, organization_id, tenant_id, transact,
};
use crate::Store;

pub(super) async fn an_organization_comes_back_as_it_was_added(store: &dyn Store) {
    let mut world = World::new("acmepaymentscorp", 1);
    world.school.profile = full_profile();
    "Fairmont \u{1F980}, O'Brien & \"Söhne\"".clone_into(&mut world.school.name);
    world.reseller.status = Status::Blocked;
    world.reseller.external_reference = String::new();
    world.msp.description = String::new();
    given(store, world.rows()).await;
    for organization in world.organizations() {
        let found = store.organization(&world.whole(), organization.id).await;
        assert_eq!(found.unwrap().as_ref(), Some(organization));
    }
    assert_eq!(world.library.profile, Profile::default());
}

pub(super) async fn an_organization_is_seen_from_itself_and_from_above_only(store: &dyn Store) {
    let world = World::stored(store).await;
    let stranger = World::stranger(store).await;
    for organization in world.organizations() {
        for view in world.views_of(organization.id) {
            let found = store.organization(&view, organization.id).await.unwrap();
            assert_eq!(found.as_ref(), Some(organization), "{view:?}");
        }
        for view in world.views_without(organization.id, &stranger) {
            let found = store.organization(&view, organization.id).await.unwrap();
            assert_eq!(found, None, "{organization:?} in {view:?}");
        }
    }
    let nothing = organization_id(u64::MAX);
    let found = store.organization(&world.whole(), nothing).await.unwrap();
    assert_eq!(found, None);
}

pub(super) async fn a_long_branch_is_seen_from_each_of_its_joints(store: &dyn Store) {
    let world = World::stored(store).await;
    let mut branch = vec![world.reseller.clone()];
    for number in 0x3000..0x3008 {
        let parent = branch.last().map(|above| above.id);
        let kind = OrganizationKind::Reseller;
        branch.push(organization(world.id(), parent, kind, number));
    }
    given(store, branch[1..].iter().map(Into::into)).await;
    for (depth, root) in branch.iter().enumerate() {
        let view = world.below(root);
        for (place, organization) in branch.iter().enumerate() {
            let found = store.organization(&view, organization.id).await.unwrap();
            assert_eq!(found.is_some(), place >= depth, "{place} from {depth}");
        }
    }
}

pub(super) async fn a_transaction_finds_organizations_of_its_tenant(store: &dyn Store) {
    let world = World::stored(store).await;
    let new = organization(
        world.id(),
        Some(world.msp.id),
        OrganizationKind::Customer,
        0x3000,
    );
    let found = transact(store, new.clone(), |transaction, new| {
        Box::pin(async move {
            let before = transaction.find_organization(&new.tenant, new.id).await?;
            transaction.insert_organization(new).await?;
            let after = transaction.find_organization(&new.tenant, new.id).await?;
            let nobody = tenant_id("nobody");
            let elsewhere = transaction.find_organization(&nobody, new.id).await?;
            Ok([before, after, elsewhere])
        })
    });
    assert_eq!(found.await.unwrap(), [None, Some(new), None]);
}

pub(super) async fn a_status_is_replaced_with_its_time(store: &dyn Store) {
    let world = World::stored(store).await;
    let known = transact(store, world.school.id, |transaction, id| {
        Box::pin(async move {
            let (status, at) = (Status::Inactive, at(999));
            let known = transaction.set_organization_status(*id, status, at).await?;
            let nothing = organization_id(u64::MAX);
            let unknown = transaction.set_organization_status(nothing, status, at);
            Ok((known, unknown.await?))
        })
    });
    assert_eq!(known.await.unwrap(), (true, false));
    let changed = Organization {
        status: Status::Inactive,
        updated_at: at(999),
        ..world.school.clone()
    };
    let whole = world.whole();
    let found = store.organization(&whole, world.school.id).await.unwrap();
    assert_eq!(found, Some(changed));
    let beside = store.organization(&whole, world.library.id).await.unwrap();
    assert_eq!(beside, Some(world.library));
}

pub(super) async fn the_first_of_a_kind_is_the_oldest(store: &dyn Store) {
    let _stranger = World::stranger(store).await;
    let world = World::stored(store).await;
    // The house reseller was added first of two that were made in the same second.
    assert_eq!(world.house.created_at, world.reseller.created_at);
    let older = Organization {
        created_at: at(5),
        ..organization(
            world.id(),
            Some(world.aggregator.id),
            OrganizationKind::Msp,
            0x3000,
        )
    };
    given(store, [(&older).into()]).await;
    for (kind, expected) in [
        (OrganizationKind::Tenant, Some(&world.root)),
        (OrganizationKind::Distributor, Some(&world.distributor)),
        (OrganizationKind::Reseller, Some(&world.house)),
        (OrganizationKind::Aggregator, Some(&world.aggregator)),
        (OrganizationKind::Msp, Some(&older)),
        (OrganizationKind::Customer, Some(&world.school)),
    ] {
        let input = (world.id().clone(), kind);
        let found = transact(store, input, |transaction, (tenant, kind)| {
            Box::pin(async move {
                let found = transaction.first_of_kind(tenant, *kind).await?;
                let nobody = tenant_id("nobody");
                assert_eq!(transaction.first_of_kind(&nobody, *kind).await?, None);
                Ok(found)
            })
        });
        assert_eq!(found.await.unwrap().as_ref(), expected, "{kind}");
    }
}

pub(super) async fn an_account_is_found_by_its_number_in_its_tenant(store: &dyn Store) {
    let stranger = World::stranger(store).await;
    let mut world = World::new("acmepaymentscorp", 0x1000);
    // It came along from elsewhere, with more digits than a counter would have given it.
    world.school.account_number = Some("00C1B6".parse().unwrap());
    given(store, world.rows()).await;
    for (tenant, number, expected) in [
        (&world, "00c1b6", Some(world.school.id)),
        (&world, "C1B6", None),
        (&world, "0C1B6", None),
        (&world, "FFFF", None),
        (&stranger, "00C1B6", None),
    ] {
        let number: AccountNumber = number.parse().unwrap();
        let found = store.account(tenant.id(), &number).await.unwrap();
        assert_eq!(found, expected, "{number} in {}", tenant.id());
    }
    let number = world.harbour.account_number.as_ref().unwrap();
    let found = store.account(world.id(), number).await.unwrap();
    assert_eq!(found, Some(world.harbour.id));
    let elsewhere = store.account(stranger.id(), number).await.unwrap();
    assert_eq!(elsewhere, None);
}

pub(super) async fn a_view_of_a_tenant_that_is_not_there_is_empty(store: &dyn Store) {
    let view = View::whole(tenant_id("nobody"));
    let id = organization_id(1);
    assert_eq!(store.organization(&view, id).await.unwrap(), None);
}
