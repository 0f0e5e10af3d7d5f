//! Sites, and the rules that name them.

use futures_util::future::join_all;
use landfall_core::{
    id::{EdgeCnameId, RuleId, SiteId},
    model::{
        DeployRequest, DeployState, EdgeCname, Environment, Platform, Policy, Rule, Site, View,
    },
};

use super::fixture::{
    Row, World, at, deploy_request, given, organization_id, policy, put, site, transact, user,
};
use crate::{Store, StoreError};

pub(super) async fn a_site_comes_back_with_its_host_names(store: &dyn Store) {
    let world = World::stored(store).await;
    let account = world.school.id;
    let full = site(world.id(), account, 7);
    let bare = Site {
        origin: None,
        upstreams: Vec::new(),
        hostnames: Vec::new(),
        ..site(world.id(), account, 8)
    };
    let also_bare = Site {
        id: SiteId(9),
        ..bare.clone()
    };
    let mut other = site(world.id(), world.library.id, 6);
    other.origin = full.origin.clone();
    given(store, [&also_bare, &full, &other, &bare].map(Row::from)).await;
    let found = store.sites(&world.whole(), account).await.unwrap();
    assert_eq!(found, [full, bare, also_bare]);
    let found = store.sites(&world.whole(), world.library.id).await;
    assert_eq!(found.unwrap(), [other]);
}

pub(super) async fn a_host_name_is_one_site_s_of_its_tenant(store: &dyn Store) {
    let world = World::stored(store).await;
    let stranger = World::stranger(store).await;
    let first = site(world.id(), world.school.id, 1);
    given(store, [Row::from(&first)]).await;
    let with = |site: Site, hostname: &EdgeCname| Site {
        hostnames: vec![EdgeCname {
            id: EdgeCnameId(site.id.0 * 100),
            ..hostname.clone()
        }],
        ..site
    };
    let second = with(site(world.id(), world.library.id, 2), &first.hostnames[0]);
    let added = put(store, [Row::from(&second)]).await;
    let what = "a site of the tenant with this host name";
    assert!(
        matches!(&added, Err(StoreError::Conflict { what: found }) if found == what),
        "{added:?}"
    );
    let theirs = with(
        site(stranger.id(), stranger.school.id, 3),
        &first.hostnames[0],
    );
    given(store, [Row::from(&theirs)]).await;
    let twin = Site {
        origin: first.origin.clone(),
        ..site(world.id(), world.school.id, 4)
    };
    let added = put(store, [Row::from(&twin)]).await;
    let what = "a site of the account with this origin";
    assert!(
        matches!(&added, Err(StoreError::Conflict { what: found }) if found == what),
        "{added:?}"
    );
}

pub(super) async fn a_site_is_a_customer_s_of_its_tenant(store: &dyn Store) {
    let world = World::stored(store).await;
    let stranger = World::stranger(store).await;
    for account in [
        world.reseller.id,
        stranger.school.id,
        organization_id(u64::MAX),
    ] {
        let added = put(store, [site(world.id(), account, 1).into()]).await;
        assert!(
            matches!(added, Err(StoreError::Dangling(_))),
            "{account}: {added:?}"
        );
    }
}

