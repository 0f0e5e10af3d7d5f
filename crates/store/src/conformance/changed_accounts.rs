//! Accounts that are changed: what lists select by follows, what is fixed stays, and whoever holds one is alone with it.

use futures_util::future::join_all;
use landfall_core::{
    id::VipmpId,
    model::{
        AccountType, Contact, Direction, Organization, OrganizationKind, PageRequest, Profile,
        SoldField, SoldFilter, Status,
    },
};

use super::fixture::{World, at, full_profile, organization_id, tenant_id, transact, vipmp};
use crate::Store;

async fn updated(store: &dyn Store, organization: &Organization) -> bool {
    let input = organization.clone();
    let updated = transact(store, input, |transaction, organization| {
        Box::pin(transaction.update_organization(organization))
    });
    updated.await.unwrap()
}

/// The same with everything else that may change.
fn changed(organization: &Organization) -> Organization {
    Organization {
        name: "Ærø Skole (nord)".to_owned(),
        description: "another".to_owned(),
        status: Status::Blocked,
        external_reference: "new-1".to_owned(),
        updated_at: at(777),
        profile: Profile {
            website: "skole.example".to_owned(),
            contacts: vec![Contact {
                email: "Anna@Skole.example".to_owned(),
                ..Contact::default()
            }],
            ..full_profile()
        },
        ..organization.clone()
    }
}

pub(super) async fn lists_select_by_what_an_account_has_become(store: &dyn Store) {
    let world = World::stored(store).await;
    let school = changed(&world.school);
    assert!(updated(store, &school).await);
    let whole = world.whole();
    let found = store.organization(&whole, school.id).await.unwrap();
    assert_eq!(found, Some(school.clone()));
    let page = PageRequest {
        offset: 0,
        limit: 100,
    };
    for (search, websites, finds) in [
        (vec!["ærø sk".to_owned()], vec![], true),
        (vec!["ANNA@skole".to_owned()], vec![], true),
        (vec![world.school.name.clone()], vec![], false),
        (vec![], vec!["skole.example".to_owned()], true),
    ] {
        let filter = SoldFilter {
            search,
            websites,
            ..SoldFilter::default()
        };
        let sort = [(SoldField::Name, Direction::Ascending)];
        let rows = store.sold_accounts(&whole, &filter, &sort, page).await;
        let rows = rows.unwrap().rows;
        let ids: Vec<_> = rows.iter().map(|row| row.organization.id).collect();
        assert_eq!(ids.contains(&school.id), finds, "{filter:?}");
    }
    let beside = store.organization(&whole, world.library.id).await.unwrap();
    assert_eq!(beside, Some(world.library));
}

pub(super) async fn what_an_account_is_kept_for_follows_its_seller(store: &dyn Store) {
    let world = World::stored(store).await;
    let kept_for = |organization: &Organization, account_type| Organization {
        profile: Profile {
            account_type,
            ..Profile::default()
        },
        ..organization.clone()
    };
    for (customer, given, expected) in [
        (&world.harbour, None, Some(AccountType::Production)),
        (
            &world.harbour,
            Some(AccountType::Internal),
            Some(AccountType::Internal),
        ),
        (&world.harbour, None, Some(AccountType::Production)),
        (&world.school, None, None),
    ] {
        assert!(updated(store, &kept_for(customer, given)).await);
        let found = store.sold_account(&world.whole(), customer.id).await;
        assert_eq!(found.unwrap().unwrap().account_type, expected, "{given:?}");
    }
}

pub(super) async fn a_change_leaves_place_kind_and_numbers(store: &dyn Store) {
    let world = World::stored(store).await;
    let moved = Organization {
        parent: Some(world.msp.id),
        kind: OrganizationKind::Reseller,
        vipmp_id: Some(vipmp("7777777777")),
        account_number: None,
        created_at: at(9_999),
        ..changed(&world.school)
    };
    assert!(updated(store, &moved).await);
    let found = store.organization(&world.whole(), world.school.id).await;
    assert_eq!(found.unwrap(), Some(changed(&world.school)));
    let nobody = Organization {
        id: organization_id(u64::MAX),
        ..changed(&world.school)
    };
    assert!(!updated(store, &nobody).await);
}

pub(super) async fn who_holds_an_account_is_alone_with_it(store: &dyn Store) {
    let world = World::stored(store).await;
    let school = (world.id().clone(), world.school.id);
    let writers = (0..24).map(|_| {
        transact(store, school.clone(), |transaction, (tenant, id)| {
            Box::pin(async move {
                let nobody = tenant_id("nobody");
                assert_eq!(transaction.hold_organization(&nobody, *id).await?, None);
                let held = transaction.hold_organization(tenant, *id).await?;
                let mut held = held.unwrap();
                held.description.push('x');
                transaction.update_organization(&held).await
            })
        })
    });
    for outcome in join_all(writers).await {
        assert!(outcome.unwrap());
    }
    let found = store.organization(&world.whole(), world.school.id).await;
    let expected = format!("{}{}", world.school.description, "x".repeat(24));
    assert_eq!(found.unwrap().unwrap().description, expected);
}

pub(super) async fn a_distributor_is_found_by_its_number(store: &dyn Store) {
    let stranger = World::stranger(store).await;
    let world = World::stored(store).await;
    let number = |organization: &Organization| organization.vipmp_id.clone().unwrap();
    let known = number(&world.distributor);
    for view in world.views_of(world.distributor.id) {
        let found = store.distributor(&view, &known).await.unwrap();
        assert_eq!(found.as_ref(), Some(&world.distributor), "{view:?}");
    }
    for view in world.views_without(world.distributor.id, &stranger) {
        assert_eq!(store.distributor(&view, &known).await.unwrap(), None);
    }
    let reseller = number(&world.reseller);
    let found = store.distributor(&world.whole(), &reseller).await.unwrap();
    assert_eq!(found, None);
    let asked = [
        (world.id().clone(), world.school.id, known.clone()),
        (world.id().clone(), world.distributor.id, known.clone()),
        (world.id().clone(), world.root.id, known),
        (
            stranger.id().clone(),
            stranger.harbour.id,
            number(&stranger.distributor),
        ),
    ];
    for (tenant, below, expected) in asked {
        let found = transact(store, (tenant, below), |transaction, (tenant, below)| {
            Box::pin(transaction.find_distributor(tenant, *below))
        });
        assert_eq!(found.await.unwrap(), expected as VipmpId);
    }
}
