//! Which accounts a filter finds.

use landfall_core::{
    id::OrganizationId,
    model::{
        AccountType, Contact, Direction, Organization, OrganizationKind, SoldAccount, SoldField,
        SoldFilter, SoldStatus,
    },
};

use super::{ALL, customer, list};
use crate::{
    Store,
    conformance::fixture::{Row, World, full_profile, given, organization, organization_id},
};

/// Three accounts of the house and one of another tenant which differ in everything that can be asked for.
async fn different(store: &dyn Store, world: &World) -> Vec<Organization> {
    let stranger = World::stranger(store).await;
    let account = |n: u64, name: &str, reference: &str, website: &str, email: &str| {
        let mut account = customer(world, &world.house, 0x3000 + n);
        account.profile = full_profile();
        account.profile.account_type = AccountType::ALL.get(usize::try_from(n).unwrap()).copied();
        account.profile.contacts[0] = Contact {
            email: email.to_owned(),
            ..Contact::default()
        };
        website.clone_into(&mut account.profile.website);
        name.clone_into(&mut account.name);
        reference.clone_into(&mut account.external_reference);
        account
    };
    let accounts = vec![
        account(
            0,
            "Harbour Bakery",
            "CUST-88",
            "harbour.example",
            "it@Größe.example",
        ),
        account(
            1,
            "harbour bakery",
            "cust-88",
            "HARBOUR.example",
            "office@b.example",
        ),
        account(2, "100% \"Quoted\" _", "", "", "harbour@c.example"),
    ];
    let theirs = Organization {
        tenant: stranger.id().clone(),
        parent: Some(stranger.house.id),
        id: organization_id(0x5000),
        account_number: None,
        vipmp_id: None,
        ..accounts[0].clone()
    };
    given(store, accounts.iter().chain([&theirs]).map(Row::from)).await;
    accounts
}

/// What is asked for by setting some members.
fn asks(set: impl FnOnce(&mut SoldFilter)) -> SoldFilter {
    let mut filter = SoldFilter::default();
    set(&mut filter);
    filter
}

