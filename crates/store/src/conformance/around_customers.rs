//! What is around a customer: who waits for validation, twins, known contacts, groups, and what is in use.

use futures_util::future::join_all;
use landfall_core::{
    id::{OrganizationId, VipmpId},
    model::{
        Contact, CustomerUse, Deployment, FulfillmentAction, FulfillmentDetail, FulfillmentStatus,
        MembershipRole, Organization, OrganizationKind, Profile, Status, Subscription,
    },
};

use super::fixture::{
    Row, World, at, deployment, fulfillment, given, group, organization, subscription, transact,
    vipmp,
};
use crate::Store;

fn person(name: &str, email: &str) -> Contact {
    Contact {
        first_name: name.to_owned(),
        last_name: "Brandt".to_owned(),
        email: email.to_owned(),
        ..Contact::default()
    }
}

/// A customer with that name and these contacts.
fn named(
    world: &World,
    (above, number): (&Organization, u64),
    name: &str,
    contacts: &[Contact],
) -> Organization {
    Organization {
        name: name.to_owned(),
        profile: Profile {
            contacts: contacts.to_vec(),
            ..Profile::default()
        },
        ..organization(
            world.id(),
            Some(above.id),
            OrganizationKind::Customer,
            number,
        )
    }
}

async fn twin(store: &dyn Store, of: &Organization) -> Option<OrganizationId> {
    let found = transact(store, of.clone(), |transaction, of| {
        Box::pin(transaction.find_twin(of))
    });
    found.await.unwrap()
}

pub(super) async fn a_twin_is_an_active_customer_of_the_seller(store: &dyn Store) {
    let world = World::stored(store).await;
    let (lena, ole) = (
        person("Lena", "lena@nord.example"),
        person("Ole", "ole@nord.example"),
    );
    let place = |number| (&world.reseller, number);
    let new = Organization {
        status: Status::Pending,
        ..named(
            &world,
            place(0x3000),
            " Nordwind PAPIER\u{3000}",
            std::slice::from_ref(&lena),
        )
    };
    let others = [
        named(
            &world,
            place(0x3001),
            "Nordwind",
            std::slice::from_ref(&lena),
        ),
        named(
            &world,
            place(0x3002),
            "Nordwind Papier",
            std::slice::from_ref(&ole),
        ),
        named(
            &world,
            place(0x3003),
            "Nordwind Papier",
            &[ole.clone(), lena.clone()],
        ),
        named(
            &world,
            (&world.house, 0x3004),
            "Nordwind Papier",
            std::slice::from_ref(&lena),
        ),
        Organization {
            status: Status::Pending,
            ..named(
                &world,
                place(0x3005),
                "Nordwind Papier",
                std::slice::from_ref(&lena),
            )
        },
        Organization {
            status: Status::Inactive,
            ..named(
                &world,
                place(0x3006),
                "Nordwind Papier",
                std::slice::from_ref(&lena),
            )
        },
    ];
    given(store, others.iter().chain([&new]).map(Row::from)).await;
    assert_eq!(twin(store, &new).await, None);
    let upper = person("Somebody", "LENA@nord.example");
    for (number, name) in [(0x3010, "nordwind papier"), (0x3011, "  Nordwind Papier ")] {
        let equal = named(&world, place(number), name, std::slice::from_ref(&upper));
        given(store, [Row::from(&equal)]).await;
        assert_eq!(twin(store, &new).await, Some(equal.id), "{name:?}");
        let away = transact(store, equal.id, |transaction, id| {
            Box::pin(transaction.set_organization_status(*id, Status::Blocked, at(5)))
        });
        assert!(away.await.unwrap());
        assert_eq!(twin(store, &new).await, None);
    }
}

