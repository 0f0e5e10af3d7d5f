//! What public clients do (rulesv4 contract, section 8), as far as it concerns these calls.

use http::Method;

use crate::support::{STATUS, TOK, World};

#[tokio::test]
async fn trap_s9_headers_that_name_an_account_change_nothing_for_a_token_of_one() {
    let world = World::new().await;
    let golden = world.get(STATUS).await;
    for (name, value) in [
        ("Portals_customerid", "1"),
        ("Portals_CustomerId", "49590"),
        ("Portals_UserId", "77"),
        ("Portals_PortalTypeId", "1"),
        ("x-owner-id", "0001"),
        ("x-owner-id", "0002"),
    ] {
        let headers = [("authorization", TOK), (name, value)];
        assert_eq!(
            world.call(Method::GET, STATUS, &headers).await,
            golden,
            "{name}"
        );
    }
    let elsewhere = STATUS.replace("0001", "0002");
    let headers = [("authorization", TOK), ("x-owner-id", "0002")];
    let answer = world.call(Method::GET, &elsewhere, &headers).await;
    answer.is(400, r#"{"Message":"Invalid account number"}"#);
}

#[tokio::test]
async fn trap_s10_keys_in_exact_case_and_full_doubles() {
    let world = World::new().await;
    let body = world.get(STATUS).await.body;
    let keys: Vec<&str> = body
        .split('"')
        .skip(1)
        .step_by(2)
        .filter(|text| !text.contains(" : "))
        .collect();
    assert_eq!(
        keys[..4],
        ["Status", "propagating", "Percent_propagated", "Pops"]
    );
    let pops = &keys[4..];
    assert_eq!(pops.len(), 2 * 70);
    assert!(
        pops.chunks(2)
            .all(|pair| pair == ["name", "percentage_propagated"])
    );
    // Sixteen and seventeen digits, which a 32-bit float does not hold.
    assert!(body.contains(":2.666083916083916,") && body.contains(":3.7037037037037033}"));
}

#[tokio::test]
async fn trap_s12_the_user_agent_says_nothing() {
    let world = World::new().await;
    let golden = world.get(STATUS).await;
    for agent in ["", "edgecast/golang-sdk:0.1.0", "curl/8", "Mozilla/5.0"] {
        let headers = [("authorization", TOK), ("user-agent", agent)];
        assert_eq!(
            world.call(Method::GET, STATUS, &headers).await,
            golden,
            "{agent}"
        );
    }
}