fn texts(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

/// Filters, each with the places of the accounts that it finds.
fn cases(world: &World, ids: &[OrganizationId]) -> Vec<(SoldFilter, Vec<usize>)> {
    use AccountType::{Internal, Production};
    let quoted = "100% \"Quoted\" _";
    let theirs = organization_id(0x5000);
    vec![
        (SoldFilter::default(), vec![0, 1, 2]),
        (asks(|f| f.ids = vec![ids[2], ids[0]]), vec![0, 2]),
        (asks(|f| f.ids = vec![theirs, world.house.id]), vec![]),
        (asks(|f| f.not_ids = vec![ids[2], ids[0]]), vec![1]),
        (
            asks(|f| (f.ids, f.not_ids) = (vec![ids[1]], vec![ids[1]])),
            vec![],
        ),
        (asks(|f| f.names = texts(&["Harbour Bakery"])), vec![0]),
        (
            asks(|f| f.names = texts(&["Harbour", quoted, "%"])),
            vec![2],
        ),
        (asks(|f| f.websites = texts(&["harbour.example"])), vec![0]),
        (
            asks(|f| f.external_references = texts(&["CUST-88", "cust-88"])),
            vec![0, 1],
        ),
        (asks(|f| f.external_references = texts(&["cust"])), vec![]),
        (asks(|f| f.types = vec![Internal, Production]), vec![1, 2]),
        (asks(|f| f.search = texts(&["HARBOUR"])), vec![0, 1, 2]),
        (asks(|f| f.search = texts(&["bakery"])), vec![0, 1]),
        (asks(|f| f.search = texts(&["it@GRÖßE", "_"])), vec![0, 2]),
        (
            asks(|f| f.search = texts(&["%", "harbour bakery "])),
            vec![2],
        ),
        (asks(|f| f.search = texts(&["\"quoted\""])), vec![2]),
        (asks(|f| f.search = texts(&["mouse.com"])), vec![]),
        (
            asks(|f| (f.statuses, f.ids) = (vec![SoldStatus::Deactivated], ids.to_vec())),
            vec![],
        ),
        (everything_at_once(world, ids), vec![0]),
    ]
}

fn everything_at_once(world: &World, ids: &[OrganizationId]) -> SoldFilter {
    SoldFilter {
        statuses: SoldStatus::ALL.to_vec(),
        ids: ids.to_vec(),
        not_ids: vec![ids[2]],
        names: texts(&["harbour bakery", "Harbour Bakery"]),
        websites: texts(&["harbour.example"]),
        types: AccountType::ALL.to_vec(),
        external_references: texts(&["CUST-88"]),
        sellers: vec![world.house.id],
        resellers: vec![world.house.id],
        search: texts(&["a"]),
    }
}

pub(in crate::conformance) async fn accounts_are_found_by_each_filter_and_by_all_at_once(
    store: &dyn Store,
) {
    let world = World::stored(store).await;
    let accounts = different(store, &world).await;
    let ids: Vec<OrganizationId> = accounts.iter().map(|account| account.id).collect();
    let cases = cases(&world, &ids);
    let by_id = [(SoldField::Id, Direction::Ascending)];
    for (filter, expected) in &cases {
        let expected: Vec<_> = expected.iter().map(|place: &usize| ids[*place]).collect();
        let house = world.below(&world.house);
        let page = list(store, &house, filter, &by_id, ALL).await;
        let found: Vec<_> = page.rows.iter().map(|row| row.organization.id).collect();
        assert_eq!(found, expected, "{filter:?}");
        assert_eq!(page.total, expected.len() as u64, "{filter:?}");
        // In the whole tenant there are others, but none of another tenant.
        let page = list(store, &world.whole(), filter, &by_id, ALL).await;
        assert_eq!(page.total, page.rows.len() as u64, "{filter:?}");
        let own = |row: &SoldAccount| row.organization.tenant == *world.id();
        assert!(page.rows.iter().all(own), "{filter:?}");
        let mut found: Vec<_> = page.rows.iter().map(|row| row.organization.id).collect();
        found.retain(|id| ids.contains(id));
        assert_eq!(found, expected, "{filter:?}");
    }
}

pub(in crate::conformance) async fn accounts_are_found_below_a_seller_that_is_seen(
    store: &dyn Store,
) {
    let world = World::stored(store).await;
    let stranger = World::stranger(store).await;
    let reseller = organization(
        world.id(),
        Some(world.msp.id),
        OrganizationKind::Reseller,
        0x3000,
    );
    let near = customer(&world, &reseller, 0x3001);
    given(store, [&reseller, &near].map(Row::from)).await;
    let (school, library, harbour) = (&world.school, &world.library, &world.harbour);
    let by_id = [(SoldField::Id, Direction::Ascending)];
    let whole = world.whole();
    for (view, seller, sellers, resellers) in [
        (
            &whole,
            &world.distributor,
            vec![school, library, harbour, &near],
            vec![],
        ),
        (&whole, &world.aggregator, vec![harbour, &near], vec![]),
        (&whole, &world.msp, vec![harbour, &near], vec![]),
        (&whole, &reseller, vec![&near], vec![&near]),
        (
            &whole,
            &world.reseller,
            vec![school, library],
            vec![school, library],
        ),
        (&whole, &world.root, vec![], vec![]),
        (&whole, school, vec![], vec![]),
        (&whole, &stranger.reseller, vec![], vec![]),
        // Who is above the view tells nothing of what is in it.
        (&world.below(&world.msp), &world.aggregator, vec![], vec![]),
        (
            &world.below(&world.msp),
            &world.msp,
            vec![harbour, &near],
            vec![],
        ),
        (&world.below(&reseller), &world.msp, vec![], vec![]),
        (&world.below(&reseller), &reseller, vec![&near], vec![&near]),
        (&world.below(school), &world.reseller, vec![], vec![]),
    ] {
        for (filter, expected) in [
            (
                SoldFilter {
                    sellers: vec![seller.id],
                    ..SoldFilter::default()
                },
                sellers,
            ),
            (
                SoldFilter {
                    resellers: vec![seller.id],
                    ..SoldFilter::default()
                },
                resellers,
            ),
        ] {
            let page = list(store, view, &filter, &by_id, ALL).await;
            let found = page.rows.iter().map(|row| row.organization.id);
            let mut expected: Vec<_> = expected.iter().map(|account| account.id).collect();
            expected.sort();
            assert_eq!(found.collect::<Vec<_>>(), expected, "{view:?} {filter:?}");
        }
    }
    let two = SoldFilter {
        sellers: vec![world.reseller.id, reseller.id],
        ..SoldFilter::default()
    };
    let page = list(store, &whole, &two, &by_id, ALL).await;
    assert_eq!(page.total, 3);
}
