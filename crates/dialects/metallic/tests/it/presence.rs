//! Which members a row has (metallic contract, section 3).

use landfall_core::model::{
    Failure,
    FulfillmentAction::{AddService, CreateAccount},
    FulfillmentDetail,
    FulfillmentStatus::{self, Complete, Failed, Pending},
};
use landfall_demo::ids;

use crate::support::{World, order};

#[tokio::test]
async fn trap_10_when_a_row_names_its_account() {
    let world = World::new().await;
    world
        .insert(vec![
            order(4, CreateAccount, Pending, 4),
            order(3, CreateAccount, Complete, 3),
            order(2, CreateAccount, Failed, 2),
            order(1, AddService, Pending, 1),
        ])
        .await;
    let answer = world.list("pageSize=4").await;
    let account = ids::ORDERING_ACCOUNT;
    assert_eq!(answer.column("accountId"), ["", account, "", account]);
    assert_eq!(answer.body.matches("accountId").count(), 2);
    assert!(!answer.body.contains("null"), "{}", answer.body);
}

/// Whatever the record holds already: a customer that is being made is nobody's business before it is there.
#[tokio::test]
async fn trap_10_a_creation_that_is_not_complete_names_no_account() {
    let world = World::new().await;
    let statuses = FulfillmentStatus::ALL;
    let orders = (0_u32..).zip(statuses).map(|(number, &status)| {
        let second = 100 - i64::from(number);
        let mut row = order(u64::from(number) + 1, CreateAccount, status, second);
        row.fulfillment.account = Some(ids::organization(ids::ORDERING_ACCOUNT));
        row
    });
    world.insert(orders.collect()).await;
    let answer = world.list(&format!("pageSize={}", statuses.len())).await;
    let told = answer.column("accountId");
    let (status, expected) = (
        answer.column("status"),
        statuses.iter().map(|&status| match status {
            Complete => ids::ORDERING_ACCOUNT,
            _ => "",
        }),
    );
    assert_eq!(told, expected.collect::<Vec<_>>(), "{status:?}");
}

#[tokio::test]
async fn trap_11_an_account_without_external_id() {
    let world = World::new().await;
    let mut row = order(1, AddService, Pending, 0);
    row.fulfillment.external_account_id = None;
    world.insert(vec![row]).await;
    let answer = world.list("pageSize=1").await;
    let expected = format!(
        r#"{{"data":[{{"id":"00000000-0000-0000-0000-000000000001","insertTs":"2022-03-01T00:00:00","updateTs":"2022-03-01T00:00:00","status":"pending","accountId":"{}","type":"msp_add_service","userId":"swo-app"}}],"#,
        ids::ORDERING_ACCOUNT
    );
    assert!(answer.body.starts_with(&expected), "{}", answer.body);
}

#[tokio::test]
async fn trap_13_a_list_tells_no_failure_and_no_request() {
    let world = World::new().await;
    let failure = Some(Failure {
        code: 2004,
        message: "refused at the target".to_owned(),
    });
    let row = order(1, AddService, Failed, 0);
    world
        .insert(vec![FulfillmentDetail { failure, ..row }])
        .await;
    let answer = world.list("filter=status:failed").await;
    assert_eq!(answer.ids().len(), 3);
    for absent in ["failure", "requestData", "2004", "refused"] {
        assert!(!answer.body.contains(absent), "{}", answer.body);
    }
}
