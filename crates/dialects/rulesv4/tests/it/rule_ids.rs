//! Which rules use an edge CNAME or an origin (rulesv4 contract, section 1, operations 11 and 12).

use landfall_core::{
    id::{DeployRequestId, RuleId},
    model::{DeployState, Environment, Platform, Policy},
};
use landfall_demo::ids;

use crate::support::{World, minified, policy, request};

const CNAMES: &str = "/rules-engine/v1.1/rules/cnames";
const ORIGINS: &str = "/rules-engine/v1.1/rules/origins";

#[tokio::test]
async fn the_rules_of_an_edge_cname_and_of_an_origin() {
    let world = World::new().await;
    for (path, golden) in [
        (
            format!("{CNAMES}/30212"),
            include_str!("../golden/cname_rules.json"),
        ),
        (
            format!("{ORIGINS}/5120"),
            include_str!("../golden/origin_rules.json"),
        ),
    ] {
        let answer = world.rules(&path).await;
        assert_eq!((answer.status, answer.body), (200, minified(golden)));
    }
    let unused = world.rules(&format!("{CNAMES}/30211")).await;
    let expected =
        r#"{"@id":"/rules-engine/v1.1/rules/cnames/30211","@type":"CnameRuleIds","ids":[]}"#;
    assert_eq!((unused.status, unused.body.as_str()), (200, expected));
}

/// A policy of account `0001` whose one rule is about the shop.
fn about_the_shop(number: u64, platform: Platform) -> Policy {
    let mut policy = policy(number, ids::organization(ids::CUSTOMER), platform);
    let mut rule = landfall_core::model::Rule {
        id: RuleId(number * 10),
        name: None,
        description: None,
        matches: String::new(),
        created_at: policy.summary.created_at,
        updated_at: policy.summary.updated_at,
    };
    r#"[{"type":"match.origin.customer-origin.literal","value":"/800001/shop/"}]"#
        .clone_into(&mut rule.matches);
    policy.rules = vec![rule];
    policy
}

/// What counts is active in either environment: drafts, rejected requests and what was replaced do not.
#[tokio::test]
async fn policies_active_in_either_environment_count() {
    let world = World::new().await;
    let ids_of = async |path: &str| world.rules(path).await.body;
    let origin = format!("{ORIGINS}/5120");
    let shown =
        |ids: &str| format!(r#"{{"@id":"{ORIGINS}/5120","@type":"OriginRuleIds","ids":[{ids}]}}"#);
    assert_eq!(ids_of(&origin).await, shown("33753446,33753448"));
    let policies = [
        (5_000_001, Platform::Adn),
        (5_000_002, Platform::HttpSmall),
        (5_000_003, Platform::HttpSmall),
    ];
    let policies = policies.map(|(number, platform)| about_the_shop(number, platform));
    world.add_policies(policies.to_vec()).await;
    assert_eq!(ids_of(&origin).await, shown("33753446,33753448"));
    let account = ids::organization(ids::CUSTOMER);
    let deployed = |number: u64, policy: &Policy, environment, state| {
        let (_, mut request) = request(
            number,
            account,
            policy.summary.platform,
            (environment, state),
        );
        request.id = DeployRequestId(number);
        request.policy = policy.summary.id;
        request.created_at = "2021-04-15T12:30:00Z".parse().unwrap();
        request
    };
    let requests = [
        deployed(
            900_001,
            &policies[1],
            Environment::Production,
            DeployState::Rejected,
        ),
        deployed(
            900_002,
            &policies[2],
            Environment::Staging,
            DeployState::Deployed,
        ),
        // Takes the place of the demonstration's in production; that one stays active in staging.
        deployed(
            900_003,
            &policies[0],
            Environment::Production,
            DeployState::Deployed,
        ),
    ];
    world
        .write(requests.to_vec(), |transaction, request| {
            Box::pin(async move { transaction.insert_deploy_request(request).await })
        })
        .await;
    let all = "33753446,33753448,50000010,50000030";
    assert_eq!(ids_of(&origin).await, shown(all));
}

#[tokio::test]
async fn ids_that_name_nothing() {
    let world = World::new().await;
    let absent = world.rules(&format!("{CNAMES}/999999")).await;
    assert_eq!(absent.status, 404);
    assert!(absent.body.contains(r#""code":"not_found""#));
    for (list, strangers) in [(CNAMES, "30213"), (ORIGINS, "5121")] {
        for id in [
            strangers,
            "0",
            "-1",
            "abc",
            "%FF",
            "%00",
            "9007199254740992",
            "99999999999999999999",
            "shop.fairmont.example",
        ] {
            let answer = world.rules(&format!("{list}/{id}")).await;
            assert_eq!(answer, absent, "{list}/{id}");
        }
    }
    // Numbers of the other kind.
    for path in [format!("{CNAMES}/5120"), format!("{ORIGINS}/30211")] {
        assert_eq!(world.rules(&path).await, absent, "{path}");
    }
}