pub(super) async fn those_who_wait_are_found_oldest_first(store: &dyn Store) {
    let world = World::stored(store).await;
    let stranger = World::stranger(store).await;
    assert!(!store.is_any_pending().await.unwrap());
    let pending = |world: &World, number, second| Organization {
        status: Status::Pending,
        created_at: at(second),
        ..organization(
            world.id(),
            Some(world.reseller.id),
            OrganizationKind::Customer,
            number,
        )
    };
    let reseller = Organization {
        kind: OrganizationKind::Reseller,
        account_number: None,
        parent: Some(world.distributor.id),
        ..pending(&world, 0x3003, 2)
    };
    let rows = [
        pending(&world, 0x3000, 3),
        pending(&stranger, 0x3001, 1),
        reseller,
    ];
    given(store, rows.iter().map(Row::from)).await;
    assert!(store.is_any_pending().await.unwrap());
    for (limit, expected) in [(100, vec![1, 2, 0]), (2, vec![1, 2]), (0, vec![])] {
        let held = transact(store, limit, |transaction, limit| {
            Box::pin(transaction.hold_pending(*limit))
        });
        let expected: Vec<_> = expected.iter().map(|&index| rows[index].clone()).collect();
        assert_eq!(held.await.unwrap(), expected);
    }
}

pub(super) async fn of_many_who_look_one_gets_who_waits(store: &dyn Store) {
    let world = World::stored(store).await;
    let rows = (0..12).map(|number| Organization {
        status: Status::Pending,
        ..organization(
            world.id(),
            Some(world.reseller.id),
            OrganizationKind::Customer,
            0x3000 + number,
        )
    });
    given(store, rows.map(Row::from)).await;
    let lookers = (0..16).map(|_| {
        transact(store, (), |transaction, ()| {
            Box::pin(async move {
                let held = transaction.hold_pending(1).await?;
                for account in &held {
                    let status = Status::Active;
                    transaction
                        .set_organization_status(account.id, status, at(5))
                        .await?;
                }
                Ok(held
                    .into_iter()
                    .map(|account| account.id)
                    .collect::<Vec<_>>())
            })
        })
    });
    let got = join_all(lookers).await.into_iter().flat_map(Result::unwrap);
    let mut got: Vec<_> = got.map(|id| id.0).collect();
    got.sort_unstable();
    let all = got.len();
    got.dedup();
    assert_eq!((got.len(), all), (12, 12));
    assert!(!store.is_any_pending().await.unwrap());
}

async fn known(store: &dyn Store, seller: &Organization, emails: &[&str]) -> Vec<String> {
    let seller: VipmpId = seller.vipmp_id.clone().unwrap();
    let emails: Vec<String> = emails.iter().map(|&email| email.to_owned()).collect();
    let found = transact(store, (seller, emails), |transaction, (seller, emails)| {
        Box::pin(transaction.find_contacts(seller, emails))
    });
    let found = found.await.unwrap();
    found
        .into_iter()
        .map(|contact| contact.first_name)
        .collect()
}

pub(super) async fn contacts_are_known_below_their_seller(store: &dyn Store) {
    let world = World::stored(store).await;
    let (lena, ole) = (
        person("Lena", "Lena@Nord.example"),
        person("Ole", "ole@nord.example"),
    );
    let other = person("Helena", "lena@nord.example");
    let first = named(
        &world,
        (&world.reseller, 0x3000),
        "First",
        &[lena, ole.clone()],
    );
    let later = named(
        &world,
        (&world.reseller, 0x3001),
        "Later",
        std::slice::from_ref(&other),
    );
    let elsewhere = named(
        &world,
        (&world.msp, 0x3002),
        "Elsewhere",
        std::slice::from_ref(&other),
    );
    given(store, [&first, &later, &elsewhere].map(Row::from)).await;
    let asked = [
        "lena@NORD.example",
        "nobody@nord.example",
        "Ole@nord.example",
    ];
    assert_eq!(known(store, &world.reseller, &asked).await, ["Lena", "Ole"]);
    assert_eq!(known(store, &world.msp, &asked).await, ["Helena"]);
    assert!(known(store, &world.house, &asked).await.is_empty());
    assert!(known(store, &world.reseller, &[]).await.is_empty());
    // What a customer no longer has is no longer known of it.
    let turned = Organization {
        profile: Profile {
            contacts: vec![ole.clone(), person("Kai", "kai@nord.example")],
            ..Profile::default()
        },
        ..first
    };
    let updated = transact(store, turned, |transaction, turned| {
        Box::pin(transaction.update_organization(turned))
    });
    assert!(updated.await.unwrap());
    let asked = ["lena@nord.example", "ole@nord.example", "kai@nord.example"];
    assert_eq!(
        known(store, &world.reseller, &asked).await,
        ["Helena", "Ole", "Kai"]
    );
}

