//! Texts that no record holds, where callers may send any.

use landfall_core::model::{
    AccountField, AccountQuery, DeployFilter, Direction, NamePattern, PageRequest, PolicyFilter,
    SoldFilter, Status,
};

use super::fixture::{Row, World, client, deploy_request, given, group, policy, user};
use crate::Store;

const ALL: PageRequest = PageRequest {
    offset: 0,
    limit: 100,
};

/// What follows a NUL is not overlooked, and the rest does not fail.
pub(super) async fn a_text_with_a_nul_finds_nothing(store: &dyn Store) {
    let world = World::stored(store).await;
    let (user, client) = (user(world.id(), 7), client(world.id(), world.msp.id, 1));
    let policy = policy(world.id(), world.school.id, 1);
    let group = group(world.id(), "51001315");
    given(
        store,
        [
            Row::from(&user),
            Row::from(&client),
            Row::from(&policy),
            Row::from(&group),
            deploy_request(&policy, &user, 1).into(),
        ],
    )
    .await;
    let (whole, account) = (world.whole(), world.school.id);
    for end in ["\0", "\0x"] {
        let odd = |text: &str| format!("{text}{end}");
        let found = store.client(&odd(&client.client_id)).await;
        assert_eq!(found.unwrap(), None);
        let found = store.user_by_email(world.id(), &odd(&user.email)).await;
        assert_eq!(found.unwrap(), None);
        for name in [odd(&world.school.name), odd("*"), odd("")] {
            let query = AccountQuery {
                statuses: Status::ALL.to_vec(),
                name: Some(NamePattern(name)),
                from: None,
                to: None,
                sort: (AccountField::CreatedAt, Direction::Descending),
            };
            let found = store.resellers(&whole, &query, ALL).await;
            assert_eq!(found.unwrap().total, 0);
            let seller = world.reseller.vipmp_id.as_ref().unwrap();
            let found = store.customers(&whole, seller, &query, ALL).await;
            assert_eq!(found.unwrap().unwrap().total, 0);
        }
        let found = store.large_agency_groups(world.id(), "CA", &odd("")).await;
        assert_eq!(found.unwrap().len(), 0);
        for filter in [
            SoldFilter {
                names: vec![odd(&world.school.name)],
                ..SoldFilter::default()
            },
            SoldFilter {
                websites: vec![odd(&world.school.profile.website)],
                ..SoldFilter::default()
            },
            SoldFilter {
                external_references: vec![odd(&world.school.external_reference)],
                ..SoldFilter::default()
            },
            SoldFilter {
                search: vec![odd("")],
                ..SoldFilter::default()
            },
        ] {
            let found = store.sold_accounts(&whole, &filter, &[], ALL).await;
            assert_eq!(found.unwrap().total, 0, "{filter:?}");
        }
        let filter = PolicyFilter {
            search: Some(odd("")),
            ..PolicyFilter::default()
        };
        let found = store.policies(&whole, account, &filter, ALL).await;
        assert_eq!(found.unwrap().total, 0);
        let filter = DeployFilter {
            search: Some(odd("")),
            ..DeployFilter::default()
        };
        let found = store.deploy_records(&whole, account, &filter, ALL).await;
        assert_eq!(found.unwrap().total, 0);
    }
}
