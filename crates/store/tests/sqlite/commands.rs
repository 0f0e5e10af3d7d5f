//! Commands that go wrong, and callers that go away.

use std::sync::Arc;

use futures_util::future::{join_all, pending};
use landfall_store::{StoreError, Transact, sqlite::SqliteStore};

use crate::{
    gate::Gate,
    place::{Place, leave, leaves, left, work},
};

#[tokio::test]
async fn a_command_that_goes_wrong_harms_nobody_else() {
    let place = Place::new();
    let store = place.make();
    let gate = Gate::hold(&store);
    let panics = work(|transaction| {
        Box::pin(async move {
            leaves("panicked")(transaction).await?;
            panic!("on purpose");
        })
    });
    let waits = work(|transaction| {
        Box::pin(async move {
            leaves("waited")(transaction).await?;
            pending().await
        })
    });
    let gives_up = work(|transaction| {
        Box::pin(async move {
            leaves("gave up")(transaction).await?;
            Err(StoreError::GivenUp)
        })
    });
    let commands = [
        leaves("first"),
        panics,
        leaves("second"),
        waits,
        leaves("third"),
        gives_up,
        leaves("fourth"),
    ];
    let answers: Vec<_> = commands.into_iter().map(|work| gate.submit(work)).collect();
    gate.open().await;
    let answers = join_all(answers).await;
    let kept: Vec<bool> = answers.iter().map(Result::is_ok).collect();
    assert_eq!(kept, [true, false, true, false, true, false, true]);
    assert_eq!(left(&store).await, ["first", "second", "third", "fourth"]);
    let texts = [&answers[1], &answers[3], &answers[5]].map(|answer| {
        let error = answer.as_ref().unwrap_err();
        error.to_string()
    });
    assert!(texts[0].contains("panicked"), "{texts:?}");
    assert!(texts[1].contains("waited"), "{texts:?}");
    assert!(texts[2].contains("given up"), "{texts:?}");
    leave(&store, "later").await;
    assert_eq!(left(&store).await.last().unwrap(), "later");
}

#[tokio::test]
async fn a_command_that_panics_before_its_first_step_harms_nobody_else() {
    let place = Place::new();
    let store = place.make();
    let gate = Gate::hold(&store);
    let first = gate.submit(leaves("first"));
    let panics = gate.submit(work(|_| panic!("on purpose")));
    let second = gate.submit(leaves("second"));
    gate.open().await;
    assert!(panics.await.is_err());
    first.await.unwrap();
    second.await.unwrap();
    assert_eq!(left(&store).await, ["first", "second"]);
}

#[tokio::test]
async fn a_caller_that_stops_waiting_does_not_stop_its_command() {
    let place = Place::new();
    let store = place.make();
    let gate = Gate::hold(&store);
    let abandoned = gate.submit(leaves("abandoned"));
    let last = gate.submit(leaves("last"));
    drop(abandoned);
    gate.open().await;
    last.await.unwrap();
    assert_eq!(left(&store).await, ["abandoned", "last"]);
}

#[tokio::test]
async fn a_command_that_outlives_every_other_handle_closes_the_store() {
    let place = Place::new();
    let store: Arc<SqliteStore> = Arc::new(place.make());
    let (ended, has_ended) = tokio::sync::oneshot::channel::<()>();
    let (handle, guard) = (Arc::clone(&store), Arc::new(ended));
    let keeps = work(move |_| {
        let _ = (&handle, &guard);
        Box::pin(async { Ok(()) })
    });
    let answer = store.transact(keeps);
    let submitted = tokio::spawn({
        let store = Arc::clone(&store);
        async move {
            let gate = Gate::hold(&store);
            let kept = gate.submit(leaves("kept"));
            gate.open().await;
            kept.await.unwrap();
        }
    });
    submitted.await.unwrap();
    answer.await.unwrap();
    drop(store);
    // The command goes after its answer, and the last handle with it, on the writer's own thread.
    assert!(has_ended.await.is_err());
    let reopened = loop {
        match place.open() {
            Ok(store) => break store,
            Err(StoreError::Unavailable(text)) => {
                assert!(text.contains("holds the store"), "{text}");
            }
            Err(other) => panic!("{other}"),
        }
        tokio::task::yield_now().await;
    };
    assert_eq!(left(&reopened).await, ["kept"]);
}
