//! The contract's example (section 10), byte for byte but for white space.

use crate::support::{World, minified};

#[tokio::test]
async fn the_complete_fulfillments_by_insertion() {
    let world = World::new().await;
    let answer = world
        .list("filter=status:complete&sort=desc:insertTs")
        .await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("content-type"), Some("application/json"));
    let golden = include_str!("../golden/complete_by_insertion.json");
    assert_eq!(answer.body, minified(golden));
}