pub(super) async fn what_is_in_use_is_what_has_not_ended(store: &dyn Store) {
    use FulfillmentAction::{AddService, CreateAccount};
    let world = World::stored(store).await;
    let account = world.harbour.id;
    let order = |number, action, status, account| {
        let mut order: FulfillmentDetail = fulfillment(world.id(), world.msp.id, number);
        order.fulfillment.kind.action = action;
        order.fulfillment.status = status;
        order.fulfillment.account = account;
        Row::from(order)
    };
    let used = async || {
        let found = transact(store, account, |transaction, account| {
            Box::pin(transaction.find_use(*account))
        });
        found.await.unwrap()
    };
    let mut expected = CustomerUse::default();
    given(
        store,
        [
            order(1, AddService, FulfillmentStatus::Complete, Some(account)),
            order(2, CreateAccount, FulfillmentStatus::Failed, Some(account)),
            order(
                3,
                CreateAccount,
                FulfillmentStatus::Complete,
                Some(world.school.id),
            ),
            Subscription {
                ended_at: Some(at(50)),
                ..subscription(account, 1, 1)
            }
            .into(),
            subscription(world.school.id, 2, 1).into(),
            Deployment {
                status: Status::Inactive,
                ..deployment(account, "345434540", 1)
            }
            .into(),
            deployment(world.school.id, "345434541", 1).into(),
        ],
    )
    .await;
    assert_eq!(used().await, expected);
    let complete = FulfillmentStatus::Complete;
    given(store, [order(4, CreateAccount, complete, Some(account))]).await;
    expected.ordered = true;
    assert_eq!(used().await, expected);
    given(store, [subscription(account, 3, 1).into()]).await;
    expected.lines = true;
    assert_eq!(used().await, expected);
    given(store, [deployment(account, "345434543", 1).into()]).await;
    expected.deployments = true;
    assert_eq!(used().await, expected);
}

pub(super) async fn a_group_is_found_with_its_owner(store: &dyn Store) {
    let world = World::stored(store).await;
    let stranger = World::stranger(store).await;
    let owned = group(world.id(), "51001315");
    let ownerless = group(world.id(), "51001316");
    let id = owned.vipmp_id.clone();
    given(
        store,
        [
            Row::from(&owned),
            Row::from(&ownerless),
            Row::Membership(world.harbour.id, id.clone(), MembershipRole::Member),
            Row::Membership(world.school.id, id.clone(), MembershipRole::Owner),
        ],
    )
    .await;
    for (tenant, id, expected) in [
        (
            world.id(),
            "51001315",
            Some((owned.clone(), Some(world.school.id))),
        ),
        (world.id(), "51001316", Some((ownerless, None))),
        (world.id(), "51001317", None),
        (stranger.id(), "51001315", None),
    ] {
        let found = transact(
            store,
            (tenant.clone(), vipmp(id)),
            |transaction, (tenant, id)| Box::pin(transaction.find_group(tenant, id)),
        );
        assert_eq!(found.await.unwrap(), expected, "{id} of {tenant}");
    }
    for (customer, expected) in [
        (&world.school, Some((owned.clone(), MembershipRole::Owner))),
        (&world.harbour, Some((owned, MembershipRole::Member))),
        (&world.library, None),
    ] {
        let found = transact(store, customer.id, |transaction, id| {
            Box::pin(transaction.find_membership(*id))
        });
        assert_eq!(found.await.unwrap(), expected);
    }
}
