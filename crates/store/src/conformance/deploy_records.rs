//! Deploy requests with their policies, one and listed.

use landfall_core::{
    id::{DeployRequestId, PolicyId},
    model::{
        DeployFilter, DeployRecord, DeployRequest, DeployState, Environment, Page, PageRequest,
        Platform, Policy, User,
    },
};

use super::fixture::{Row, World, at, deploy_request, given, policy, user};
use crate::Store;

const ALL: PageRequest = PageRequest {
    offset: 0,
    limit: 100,
};

/// Two policies of the school with requests of them.
struct Shelf {
    user: User,
    policies: [Policy; 2],
    requests: Vec<DeployRequest>,
}

impl Shelf {
    async fn stored(store: &dyn Store, world: &World) -> Self {
        let user = user(world.id(), 77);
        let account = world.school.id;
        let policies = [1, 2].map(|number| {
            let mut policy = policy(world.id(), account, number);
            policy.summary.name = format!("Größe {number}");
            policy.summary.description = Some("not searched".to_owned());
            policy
        });
        let (production, staging) = (Environment::Production, Environment::Staging);
        let requests = [
            (1, 0, 10, production, DeployState::Deployed, "ÄRGER"),
            (2, 0, 30, staging, DeployState::Deployed, ""),
            (3, 1, 20, production, DeployState::Rejected, "100 %"),
            (10, 1, 20, production, DeployState::Submitted, "ärger 10"),
        ]
        .map(|(number, policy, second, environment, state, message)| {
            let policy: &Policy = &policies[policy];
            DeployRequest {
                environment,
                state,
                platform: if policy.summary.id.0 == 1 {
                    Platform::Adn
                } else {
                    Platform::HttpSmall
                },
                message: message.to_owned(),
                created_at: at(second),
                ..deploy_request(policy, &user, number)
            }
        })
        .to_vec();
        let this = Self {
            user,
            policies,
            requests,
        };
        let rows = [Row::from(&this.user)].into_iter();
        let rows = rows.chain(this.policies.iter().map(Row::from));
        given(store, rows.chain(this.requests.iter().map(Row::from))).await;
        this
    }

    fn record(&self, request: usize, policy: usize) -> DeployRecord {
        DeployRecord {
            request: self.requests[request].clone(),
            policy: self.policies[policy].summary.clone(),
        }
    }
}

pub(super) async fn a_request_comes_with_its_policy_to_its_account_only(store: &dyn Store) {
    let world = World::stored(store).await;
    let stranger = World::stranger(store).await;
    let account = world.school.id;
    let shelf = Shelf::stored(store, &world).await;
    let id = DeployRequestId(10);
    let filter = DeployFilter::default();
    for view in world.views_of(account) {
        let found = store.deploy_record(&view, account, id).await.unwrap();
        assert_eq!(found, Some(shelf.record(3, 1)), "{view:?}");
        let listed = store.deploy_records(&view, account, &filter, ALL).await;
        assert_eq!(listed.unwrap().total, 4, "{view:?}");
    }
    for view in world.views_without(account, &stranger) {
        let found = store.deploy_record(&view, account, id).await.unwrap();
        assert_eq!(found, None, "{view:?}");
        let listed = store.deploy_records(&view, account, &filter, ALL).await;
        let listed = listed.unwrap();
        assert_eq!((listed.rows.len(), listed.total), (0, 0), "{view:?}");
    }
    let whole = world.whole();
    for (account, id) in [
        (world.library.id, id),
        (world.reseller.id, id),
        (account, DeployRequestId(4)),
        (account, DeployRequestId(DeployRequestId::MAX)),
    ] {
        let found = store.deploy_record(&whole, account, id).await.unwrap();
        assert_eq!(found, None, "{id} of {account}");
    }
}

async fn listed(
    store: &dyn Store,
    world: &World,
    filter: &DeployFilter,
    page: PageRequest,
) -> Page<DeployRecord> {
    store
        .deploy_records(&world.whole(), world.school.id, filter, page)
        .await
        .unwrap()
}

fn ids(page: &Page<DeployRecord>) -> Vec<u64> {
    page.rows.iter().map(|row| row.request.id.0).collect()
}

pub(super) async fn the_newest_request_comes_first_then_the_greater_id(store: &dyn Store) {
    let world = World::stored(store).await;
    let shelf = Shelf::stored(store, &world).await;
    let filter = DeployFilter::default();
    let all = listed(store, &world, &filter, ALL).await;
    let expected = [(1, 0), (3, 1), (2, 1), (0, 0)];
    assert_eq!(all.rows, expected.map(|(r, p)| shelf.record(r, p)));
    for limit in 1..6 {
        for offset in 0..6 {
            let page = PageRequest { offset, limit };
            let found = listed(store, &world, &filter, page).await;
            assert_eq!(found.total, 4);
            let offset = usize::try_from(offset).unwrap();
            let part = all.rows.iter().skip(offset).take(limit as usize);
            assert!(part.eq(&found.rows), "{offset} {limit}");
        }
    }
    let far = PageRequest {
        offset: u64::MAX,
        limit: 1,
    };
    let found = listed(store, &world, &filter, far).await;
    assert_eq!((found.rows.len(), found.total), (0, 4));
}

pub(super) async fn requests_are_listed_by_everything_that_is_asked_for(store: &dyn Store) {
    let world = World::stored(store).await;
    Shelf::stored(store, &world).await;
    let any = DeployFilter::default();
    let policies = |numbers: &[u64]| numbers.iter().map(|&number| PolicyId(number)).collect();
    let searched = |search: &str| DeployFilter {
        search: Some(search.to_owned()),
        ..DeployFilter::default()
    };
    for (filter, expected) in [
        (
            DeployFilter {
                platform: Some(Platform::HttpSmall),
                ..any.clone()
            },
            &[10, 3][..],
        ),
        (
            DeployFilter {
                environment: Some(Environment::Staging),
                ..any.clone()
            },
            &[2],
        ),
        (
            DeployFilter {
                state: Some(DeployState::Deployed),
                ..any.clone()
            },
            &[2, 1],
        ),
        (
            DeployFilter {
                policies: policies(&[2, 2, 9, u64::MAX]),
                ..any.clone()
            },
            &[10, 3],
        ),
        (
            DeployFilter {
                policies: policies(&[1, 2]),
                environment: Some(Environment::Production),
                state: Some(DeployState::Deployed),
                platform: Some(Platform::Adn),
                search: Some("Ä".to_owned()),
            },
            &[1],
        ),
        (
            DeployFilter {
                policies: policies(&[u64::MAX]),
                ..any.clone()
            },
            &[],
        ),
        (searched("ärGER"), &[10, 1]),
        (searched("größe 1"), &[2, 1]),
        (searched("%"), &[3]),
        (searched("not searched"), &[]),
    ] {
        let found = listed(store, &world, &filter, ALL).await;
        assert_eq!(ids(&found), expected, "{filter:?}");
        assert_eq!(found.total, expected.len() as u64);
    }
}
