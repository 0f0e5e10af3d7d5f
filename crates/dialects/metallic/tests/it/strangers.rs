//! What a caller may not see looks like what does not exist (metallic contract, section 1).

use http::Method;
use landfall_core::model::{Dialect, FulfillmentAction::AddService, FulfillmentStatus::Pending};
use landfall_demo::ids;

use crate::support::{LIST, World, order};

const NOTHING: &str = r#"{"data":[],"metadata":{"sort":"desc:updateTs","filter":"","pagination":{"pageNumber":0,"pageSize":25,"totalRecords":0}}}"#;

#[tokio::test]
async fn another_subtree_sees_nothing_and_the_branch_above_sees_all() {
    let world = World::new().await;
    for (key, organization, rows) in [
        (50, ids::HOUSE_RESELLER, 0),
        (51, ids::OTHER_ACCOUNT, 0),
        (52, ids::DISTRIBUTOR, 9),
        (53, ids::RESELLER, 3),
    ] {
        let token = format!("token-{key}");
        let organization = Some(ids::organization(organization));
        world
            .let_in(key, organization, &token, Dialect::Metallic)
            .await;
        let answer = world.call(Method::GET, LIST, &token).await;
        assert_eq!(answer.ids().len(), rows, "{answer:?}");
        if rows == 0 {
            assert_eq!(answer.body, NOTHING);
        }
    }
}

#[tokio::test]
async fn rows_outside_the_view_are_not_counted_either() {
    let world = World::new().await;
    let before = world.list("").await;
    let mut foreign = order(1, AddService, Pending, 0);
    foreign.fulfillment.seller = ids::organization(ids::HOUSE_RESELLER);
    world.insert(vec![foreign]).await;
    assert_eq!(world.list("").await, before);
    world
        .let_in(50, None, "whole-tenant", Dialect::Metallic)
        .await;
    let all = world.call(Method::GET, LIST, "whole-tenant").await;
    assert_eq!(all.ids().len(), 10);
}

#[tokio::test]
async fn another_tenant_sees_nothing() {
    let world = World::new().await;
    world.other_tenant("their-token").await;
    let answer = world.call(Method::GET, LIST, "their-token").await;
    assert_eq!((answer.status, answer.body.as_str()), (200, NOTHING));
    let filtered = format!("{LIST}?filter=status:complete");
    let answer = world.call(Method::GET, &filtered, "their-token").await;
    assert!(
        answer.body.contains(r#""totalRecords":0"#),
        "{}",
        answer.body
    );
}

#[tokio::test]
async fn a_client_of_another_dialect_is_a_stranger() {
    let world = World::new().await;
    world.let_in(50, None, "vipmp-only", Dialect::Vipmp).await;
    let answer = world.call(Method::GET, LIST, "vipmp-only").await;
    assert_eq!(answer, world.call(Method::GET, LIST, "wrong").await);
}

/// What can be read by an id answers a stranger like an id that nothing has.
#[tokio::test]
async fn trap_14_objects_out_of_view_do_not_exist() {
    let world = World::new().await;
    world.other_tenant("their-token").await;
    let house = Some(ids::organization(ids::HOUSE_RESELLER));
    world.let_in(50, house, "house", Dialect::Metallic).await;
    let customer = Some(ids::organization(ids::CUSTOMER));
    world
        .let_in(51, customer, "customer", Dialect::Metallic)
        .await;
    for (kind, id) in [
        ("fulfillments", "587d4d28-066c-406e-b975-5d04e4e47373"),
        ("accounts", ids::ORDERING_ACCOUNT),
        ("resellers", ids::RESELLER),
    ] {
        let path = format!("/api/v1/partner/{kind}/{id}");
        assert_eq!(world.get(&path).await.status, 200, "{path}");
        let absent = format!("/api/v1/partner/{kind}/00000000-0000-0000-0000-0000000000ff");
        for token in ["their-token", "house", "customer"] {
            let stranger = world.call(Method::GET, &path, token).await;
            stranger.is_error(404, 1006);
            let absent = world.call(Method::GET, &absent, token).await;
            assert_eq!(stranger, absent, "{path}");
        }
    }
}

#[tokio::test]
async fn accounts_out_of_view_are_not_listed_and_not_counted() {
    let world = World::new().await;
    world.other_tenant("their-token").await;
    let accounts = "/api/v1/partner/accounts";
    let answer = world.call(Method::GET, accounts, "their-token").await;
    assert_eq!((answer.status, answer.body.as_str()), (200, NOTHING));
    for (key, organization, rows) in [
        (50, ids::HOUSE_RESELLER, 1),
        (51, ids::CUSTOMER, 1),
        (52, ids::RESELLER, 5),
        (53, ids::MSP, 6),
        (54, ids::DISTRIBUTOR, 7),
    ] {
        let token = format!("token-{key}");
        let organization = Some(ids::organization(organization));
        world
            .let_in(key, organization, &token, Dialect::Metallic)
            .await;
        let answer = world.call(Method::GET, accounts, &token).await;
        assert_eq!(answer.ids().len(), rows, "{answer:?}");
        let total = format!(r#""totalRecords":{rows}}}"#);
        assert!(answer.body.contains(&total), "{}", answer.body);
        // Asking for one by its id makes it no more visible.
        let hidden = format!("{accounts}?filter=id:{}", ids::OTHER_ACCOUNT);
        let seen = world.call(Method::GET, &hidden, &token).await.ids().len();
        assert_eq!(seen, usize::from([50, 54].contains(&key)));
    }
}
