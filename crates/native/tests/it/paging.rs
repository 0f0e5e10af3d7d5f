//! Page tokens: they walk the whole list once, whatever happens to it meanwhile, and fit no other list.

use proptest::prelude::*;

use crate::support::World;

/// Walks a list to its end; between pages `meanwhile` may change the record.
async fn walked(world: &World, list: &str, mut meanwhile: impl AsyncFnMut(usize)) -> Vec<String> {
    let mut ids = Vec::new();
    let mut token: Option<String> = None;
    for page in 0.. {
        let rest = token
            .map(|token| format!("&page_token={token}"))
            .unwrap_or_default();
        let answer = world.get(&format!("{list}{rest}")).await;
        ids.extend(answer.column("id"));
        token = answer.next();
        if token.is_none() {
            return ids;
        }
        assert!(page < 1000, "{list} does not end");
        meanwhile(page).await;
    }
    ids
}

#[tokio::test]
async fn every_list_is_walked_once_and_whole() {
    let world = World::new().await;
    for (list, _) in crate::support::RESOURCES {
        let whole = world.get(&format!("{list}?page_size=500")).await;
        let expected = whole.column("id");
        if whole.next().is_some() {
            // Servers: their first five hundred will do.
            continue;
        }
        for size in [1_usize, 3, 7] {
            if size == 1 && expected.len() > 100 {
                continue;
            }
            let ids = walked(&world, &format!("{list}?page_size={size}"), async |_| {}).await;
            assert_eq!(ids, expected, "{list} by {size}");
        }
    }
}

#[test]
fn pages_never_skip_or_repeat_while_rows_are_inserted() {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .unwrap();
    let cases = ProptestConfig {
        cases: 6,
        ..ProptestConfig::default()
    };
    proptest!(cases, |(
        size in 1_usize..20,
        by in prop::sample::select(vec!["place", "place%20desc", "region,place", "id%20desc", "code,position%20desc"]),
        places in prop::collection::vec("[A-Z][a-z]{0,5}", 1..12),
    )| {
        runtime.block_on(async {
            let world = World::new().await;
            let before = world.get("pops?page_size=500").await.column("id");
            let mut new = places.iter().enumerate();
            let ids = walked(&world, &format!("pops?page_size={size}&order_by={by}"), async |_| {
                if let Some((number, place)) = new.next() {
                    world.add_pop(1_000 + number as u64, place).await;
                }
            })
            .await;
            let mut seen = ids.clone();
            seen.sort_unstable();
            seen.dedup();
            prop_assert_eq!(seen.len(), ids.len(), "repeated");
            for id in before {
                prop_assert!(ids.contains(&id), "skipped {}", id);
            }
            Ok(())
        })?;
    });
}

#[tokio::test]
async fn a_token_fits_its_own_list_only() {
    let world = World::new().await;
    let partner = world.partner().await;
    let token = world.get("pops?page_size=2").await.next().unwrap();
    // The size may change, nothing else.
    assert_eq!(
        world
            .get(&format!("pops?page_size=7&page_token={token}"))
            .await
            .column("id")
            .len(),
        7
    );
    for path in [
        format!("servers?page_token={token}"),
        format!("pops?order_by=place&page_token={token}"),
        format!("pops?filter=position%3E0&page_token={token}"),
    ] {
        let refused = world.get(&path).await;
        refused.is_problem(400, "invalid-page-token");
        assert!(
            refused.body.contains("belongs to another list"),
            "{refused:?}"
        );
    }
    let refused = world
        .get_as(&format!("pops?page_token={token}"), &partner)
        .await;
    refused.is_problem(400, "invalid-page-token");
}

#[tokio::test]
async fn a_token_that_was_changed_is_refused() {
    let world = World::new().await;
    let token = world.get("pops?page_size=2").await.next().unwrap();
    for at in (0..token.len()).step_by(5) {
        let letter = if &token[at..=at] == "A" { "B" } else { "A" };
        let changed = format!("{}{letter}{}", &token[..at], &token[at + 1..]);
        let refused = world.get(&format!("pops?page_token={changed}")).await;
        refused.is_problem(400, "invalid-page-token");
        assert!(refused.body.contains("not given out"), "{refused:?}");
    }
    for other in ["x", "%00", &"A".repeat(10_000), &token[..20]] {
        world
            .get(&format!("pops?page_token={other}"))
            .await
            .is_problem(400, "invalid-page-token");
    }
}
