//! Filter, sort and paging (metallic contract, sections 3 and 11).

use landfall_core::model::{FulfillmentAction, FulfillmentStatus};
use proptest::prelude::*;

use crate::support::{World, order};

#[tokio::test]
async fn trap_1_defaults() {
    let world = World::new().await;
    let many = "a=1&".repeat(1001);
    for query in [
        "",
        "filter=&sort=",
        "unknown=1&unknown=2&Sort=x",
        "unknown=%FF&%FF=1",
        &many,
    ] {
        let answer = world.list(query).await;
        assert_eq!(answer.status, 200);
        let metadata = r#""metadata":{"sort":"desc:updateTs","filter":"","pagination":{"pageNumber":0,"pageSize":25,"totalRecords":9}}}"#;
        assert!(answer.body.ends_with(metadata), "{}", answer.body);
        let times = answer.column("updateTs");
        assert_eq!(times.len(), 9);
        assert!(times.is_sorted_by(|one, next| one >= next), "{times:?}");
    }
}

#[tokio::test]
async fn trap_2_three_ways_to_say_one_filter() {
    let world = World::new().await;
    let first = world.list("filter=status:complete").await;
    assert_eq!(first.ids().len(), 2);
    let echo = r#""filter":"filter=status:complete""#;
    assert!(first.body.contains(echo), "{}", first.body);
    for query in ["filter=status%3Acomplete", "filter=filter=status:complete"] {
        assert_eq!(world.list(query).await, first, "{query}");
    }
}