/// A policy of the school whose rules name the site of number 1, each one part of it.
fn naming(world: &World, number: u64, platform: Platform) -> Policy {
    let account = world.school.account_number.as_ref().unwrap();
    let mut policy = policy(world.id(), world.school.id, number);
    policy.summary.platform = platform;
    let rule = |place: u64, matches: String| Rule {
        id: RuleId(number * 10 + place),
        matches,
        ..policy.rules[0].clone()
    };
    policy.rules = vec![
        rule(
            3,
            format!(r#"[{{"type":"match.origin.customer-origin.literal","value":"/80{account}/origin-1/"}}]"#),
        ),
        rule(
            2,
            r#"[{"type":"match.request.edge-cname.literal","hostnames":["www-1.example","shop-1.example"]}]"#.to_owned(),
        ),
        rule(
            1,
            format!(
                r#"[{{"type":"match.request.edge-cname.literal","hostnames":"www-1.example","features":[{{"source":"/80{account}/origin-1/(.*)"}}]}}]"#
            ),
        ),
        rule(4, r#"[{"type":"match.always"}]"#.to_owned()),
        // Another account's origin of the same name, and another origin.
        rule(
            5,
            format!(
                r#"[{{"type":"match.origin.customer-origin.literal","value":["/80FFFF/origin-1/","/80{account}/origin-10/"]}}]"#
            ),
        ),
    ];
    policy
}

fn numbers(found: Option<Vec<RuleId>>) -> Option<Vec<u64>> {
    found.map(|rules| rules.into_iter().map(|rule| rule.0).collect())
}

/// The rules that name each part of the school's first site: its origin and its two host names.
async fn named(store: &dyn Store, world: &World, view: &View) -> [Option<Vec<u64>>; 3] {
    let account = world.school.id;
    let origin = store.rules_of_origin(view, account, SiteId(1)).await;
    let first = store.rules_of_edge_cname(view, account, EdgeCnameId(11));
    let (first, second) = (first.await, EdgeCnameId(12));
    let second = store.rules_of_edge_cname(view, account, second).await;
    [origin, first, second].map(|found| numbers(found.unwrap()))
}

pub(super) async fn rules_that_name_a_site_are_those_of_active_policies(store: &dyn Store) {
    let world = World::stored(store).await;
    let user = user(world.id(), 7);
    let site = site(world.id(), world.school.id, 1);
    given(store, [Row::from(&user), Row::from(&site)]).await;
    let view = world.whole();
    let none = || Some(Vec::new());
    assert_eq!(named(store, &world, &view).await, [none(), none(), none()]);

    let (adn, large) = (Platform::Adn, Platform::HttpLarge);
    let policies = [(1, adn), (2, adn), (3, adn), (4, adn), (5, large)];
    let policies = policies.map(|(number, platform)| naming(&world, number, platform));
    given(store, policies.iter().map(Row::from)).await;
    assert_eq!(named(store, &world, &view).await, [none(), none(), none()]);

    let (production, staging) = (Environment::Production, Environment::Staging);
    let deployed = DeployState::Deployed;
    let requests = [
        // The first policy was active, the second is, the third never was; the fourth is in staging.
        (1, 0, 10, production, deployed),
        (2, 1, 20, production, deployed),
        (3, 2, 30, production, DeployState::Rejected),
        (4, 2, 31, production, DeployState::Submitted),
        (5, 3, 15, staging, deployed),
        (6, 4, 5, production, deployed),
        // Of one second the greater number is the later one.
        (8, 4, 40, staging, deployed),
        (7, 0, 20, production, deployed),
    ]
    .map(|(number, place, second, environment, state)| {
        let policy: &Policy = &policies[place];
        Row::from(DeployRequest {
            environment,
            state,
            created_at: at(second),
            ..deploy_request(policy, &user, number)
        })
    });
    given(store, requests).await;
    // Request 7 has the second of request 2 and follows it: the first policy is active once more.
    let both = [11, 13, 41, 43, 51, 53].to_vec();
    let www = [11, 12, 41, 42, 51, 52].to_vec();
    let shop = [12, 42, 52].to_vec();
    let found = named(store, &world, &view).await;
    assert_eq!(found, [Some(both), Some(www), Some(shop)]);
}

pub(super) async fn a_changed_policy_s_rules_name_what_they_name_now(store: &dyn Store) {
    let world = World::stored(store).await;
    let user = user(world.id(), 7);
    let mut policy = naming(&world, 1, Platform::Adn);
    let other = naming(&world, 2, Platform::HttpLarge);
    given(
        store,
        [
            Row::from(&user),
            site(world.id(), world.school.id, 1).into(),
            Row::from(&policy),
            Row::from(&other),
            deploy_request(&policy, &user, 1).into(),
            deploy_request(&other, &user, 2).into(),
        ],
    )
    .await;
    let view = world.whole();
    policy.rules.retain(|rule| rule.id != RuleId(13));
    r#"[{"type":"match.always"}]"#.clone_into(&mut policy.rules[0].matches);
    transact(store, policy, |transaction, policy| {
        Box::pin(async move { transaction.update_policy(policy).await })
    })
    .await
    .unwrap();
    let found = named(store, &world, &view).await;
    let (origin, www, shop) = (vec![11, 21, 23], vec![11, 21, 22], vec![22]);
    assert_eq!(found, [Some(origin), Some(www), Some(shop)]);
}

pub(super) async fn sites_and_their_rules_are_seen_with_their_account_only(store: &dyn Store) {
    let world = World::stored(store).await;
    let stranger = World::stranger(store).await;
    let user = user(world.id(), 7);
    let policy = naming(&world, 1, Platform::Adn);
    given(
        store,
        [
            Row::from(&user),
            site(world.id(), world.school.id, 1).into(),
            site(world.id(), world.library.id, 2).into(),
            Row::from(&policy),
            deploy_request(&policy, &user, 1).into(),
        ],
    )
    .await;
    let account = world.school.id;
    for view in world.views_of(account) {
        assert_eq!(store.sites(&view, account).await.unwrap().len(), 1);
        let [origin, first, second] = named(store, &world, &view).await;
        assert_eq!(origin, Some(vec![11, 13]), "{view:?}");
        assert_eq!(first, Some(vec![11, 12]), "{view:?}");
        assert_eq!(second, Some(vec![12]), "{view:?}");
    }
    for view in world.views_without(account, &stranger) {
        let found = store.sites(&view, account).await.unwrap();
        assert_eq!(found, [], "{view:?}");
        let found = named(store, &world, &view).await;
        assert_eq!(found, [None, None, None], "{view:?}");
    }
    let whole = world.whole();
    for (account, number) in [
        (world.library.id, 1),
        (account, 2),
        (account, 3),
        (account, u64::MAX),
        (world.reseller.id, 1),
    ] {
        let origin = store.rules_of_origin(&whole, account, SiteId(number));
        assert_eq!(origin.await.unwrap(), None, "{number} of {account}");
        let cname = EdgeCnameId(number.saturating_mul(10).saturating_add(1));
        let cname = store.rules_of_edge_cname(&whole, account, cname);
        assert_eq!(cname.await.unwrap(), None, "{number} of {account}");
    }
    // A site without a name of its origin is there, and no rule can name it.
    let bare = Site {
        origin: None,
        ..site(world.id(), account, 3)
    };
    given(store, [Row::from(&bare)]).await;
    let found = store.rules_of_origin(&whole, account, SiteId(3)).await;
    assert_eq!(found.unwrap(), Some(Vec::new()));
}

pub(super) async fn sites_are_found_changed_and_removed_in_a_transaction(store: &dyn Store) {
    let world = World::stored(store).await;
    let account = world.school.id;
    let bare = Site {
        origin: None,
        hostnames: Vec::new(),
        ..site(world.id(), account, 8)
    };
    let (full, other) = (
        site(world.id(), account, 7),
        site(world.id(), world.library.id, 9),
    );
    given(store, [&bare, &full, &other].map(Row::from)).await;
    let found = async |account| {
        let found = transact(store, account, |transaction, account| {
            Box::pin(async move { transaction.find_sites(*account).await })
        });
        found.await.unwrap()
    };
    assert_eq!(found(account).await, [full.clone(), bare.clone()]);
    let update = |site: &Site| {
        transact(store, site.clone(), |transaction, site| {
            Box::pin(async move { transaction.update_site(site).await })
        })
    };
    let mut hostnames = full.hostnames.clone();
    hostnames.remove(0);
    hostnames.push(EdgeCname {
        id: EdgeCnameId(990),
        hostname: "new.example".parse().unwrap(),
    });
    let changed = Site {
        origin: None,
        upstreams: Vec::new(),
        hostnames,
        updated_at: at(900),
        ..full.clone()
    };
    assert!(update(&changed).await.unwrap());
    assert_eq!(found(account).await, [changed.clone(), bare.clone()]);
    // Not by way of another account, and not with another site's name.
    let stolen = Site {
        account: world.library.id,
        ..changed.clone()
    };
    assert!(!update(&stolen).await.unwrap());
    let taken = Site {
        hostnames: vec![EdgeCname {
            id: EdgeCnameId(991),
            ..other.hostnames[0].clone()
        }],
        ..changed.clone()
    };
    let refused = update(&taken).await;
    assert!(
        matches!(refused, Err(StoreError::Conflict { .. })),
        "{refused:?}"
    );
    let remove = |id: SiteId| {
        transact(store, id, |transaction, id| {
            Box::pin(async move { transaction.delete_site(*id).await })
        })
    };
    assert!(remove(changed.id).await.unwrap());
    assert!(!remove(changed.id).await.unwrap());
    assert_eq!(found(account).await, [bare]);
    assert_eq!(found(world.library.id).await, [other]);
    // Its names are free.
    given(store, [Row::from(&full)]).await;
}

pub(super) async fn a_host_name_is_found_with_its_site(store: &dyn Store) {
    let world = World::stored(store).await;
    let stranger = World::stranger(store).await;
    let one = site(world.id(), world.school.id, 1);
    let other = site(world.id(), world.library.id, 2);
    let theirs = site(stranger.id(), stranger.school.id, 3);
    given(store, [&one, &other, &theirs].map(Row::from)).await;
    let mut asked = vec!["unknown.example".parse().unwrap()];
    for site in [&one, &other, &theirs] {
        asked.push(site.hostnames[0].hostname.clone());
    }
    let asked = (world.id().clone(), asked);
    let found = transact(store, asked, |transaction, (tenant, asked)| {
        Box::pin(async move { transaction.find_hostnames(tenant, asked).await })
    });
    let mut found = found.await.unwrap();
    found.sort();
    let mut expected = [&one, &other].map(|site| (site.hostnames[0].hostname.clone(), site.id));
    expected.sort();
    assert_eq!(found, expected);
}

pub(super) async fn sites_are_found_by_one_at_a_time(store: &dyn Store) {
    let world = World::stored(store).await;
    let account = world.school.id;
    let added = (1..=8).map(|number| {
        let site = site(world.id(), account, number);
        transact(store, site, |transaction, site| {
            Box::pin(async move {
                let found = transaction.find_sites(site.account).await?;
                if found.len() < 3 {
                    transaction.insert_site(site).await?;
                }
                Ok(())
            })
        })
    });
    for added in join_all(added).await {
        added.unwrap();
    }
    let view = View::whole(world.id().clone());
    assert_eq!(store.sites(&view, account).await.unwrap().len(), 3);
}