#[tokio::test]
async fn trap_3_what_is_no_filter() {
    let world = World::new().await;
    for value in [
        "type:msp_add_service",
        "status:done",
        "status:Complete",
        "status:",
        "complete",
        "status:complete,status:failed",
        "filter=",
        "filter=filter=status:complete",
        "Filter=status:complete",
        " status:complete",
        "status:complete%00",
    ] {
        let query = format!("filter={}", value.replace(' ', "%20"));
        let answer = world.list(&query).await;
        answer.is_error(400, 1003);
        assert!(
            answer.body.contains(r#""message":"filter"#),
            "{}",
            answer.body
        );
    }
    world
        .list("filter=status:complete&filter=status:complete")
        .await
        .is_error(400, 1003);
}

#[tokio::test]
async fn trap_4_what_is_no_sort() {
    let world = World::new().await;
    for value in [
        "desc:foo",
        "insertTs",
        "DESC:insertTs",
        "asc:id,desc:id",
        "asc:",
        ":id",
        "asc:id,",
        ",asc:id",
        "asc:id;desc:type",
        "asc:InsertTs",
        "%20asc:id",
        "asc:id&sort=asc:id",
    ] {
        let answer = world.list(&format!("sort={value}")).await;
        answer.is_error(400, 1003);
        assert!(
            answer.body.contains(r#""message":"sort"#),
            "{}",
            answer.body
        );
    }
}

#[tokio::test]
async fn trap_5_two_sort_keys() {
    let world = World::new().await;
    let answer = world.list("sort=asc:type%2Cdesc:insertTs").await;
    let echo = r#""sort":"asc:type,desc:insertTs""#;
    assert!(answer.body.contains(echo), "{}", answer.body);
    let (types, times) = (answer.column("type"), answer.column("insertTs"));
    let rows: Vec<_> = types.iter().zip(&times).collect();
    let follow = |one: &(&String, &String), next: &(&String, &String)| {
        one.0 < next.0 || (one.0 == next.0 && one.1 >= next.1)
    };
    assert!(rows.is_sorted_by(follow), "{rows:?}");
    assert!(
        !times.is_sorted_by(|one, next| one >= next),
        "the first key decides"
    );
}

#[tokio::test]
async fn trap_6_missing_values_are_last_in_both_directions() {
    let world = World::new().await;
    for (member, without) in [("accountId", 3), ("externalAccountId", 2)] {
        for direction in ["asc", "desc"] {
            let answer = world.list(&format!("sort={direction}:{member}")).await;
            let values = answer.column(member);
            let (present, missing) = values.split_at(values.len() - without);
            assert!(missing.iter().all(String::is_empty), "{values:?}");
            assert!(present.iter().all(|value| !value.is_empty()), "{values:?}");
            let sorted = present.is_sorted_by(|one, next| match direction {
                "asc" => one <= next,
                _ => one >= next,
            });
            assert!(sorted, "{direction}: {values:?}");
        }
    }
}

#[tokio::test]
async fn trap_7_ties_follow_the_id_in_both_directions() {
    let world = World::new().await;
    let tied = |number| {
        order(
            number,
            FulfillmentAction::AddService,
            FulfillmentStatus::Pending,
            0,
        )
    };
    world.insert(vec![tied(7), tied(3), tied(5)]).await;
    let expected = [3, 5, 7].map(|number| uuid::Uuid::from_u128(number).to_string());
    assert_eq!(world.list("").await.ids()[..3], expected);
    let ascending = world.list("sort=asc:updateTs").await.ids();
    assert_eq!(ascending[ascending.len() - 3..], expected);
    let by_status = world.list("sort=desc:status,desc:updateTs").await.ids();
    assert_eq!(by_status[..3], expected);
}

#[tokio::test]
async fn trap_8_what_is_no_page() {
    let world = World::new().await;
    let numbers = [
        "-1",
        "1.5",
        "%2B1",
        "+1",
        "01",
        "00",
        "abc",
        "",
        "2147483648",
    ];
    let sizes = ["0", "1001", "-1", "025", "", "1e2", "99999999999999999999"];
    let queries = numbers
        .map(|number| ("pageNumber", number))
        .into_iter()
        .chain(sizes.map(|size| ("pageSize", size)));
    for (name, value) in queries {
        let answer = world.list(&format!("{name}={value}")).await;
        answer.is_error(400, 1003);
        let message = format!(r#""message":"{name}"#);
        assert!(answer.body.contains(&message), "{value}: {}", answer.body);
    }
    for repeated in ["pageNumber=1&pageNumber=1", "pageSize=2&pageSize=3"] {
        world.list(repeated).await.is_error(400, 1003);
    }
    for fine in ["pageNumber=0&pageSize=1", "pageNumber=7&pageSize=1000"] {
        assert_eq!(world.list(fine).await.status, 200, "{fine}");
    }
}

#[tokio::test]
async fn trap_9_the_last_page_that_can_be_named() {
    let world = World::new().await;
    let answer = world.list("pageNumber=2147483647&pageSize=1000").await;
    assert_eq!(
        answer.body,
        r#"{"data":[],"metadata":{"sort":"desc:updateTs","filter":"","pagination":{"pageNumber":2147483647,"pageSize":1000,"totalRecords":9}}}"#
    );
}

#[tokio::test]
async fn trap_12_times_have_no_zone_and_no_fraction() {
    let world = World::new().await;
    let answer = world.list("").await;
    for time in [answer.column("insertTs"), answer.column("updateTs")].concat() {
        let shape: String = time
            .chars()
            .map(|c| if c.is_ascii_digit() { '9' } else { c })
            .collect();
        assert_eq!(shape, "9999-99-99T99:99:99");
    }
}

#[tokio::test]
async fn a_parameter_that_is_not_utf8_is_named() {
    let world = World::new().await;
    let answer = world.list("sort=%FF").await;
    answer.is_error(400, 1003);
    assert!(
        answer.body.contains(r#""message":"sort"#),
        "{}",
        answer.body
    );
    let many = "sort=asc:id&".repeat(1001);
    world.list(&many).await.is_error(400, 1003);
}

/// Walking the pages of any sort and size gives every row of the status once, and the total is right on each page.
#[test]
fn pages_neither_skip_nor_repeat() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let world = runtime.block_on(async {
        let world = World::new().await;
        let statuses = FulfillmentStatus::ALL.iter().cycle();
        let orders = (0..60).zip(statuses).map(|(number, &status)| {
            order(
                100 + number,
                FulfillmentAction::AddService,
                status,
                i64::try_from(number / 7).unwrap(),
            )
        });
        world.insert(orders.collect()).await;
        world
    });
    let fields = vec![
        "id",
        "insertTs",
        "updateTs",
        "status",
        "accountId",
        "externalAccountId",
        "type",
        "userId",
    ];
    let cases = (
        prop::sample::select(
            &[
                "",
                "pending",
                "in_progress",
                "complete",
                "failed",
                "cancelled",
            ][..],
        ),
        prop::sample::subsequence(fields, 1..=3).prop_shuffle(),
        prop::collection::vec(prop::bool::ANY, 3),
        1_usize..30,
    );
    proptest!(ProptestConfig::with_cases(24), |((status, fields, directions, size) in cases)| {
        let sort: Vec<_> = fields
            .iter()
            .zip(&directions)
            .map(|(field, &up)| format!("{}:{field}", if up { "asc" } else { "desc" }))
            .collect();
        let filter = if status.is_empty() { String::new() } else { format!("status:{status}") };
        let all = format!("filter={filter}&sort={}", sort.join(","));
        let whole = runtime.block_on(world.list(&format!("{all}&pageSize=1000"))).ids();
        let mut walked = Vec::new();
        for page in 0..=whole.len() / size {
            let answer = runtime.block_on(world.list(&format!("{all}&pageSize={size}&pageNumber={page}")));
            prop_assert_eq!(
                answer.json()["metadata"]["pagination"]["totalRecords"].as_u64(),
                Some(whole.len() as u64)
            );
            prop_assert!(answer.column("status").iter().all(|found| status.is_empty() || found == status));
            walked.extend(answer.ids());
        }
        prop_assert_eq!(&walked, &whole);
        let distinct: std::collections::HashSet<_> = walked.iter().collect();
        prop_assert_eq!(distinct.len(), walked.len());
    });
}
